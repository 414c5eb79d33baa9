"""What only test files hold: deals by path or in place, and expected answers."""

from __future__ import annotations

from typing import Any

import attrs

from dealcheck.files.structure import Structurer
from dealcheck.model.cases import Expected
from dealcheck.model.deal import Deal
from dealcheck.model.fields import Id, Natural
from dealcheck.model.outcome import Outcome
from dealcheck.place import Word
from dealcheck.syntax.nodes import YamlNode


def read_deal_or_path(reader: Structurer, node: YamlNode) -> Deal | str:
    """Return a deal in place, whose id may be left out, or the path of a deal file."""
    if node.kind != "mapping":
        path: str = reader.text(node)
        return path
    if not any(key.text == "deal" for key, _ in node.pairs):
        key, case = (YamlNode("scalar", node.file, node.line, node.column, text) for text in ("deal", "case"))
        node = attrs.evolve(node, pairs=[(key, case), *node.pairs])
    deal: Deal = reader.instance(node, Deal)
    return deal


def read_expectations(reader: Structurer, node: YamlNode) -> dict[str, Expected]:
    """Return what each ruleset should answer: a bare verdict, or a mapping."""
    expectations = {}
    for name, value in reader.pairs(node, None, "a mapping from rulesets to what they should answer").items():
        if value.kind == "scalar" and not value.is_null:
            expectations[name] = Expected(verdict=reader.read(value, Outcome), place=value.place)
        else:
            expectations[name] = reader.instance(value, Expected)
    return expectations


def read_broken(reader: Structurer, node: YamlNode) -> dict[str, Any]:
    """Return bottom lines: one, a list of them, or each with its steps or the number of resolutions that break it."""
    if node.kind == "list" or (node.kind == "scalar" and not node.is_null):
        return {reader.read_reference(item): None for item in (node.items if node.kind == "list" else [node])}
    broken: dict[str, Any] = {}
    for name, value in reader.pairs(node, None, "bottom lines, or a mapping from them to steps").items():
        if value.kind == "scalar" and value.plain and value.text.isdigit():
            broken[name] = reader.read(value, Natural)
        else:
            items = value.items if value.kind == "list" else [value]
            if not items:
                reader.mistakes.add("the list is empty", value.place, "name the steps at which it is broken")
            broken[name] = tuple(Word(reader.read(item, Id), item.place) for item in items)
    return broken


CASE_READERS = {
    "deal-or-path": read_deal_or_path,
    "expectations": read_expectations,
    "broken": read_broken,
}
