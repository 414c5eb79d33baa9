"""What questions return: plain data, no logic."""
