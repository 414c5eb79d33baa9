"""The engine on NumPy: all resolutions of a small draft side by side in arrays."""

from __future__ import annotations

from importlib.util import find_spec


def is_installed() -> bool:
    """Return whether NumPy can be imported."""
    return find_spec("numpy") is not None
