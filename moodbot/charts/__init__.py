"""Pictures of a journal. The drawing library is loaded only when the first one is drawn."""
