"""Text to model and back: structure, condition forms, Python objects, documents, the writer and the formatter."""
