"""A feature that moodbot does not ship: it tries every field of Feature, from this folder and its words alone."""
