"""The lanterns' statements."""
