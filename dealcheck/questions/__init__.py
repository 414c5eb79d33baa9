"""The questions a user asks, one module or folder each."""
