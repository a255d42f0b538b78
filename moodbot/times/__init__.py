"""What people write about times and places, and zones. Pure."""
