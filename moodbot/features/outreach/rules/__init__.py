"""Pure: plans, when the next message is due, and whether it is still wanted."""
