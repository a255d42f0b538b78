"""Discord front door: converts Discord events to turns and replies to messages; alone in importing `discord`."""
