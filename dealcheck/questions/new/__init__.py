"""Begin a package of rules, or a deal."""
