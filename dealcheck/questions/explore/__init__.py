"""Which resolutions of a draft can all sign, and what is settled in them?"""
