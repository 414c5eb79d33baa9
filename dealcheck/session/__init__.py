"""What is at hand: plugins, vocabularies and rulesets, read once."""
