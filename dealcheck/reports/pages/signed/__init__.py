"""Answers about signed deals, in words."""
