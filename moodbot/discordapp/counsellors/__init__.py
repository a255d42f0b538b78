"""Discord's part of requests for a person."""
