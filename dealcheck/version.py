"""The version of dealcheck."""

__version__ = "0.2.0"
