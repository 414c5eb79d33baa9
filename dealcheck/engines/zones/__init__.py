"""What diagrams and columns share: the choices of a draft, what is asked of their counts, and bargaining."""
