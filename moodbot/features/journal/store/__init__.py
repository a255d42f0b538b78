"""The journal's statements."""
