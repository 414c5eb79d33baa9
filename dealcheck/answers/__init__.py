"""What questions return: plain data, no logic."""

from __future__ import annotations

from typing import Any

from dealcheck.model.deal import Deal


def head_of(deal: Deal, file: str) -> dict[str, Any]:
    """Return what an answer says of the deal that it is about, by the names of its fields."""
    return {"deal": str(deal.id), "title": str(deal.title), "file": file, "place": deal.place}
