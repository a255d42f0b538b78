"""The statements for desks and requests."""
