"""Privacy: tell people what is stored and for how long, export it, and erase a person."""
