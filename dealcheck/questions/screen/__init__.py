"""Which of the deals in a table can each side sign?"""
