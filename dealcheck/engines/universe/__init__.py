"""Every deal that a vocabulary can express, as a draft that the solver can search."""
