"""SQL stores of outreach: check-in plans, contacts, the queue of waiting messages, and the send rate."""
