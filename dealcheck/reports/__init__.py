"""Reports: one module for each format, each a function from results to text."""
