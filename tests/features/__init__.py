"""Features of the tests."""
