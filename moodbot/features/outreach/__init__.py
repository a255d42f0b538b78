"""Outreach: messages that the bot sends first (check-ins, follow-ups, the weekly letter)."""
