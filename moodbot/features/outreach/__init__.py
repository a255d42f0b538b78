"""What is said unasked: check-ins, follow-ups, the letter."""
