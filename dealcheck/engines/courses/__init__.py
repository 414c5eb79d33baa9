"""The courses of a signed deal, and of every resolution of a draft, as formulas: for the solver and for diagrams."""
