"""Pure: how a request stands, and when it goes on."""
