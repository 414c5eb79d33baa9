"""Text to model and back: structure, condition forms, Python objects, documents, the writer and the formatter."""

YAML_SUFFIXES = (".yaml", ".yml")
"""In a folder, only files with these suffixes are read as vocabularies, deals, rulesets and test files."""
TEST_FILES = tuple(f"{name}{suffix}" for name in ("test_*", "*_test") for suffix in YAML_SUFFIXES)
"""The names of test files, as patterns."""
