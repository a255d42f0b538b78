"""The journal: moods, notes, pictures, import."""
