"""YAML as text, read once and one way: nodes with places, comments, the tree that `fmt` prints, half-written lines."""
