"""The version of dealcheck."""

__version__ = "0.1.0"
