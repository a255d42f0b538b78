"""Noticing risk, help lines, and the answers to it."""
