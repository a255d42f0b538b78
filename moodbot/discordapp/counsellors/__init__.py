"""Discord adapters of counsellors: cards, buttons, slash commands, events and permissions of desks."""
