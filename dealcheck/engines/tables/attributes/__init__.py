"""Attributes in the columns of a table: text, truth and exact numbers, and how text and binary floats become such."""
