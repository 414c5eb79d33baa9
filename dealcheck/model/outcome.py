"""The verdicts that a ruleset can give on a deal without brackets."""

from __future__ import annotations

from typing import Literal

Outcome = Literal["accepted", "accepted-with-reservations", "rejected"]
