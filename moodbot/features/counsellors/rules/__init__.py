"""Pure rules of requests: states, ladders of escalation, opening hours and due times."""
