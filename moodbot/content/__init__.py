"""Strict loading of YAML content (packs, rules, help lines); problems have a file, a line and a remedy."""
