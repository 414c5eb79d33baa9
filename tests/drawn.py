"""How many examples a test draws: a share of what the profile says (see conftest.py)."""

from __future__ import annotations

from hypothesis import settings


def drawn(share: float) -> settings:
    """Draw a share of the profile's examples: less than 1 where an example is slow, more where it is quick."""
    return settings(max_examples=max(1, round(share * settings.default.max_examples)))
