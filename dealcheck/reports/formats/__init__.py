"""A page or an answer in a format: one file per format."""
