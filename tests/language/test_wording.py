"""Words for values: text that looks like something else does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import dealcheck
from dealcheck.language.wording import value_text


def test_text_that_reads_otherwise_stands_in_quotes() -> None:
    values = (Decimal("1"), "1", "-.5e3", True, "true", "truth", "1 year", ("a", "2"))
    assert list(map(value_text, values)) == ["1", '"1"', '"-.5e3"', "true", '"true"', "truth", "1 year", 'a, "2"']


def test_a_number_and_the_same_as_text_are_two_alternatives(tmp_path: Path) -> None:
    words = "vocabulary: v\nparties: {a: }\nactions: {give: [give]}\nobjects: {x: }\n"
    rules = "ruleset: r\nparty: a\nvocabulary: v\nbottom-lines:\n"
    rules += "  n: {require: {party: a, action: give, object: x, where: {size: {at-least: 1}}}}\n"
    draft = "deal: d\nvocabulary: v\nprovisions:\n"
    draft += "  p: {party: a, action: give, object: x, attributes: {size: ['1', 1]}}\n"
    (bracket,) = dealcheck.explore(draft, [words, rules]).brackets
    assert [(each.value, each.acceptable) for each in bracket.alternatives] == [('"1"', 0), ("1", 1)]
    for fixed, acceptable in (("p.size=1", 1), ('p.size="1"', 0)):
        assert dealcheck.explore(draft, [words, rules], settle=[fixed]).acceptable == acceptable
