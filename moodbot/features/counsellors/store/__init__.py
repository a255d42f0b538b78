"""The SQL of desks and requests."""
