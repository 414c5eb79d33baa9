"""What questions work with: plugins, vocabularies and rulesets, read once."""
