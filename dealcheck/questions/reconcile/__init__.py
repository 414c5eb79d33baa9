"""Could any deal at all be acceptable to all, and what would each side's wishes take?"""
