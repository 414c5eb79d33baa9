"""What the words mean: names resolved, programs, resolutions, the semantics, and explanations."""
