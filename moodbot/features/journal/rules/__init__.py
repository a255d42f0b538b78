"""Pure rules of the journal: entries, their views as pictures, and CSV export and import."""
