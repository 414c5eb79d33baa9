"""Decision diagrams: how many resolutions, how many for each alternative, even draws, the efficient frontier."""
