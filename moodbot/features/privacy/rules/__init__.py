"""Pure: what is kept."""
