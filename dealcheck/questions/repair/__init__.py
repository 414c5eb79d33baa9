"""What is the smallest change that all could sign?"""
