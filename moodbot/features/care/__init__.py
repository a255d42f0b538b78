"""Care: detect risk in what people write, and answer it with help lines."""
