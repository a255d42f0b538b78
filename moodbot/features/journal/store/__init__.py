"""SQL of the journal."""
