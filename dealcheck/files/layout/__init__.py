"""Text of files as dealcheck writes it: laid out, printed, and changed in place."""
