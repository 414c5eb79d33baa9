"""What documents in HTML are made of: templates that escape all text, and drawings in SVG."""
