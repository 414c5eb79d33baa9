"""Signed deals: their calendar, what was agreed about their performance, and the log of what happened."""
