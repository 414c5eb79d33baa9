"""The engine on durable-rules, the only room that imports it."""
