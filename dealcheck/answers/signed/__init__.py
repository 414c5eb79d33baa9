"""What questions about signed deals return: how one stands, and whether it is safe to sign."""
