"""The engine that follows signed deals: events come, and only what they change is looked at again."""
