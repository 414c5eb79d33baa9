"""A draft with wide ranges in its brackets, and bottom lines that compare them."""

from __future__ import annotations

from pathlib import Path

STATES = ("north", "south", "east", "west")


def write_ranges(folder: Path, width: int) -> tuple[Path, Path]:
    """Write a draft of four provisions with a range of `width` values each, and ten bottom lines that compare them."""
    draft, rules = folder / "draft.yaml", folder / "rules"
    rules.mkdir()
    provisions = "\n".join(
        f"  {state}-pays: {{party: {state}, action: pay, object: dues-of-{state}, "
        f"attributes: {{amount: [{{from: 1, to: {width}}}]}}}}"
        for state in STATES
    )
    draft.write_text(f"deal: dues\nvocabulary: dues\nprovisions:\n{provisions}\n", encoding="utf-8")
    parties = ", ".join(f"{state}: {{}}" for state in STATES)
    objects = ", ".join(f"dues-of-{state}: {{}}" for state in STATES)
    words = ("vocabulary: dues", f"parties: {{{parties}}}", "actions: {pay: [pay]}", f"objects: {{{objects}}}", "")
    (rules / "words.yaml").write_text("\n".join(words), encoding="utf-8")
    for number, state in enumerate(STATES):
        lines = "\n".join(_lines(state, number, width))
        text = f"ruleset: {state}s\nparty: {state}\nvocabulary: dues\nbottom-lines:\n{lines}\n"
        (rules / f"{state}.yaml").write_text(text, encoding="utf-8")
    return draft, rules


def write_sums(folder: Path, number: int, width: int) -> tuple[Path, Path]:
    """Write a draft of some provisions with a range of `width` values each, and a bottom line about their sum."""
    draft, rules = folder / "draft.yaml", folder / "rules"
    rules.mkdir()
    objects = [f"dues-{each}" for each in range(number)]
    provisions = "".join(
        f"  {each}: {{party: north, action: pay, object: {each}, attributes: {{amount: [{{from: 1, to: {width}}}]}}}}\n"
        for each in objects
    )
    draft.write_text(f"deal: dues\nvocabulary: dues\nprovisions:\n{provisions}", encoding="utf-8")
    known = ", ".join(f"{each}: {{}}" for each in objects)
    words = f"vocabulary: dues\nparties: {{north: {{}}}}\nactions: {{pay: [pay]}}\nobjects: {{{known}}}\n"
    (rules / "words.yaml").write_text(words, encoding="utf-8")
    total = f"{{of: amount, over: {{action: pay}}, at-most: {number * width * 3 // 5}}}"
    line = (
        f"ruleset: norths\nparty: north\nvocabulary: dues\nbottom-lines:\n  enough: {{require: {{total: {total}}}}}\n"
    )
    (rules / "norths.yaml").write_text(line, encoding="utf-8")
    return draft, rules


def _lines(state: str, number: int, width: int) -> list[str]:
    """Two or three bottom lines of a state: what it pays at most, what others pay at least, and a trade-off."""
    pays = f"party: {state}, action: pay, object: dues-of-{state}"
    nearest = STATES[(number + 1) % len(STATES)]
    receives = f"party: {nearest}, action: pay, object: dues-of-{nearest}"
    share = width * (number + 3) // 10
    lines = [
        f"  no-more: {{forbid: {{{pays}, where: {{amount: {{more-than: {width - share // 2}}}}}}}}}",
        f"  not-alone: {{forbid: {{all: [{{{pays}, where: {{amount: {{at-least: {share}}}}}}}, "
        f"{{{receives}, where: {{amount: {{less-than: {share // 2}}}}}}}]}}}}",
    ]
    if number < 2:
        lines.append(
            f"  enough: {{require: {{any: [{{{pays}, where: {{amount: {{at-most: {share}}}}}}}, "
            f"{{{receives}, where: {{amount: {{at-least: {share * 2 // 3}, at-most: {width - number}}}}}}}]}}}}"
        )
    return lines
