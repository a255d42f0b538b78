"""The statements for plans and for what waits for its time."""
