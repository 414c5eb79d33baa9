"""Questions about signed deals: what is owed, who is in breach, what happened, and what is to come."""
