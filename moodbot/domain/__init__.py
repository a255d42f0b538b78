"""Pure rules: the same input gives the same output; no clock, no chance, no world."""
