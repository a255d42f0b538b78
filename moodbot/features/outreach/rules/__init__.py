"""Pure rules of outreach: plans, rhythms, due times, backoff, relevance, and the facts of a letter."""
