"""What the canonical form is, one habit after the other."""

from __future__ import annotations

from textwrap import dedent

import pytest

from dealcheck.errors import InputError
from dealcheck.questions.fmt import FormatError, formatted

LONG = "word " * 30 + "end"


def form(text: str) -> str:
    return formatted(dedent(text).encode(), "file.yaml").decode()


def test_keys_take_the_order_of_the_model_and_their_comments_with_them() -> None:
    assert form("""\
        # head
        ruleset: r
        vocabulary: v  # of words
        # whose
        party: p
        bottom-lines:
            b:
                # not this
                forbid: {whole-of: x, party: [q, p]}
                strength: priority  # for now
                title: B
                # the end
    """) == dedent("""\
        # head
        ruleset: r
        # whose
        party: p
        vocabulary: v  # of words

        bottom-lines:
          b:
            title: B
            strength: priority  # for now
            # not this
            forbid: {party: [q, p], whole-of: x}
            # the end
    """)


def test_entries_and_free_keys_keep_their_order() -> None:
    text = """\
        deal: d
        vocabulary: v
        steps: [two, one]

        provisions:
          z: {party: a, action: pay, object: rent, attributes: {y: 1, x: [2, 1]}}
          a: {party: a, action: pay, object: rent}
    """
    assert form(text) == dedent(text)


def test_blank_lines_stand_between_sections_and_where_one_was() -> None:
    assert form("""\


        vocabulary: v
        title: V


        extends: w
        actions:

          s: [x]


          t: [y]
        objects:
          o:
        # apart

        # below
        parties: {}
    """) == dedent("""\
        vocabulary: v
        title: V

        extends: w
        # apart

        # below
        parties: {}

        actions:
          s: [x]

          t: [y]

        objects:
          o:
    """)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"two words"', "two words"),
        ("'it''s'", "it's"),
        ('"a: b"', '"a: b"'),
        ("'1984'", "'1984'"),
        ("1984", "1984"),
        ('"true"', '"true"'),
        ("'no'", "'no'"),
        ('""', '""'),
        ('"null"', '"null"'),
        ("'# x'", "'# x'"),
        ('"a #b"', '"a #b"'),
        ("' led'", "' led'"),
        (r'"tab\tin"', r'"tab\tin"'),
        (r'"two\nlines"', r'"two\nlines"'),
        (r'"\u00e9"', "é"),
        ("two\n  lines", "two lines"),
        ('"two\n  #lines"', '"two #lines"'),
        ("|\n    a\n      b", "|\n  a\n    b"),
        (">+\n  a\n", '"a\\n\\n"\n'),
        ("|2\n    a", r'"  a\n"'),
        (">- # why\n    a\n    b", ">-  # why\n  a\n  b"),
        (LONG, None),
        (f'"{LONG}"', None),
    ],
)
def test_texts(written: str, expected: str | None) -> None:
    folded = ">-\n  " + ("word " * 23).strip() + "\n  " + "word " * 7 + "end"
    assert formatted(f"deal: d\ntitle: {written}\nvocabulary: v\n".encode(), "file.yaml").decode() == (
        f"deal: d\ntitle: {expected or folded}\nvocabulary: v\n"
    )


def test_quotations_keep_their_lines() -> None:
    text = f"ruleset: r\n\nsources:\n  s:\n    quote: {LONG}\n  t:\n    quote: >-\n      one\n      two\n"
    assert form(text) == text
    assert form("ruleset: r\nsources:\n  s:\n    quote: 'one\n      two'\n").endswith(
        "    quote: >-\n      one\n      two\n"
    )


def test_words_stay_in_brackets_as_long_as_they_fit() -> None:
    verbs = ", ".join(f"verb-number-{n}" for n in range(9))
    text = f"vocabulary: v\n\nactions:\n  s: [{verbs}]\n  t: [x,\n   y]\n  u:\n    - z\n"
    lines = form(text).splitlines()
    assert lines[3:6] == ["  s:", "    - verb-number-0", "    - verb-number-1"]
    assert lines[-3:] == ["  t: [x, y]", "  u:", "    - z"]


def test_a_comment_in_brackets_opens_them() -> None:
    assert form(
        """\
        vocabulary: v
        actions:
          s: [weak,  # first
            # then
            {strong: strong}, last]  # all
    """.replace("{strong: strong}", "strong")
    ) == dedent("""\
        vocabulary: v

        actions:
          s:
            - weak  # first
            # then
            - strong
            - last  # all
    """)


def test_a_comment_between_a_key_and_its_value() -> None:
    assert form("deal: d\ntitle:\n  # why\n  D\nvocabulary: v\n") == "deal: d\n# why\ntitle: D\nvocabulary: v\n"


def test_lists_of_mappings() -> None:
    assert form("""\
        ruleset: r
        mandate:
          covers:
          # first
          - action: pay
            # whose
            party: p
          # second
          - {}
          -   # third
              party: q
    """) == dedent("""\
        ruleset: r

        mandate:
          covers:
            # first
            # whose
            - party: p
              action: pay
            # second
            - {}
            # third
            - party: q
    """)


def test_what_stands_for_something_else_keeps_its_place() -> None:
    text = "ruleset: r\nvocabulary: &v v\nparty: p\n\ndefinitions:\n  a: &a {part-of: o, party: p}\n  b: [*a, *a]\n"
    assert form(text) == text


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    text = "deal:   d\r\nvocabulary: v"
    assert formatted(b"\xef\xbb\xbf" + text.encode(), "d") == b"\xef\xbb\xbfdeal: d\r\nvocabulary: v\r\n"


@pytest.mark.parametrize("text", ["deal: d\n", "deal: [\n", "", "colour: red\n", "deal: d\nvocabulary: v\ncolour: x\n"])
def test_what_has_mistakes_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        form(text)


@pytest.mark.parametrize(
    "made", ["deal: other\nvocabulary: v\n", "deal: d\nvocabulary: v\n", "deal: d\n", "vocabulary: v\n# c\n"]
)
def test_what_would_change_is_refused(made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dealcheck.questions.fmt.lay_out", lambda text: made)
    with pytest.raises(FormatError, match=r"^file\.yaml: formatting would change"):
        form("deal: d\nvocabulary: v\n# c\n")


@pytest.mark.parametrize("anchor", ["", "&a "])
def test_a_section_in_brackets_that_does_not_fit_gets_lines_and_a_blank_one(anchor: str) -> None:
    text = f"vocabulary: v\nparties: {anchor}{{one: {{title: {LONG[:60]}}}, two: {{title: {LONG[:60]}}}}}\n"
    new = form(text)
    assert new.startswith(f"vocabulary: v\n\nparties:{' ' * bool(anchor)}{anchor.strip()}\n  one: {{title: word")
    assert form(new) == new
