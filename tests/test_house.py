"""The house is as CONTRIBUTING.md draws it: rooms a stranger can look over, and no import that runs upward."""

from __future__ import annotations

from tests import house


def test_no_import_runs_upward() -> None:
    assert house.upward() == []


def test_no_room_is_crowded() -> None:
    assert house.crowded() == []


def test_every_module_is_in_a_room() -> None:
    assert {house.room(module) for module in house.modules()} <= set(house.ROOMS)
