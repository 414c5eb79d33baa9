"""How long it takes to say whether a deal is safe to sign."""
