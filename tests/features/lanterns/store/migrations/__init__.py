"""The tables of the lanterns, step by step."""
