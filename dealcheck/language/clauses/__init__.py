"""Clauses in their own words: which brackets in a text are those of the deal, and how it reads once settled."""
