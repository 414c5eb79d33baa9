"""What should an author look at in rulesets?"""
