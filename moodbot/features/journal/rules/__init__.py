"""Pure: entries, how they are seen, and how they are read from files and written into them."""
