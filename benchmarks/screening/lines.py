"""Rulesets of any number of bottom lines over the vocabulary of the ceasefire, drawn with a seed."""

from __future__ import annotations

import random
from pathlib import Path

import yaml

HERE = Path(__file__).parent.parent / "ceasefire"


def write_rules(folder: Path, number: int, seed: int) -> None:
    """Write a ruleset of so many bottom lines, and its vocabulary, into a folder."""
    drawn = random.Random(seed)
    vocabulary = yaml.safe_load((HERE / "vocabulary.yaml").read_text(encoding="utf-8"))
    verbs = [verb for scale in vocabulary["actions"].values() for verb in scale]
    things = list(_things(vocabulary["objects"]))

    def pattern() -> dict[str, object]:
        thing, has_parts = drawn.choice(things)
        reach = drawn.choice(["part-of", "part-of", "whole-of"]) if has_parts else "object"
        return {"party": drawn.choice(list(vocabulary["parties"])), "action": drawn.choice(verbs), reach: thing}

    lines = {
        f"line-{n}": {"forbid": pattern(), drawn.choice(["until", "only-after", "unless"]): pattern()}
        for n in range(number)
    }
    rules = {"ruleset": "drawn", "party": "government", "vocabulary": "ceasefire", "bottom-lines": lines}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rules.yaml").write_text(yaml.safe_dump(rules, sort_keys=False), encoding="utf-8")
    (folder / "vocabulary.yaml").write_bytes((HERE / "vocabulary.yaml").read_bytes())


def _things(objects: dict[str, dict[str, object] | None]) -> list[tuple[str, bool]]:
    """The objects of a vocabulary, each with whether it has parts."""
    found = []
    for name, each in objects.items():
        parts = (each or {}).get("parts", {})
        found.append((name, bool(parts)))
        found += _things(parts)  # type: ignore[arg-type]
    return found
