"""Answers in words: one file per answer."""
