"""Do rulesets answer as their test cases say?"""
