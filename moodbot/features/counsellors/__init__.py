"""A request for a person, from asking to the end of the talk."""
