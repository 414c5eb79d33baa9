"""The commands that are no questions: one module each."""
