"""Can all sign, whichever account of a position is true?"""
