"""Which brackets in the text of a clause are those of the deal."""

from __future__ import annotations

import pytest

from dealcheck.serve.clause_text import Row, segments


@pytest.mark.parametrize(
    ("text", "brackets", "found"),
    [
        (
            "A shall [freeze] [disable] B.",
            {"a": ["freeze", "disable"]},
            ["A shall ", ("a", "freeze", "disable"), " B."],
        ),
        ("A [is frozen] [is disabled]", {"a": ["freeze", "disable"]}, ["A ", ("a", "is frozen", "is disabled"), ""]),
        (
            "From the [first] [second] day [suspended] [lifted].",
            {"x.action": ["suspend", "lift"], "x.from": ["first-day", "second-day"]},
            ["From the ", ("x.from", "first", "second"), " day ", ("x.action", "suspended", "lifted"), "."],
        ),
        ("pays [thirty] [sixty] days", {"d": ["30", "60"]}, ["pays [thirty] [sixty] days"]),
        ("pays [30] [sixty] days", {"d": ["30", "60"]}, ["pays ", ("d", "30", "sixty"), " days"]),
        ("on the [second day] [first day]", {"d": ["first-day", "second-day"]}, ["on the [second day] [first day]"]),
        ("[accepts] [does not accept]", {"d": ["accept", "accept-not"]}, [("d", "accepts", "does not accept")]),
        ("[does not accept] [accepts]", {"d": ["accept", "accept-not"]}, ["[does not accept] [accepts]"]),
        ("[x] [y] and [z] [w]", {"a": ["1", "2"]}, ["[x] [y] and [z] [w]"]),
        ("[x] [y]", {"a": ["1", "2"], "b": ["3", "4"]}, ["[x] [y]"]),
        ("[x] [y] [z]", {"a": ["x", "y"]}, ["[x] [y] [z]"]),
        ("[the whole clause]", {"in": ["in", "out"]}, ["[the whole clause]"]),
        ("[all of [60] [90] days]", {"d": ["60", "90"]}, ["[all of ", ("d", "60", "90"), " days]"]),
        ("[90] [60]", {"d": ["60", "90"]}, ["[90] [60]"]),
        ("nothing", {}, ["nothing"]),
        ("[[[", {"a": ["1", "2"]}, ["[[["]),
    ],
)
def test_brackets_are_found(text: str, brackets: dict[str, list[str]], found: list[object]) -> None:
    pieces = [(each.bracket, *each.words) if isinstance(each, Row) else each for each in segments(text, brackets)]
    assert [each for each in pieces if each] == [each for each in found if each]
