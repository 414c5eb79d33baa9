"""What is too large is refused with one clear message, and before it costs anything; what is just within is judged.

That a refusal is quick is not measured here but follows from what is checked: no more of a file is read than the limit
and one byte, no more values are built than a file spells out, no resolution is made of a draft with too many.
`benchmarks/hostile.py` measures the seconds.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

import dealcheck
from dealcheck import text as words
from dealcheck.answers.verdict import Verification
from dealcheck.files.documents import read_bytes
from dealcheck.language import check
from dealcheck.language import resolutions as settle
from dealcheck.numbers import MOST_DIGITS
from dealcheck.questions import enumeration
from dealcheck.questions.verify import Verifier
from dealcheck.session.library import MOST_EXTENDED
from dealcheck.syntax import nodes
from dealcheck.syntax.nodes import MOST_BYTES, MOST_DEPTH, MOST_NODES
from tests.hostile import PLUGINS, RULES, VALID, messages

DEAL = "deal: large\nvocabulary: waters\n"
TOO_LARGE = "1:1: the file is larger than 5,000,000 bytes; split it; no negotiated text is this long"
BOMB = "deal: bomb\nx0: &x0 [boom, boom, boom, boom, boom, boom, boom, boom, boom, boom]\n" + "".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 10)
)
"""Ten to the tenth values in some 600 bytes."""
SMALL = "vocabulary: small\nparties: {us: }\nactions: {act: [act]}\nobjects: {thing: }\n"
OURS = "ruleset: ours\nparty: us\nvocabulary: small\n"
ACT = "deal: acted\nvocabulary: small\nprovisions: {it: {party: us, action: act, object: thing}}\n"

both_engines = pytest.mark.parametrize("engine", ["reference", "durable"])


def refusal(deal: Any, rules: Iterable[Any] = RULES) -> str:
    """The one message with which a deal or its rules are refused."""
    (message,) = messages(rules, deal)
    return message


def judged(rules: Iterable[Any], deal: Any, engine: str = "reference") -> Verification:
    """The verification, of which every report can be made."""
    verification = Verifier(list(rules), engine=engine, plugins=PLUGINS).verify(deal)
    for report in PLUGINS.reporters().values():
        assert report([verification])
    return verification


def outcomes(rules: Iterable[Any], deal: Any, engine: str) -> list[str]:
    """The verdicts on a deal."""
    verification = judged(rules, deal, engine)
    assert isinstance(verification, dealcheck.DealVerification)
    return [verdict.outcome for verdict in verification.verdicts]


def numbered(line: str, start: int, stop: int) -> str:
    """A line for each number; `N` in it stands for the number, and `M` for the one before."""
    return "".join(line.replace("N", str(n)).replace("M", str(n - 1)) for n in range(start, stop))


# Files


class Endless(io.RawIOBase):
    """A stream that never ends, and says how much of it was read."""

    taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.taken += len(buffer)
        assert self.taken < 2 * MOST_BYTES, "it is read on and on"
        buffer[:] = b"#" * len(buffer)
        return len(buffer)


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    """A file of 50 MB."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.write(DEAL.encode())
        stream.truncate(50_000_000)
    return path


def test_of_a_large_file_no_more_is_read_than_shows_that_it_is(huge: Path) -> None:
    assert len(read_bytes(huge)) == MOST_BYTES + 1
    assert refusal(huge).endswith(TOO_LARGE)
    assert refusal(VALID / "deal.yaml", [huge]).endswith(TOO_LARGE)


@pytest.mark.parametrize("command", ["verify", "explore", "fmt"])
def test_nor_of_standard_input(run: Callable[..., Result], command: str) -> None:
    stream = Endless()
    result = run(command, "-", input=io.BufferedReader(stream))
    assert (result.exit_code, result.output) == (2, f"error: <stdin>:{TOO_LARGE}\n")
    assert MOST_BYTES < stream.taken <= MOST_BYTES + 1 + io.DEFAULT_BUFFER_SIZE


@pytest.mark.parametrize(
    "data", [b"#" * 50_000_000, b"\xff" * 50_000_000, "#" * (MOST_BYTES + 1)], ids=["text", "noise", "str"]
)
def test_large_bytes_and_texts_are_not_parsed(data: bytes | str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "parse", lambda *_, **__: pytest.fail("it was parsed"))
    with pytest.raises(dealcheck.InputError) as refused:
        nodes.parse(data, "large.yaml")
    assert str(refused.value) == f"large.yaml:{TOO_LARGE}"


def test_a_text_is_measured_in_bytes() -> None:
    text = DEAL + "#" + "한" * (MOST_BYTES // 3)
    assert refusal(text) == f"<text>:{TOO_LARGE}"
    assert refusal(VALID / "deal.yaml", [*RULES, text]) == f"<text>:{TOO_LARGE}"


def test_a_file_of_just_the_limit_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    data = (VALID / "deal.yaml").read_bytes()
    path.write_bytes(data + b"#" * (MOST_BYTES - len(data)))
    assert judged(RULES, path).verdicts == judged(RULES, VALID / "deal.yaml").verdicts


def test_a_folder_that_links_lead_back_to_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "ours.yaml").write_text(OURS, encoding="utf-8")
    for name in ("back", "there", "again"):
        (tmp_path / name).symlink_to(tmp_path, target_is_directory=True)
    assert outcomes([tmp_path], ACT, "reference") == ["accepted"]


# Values


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of all the nodes that the reader builds from now on."""
    kinds: list[str] = []
    real = nodes.YamlNode

    def counted(kind: Any, *args: Any, **kwargs: Any) -> nodes.YamlNode:
        kinds.append(kind)
        return real(kind, *args, **kwargs)

    monkeypatch.setattr(nodes, "YamlNode", counted)
    return kinds


def unread(text: str) -> str:
    """The message with which the reader refuses a text."""
    with pytest.raises(dealcheck.InputError) as refused:
        nodes.parse(text, "text")
    return str(refused.value)


def test_an_alias_bomb_is_refused_before_more_is_built_than_it_spells_out(built: list[str]) -> None:
    assert unread(BOMB) == "text:7:30: the file has more than 500,000 values, aliases included"
    assert len(built) < 30
    keys = "deal: bomb\nx0: &x0 {a: boom, b: boom}\n" + numbered("xN: &xN {a: *xM, b: *xM}\n", 1, 40)
    assert unread(keys).endswith("the file has more than 500,000 values, aliases included")
    assert len(built) < 200


def test_an_alias_bomb_is_refused_as_a_deal_as_rules_and_by_the_command(run: Callable[..., Result]) -> None:
    assert "more than 500,000 values" in refusal(BOMB)
    assert "more than 500,000 values" in refusal(VALID / "deal.yaml", [*RULES, BOMB.replace("deal", "ruleset")])
    result = run("verify", "-", input=BOMB)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert result.output.startswith("error: <stdin>:7:30: the file has more than 500,000 values")


def test_more_values_than_a_file_may_have_are_not_built(built: list[str]) -> None:
    assert unread(f"[{'a,' * 1_200_000}]") == "text:1:1000000: the file has more than 500,000 values, aliases included"
    assert len(built) == MOST_NODES + 1


def test_aliases_that_stand_for_little_are_fine() -> None:
    same = "x: &same {party: coast, action: fish, object: cod}"
    text = f"{DEAL}provisions: {{{same}, y: *same, z: *same}}\n"
    rules = "ruleset: mine\nparty: island\nvocabulary: waters\nbottom-lines: {fish: {forbid: {object: cod}}}\n"
    verification = judged([VALID / "vocabulary.yaml", rules], text)
    assert isinstance(verification, dealcheck.DealVerification)
    assert verification.verdicts[0].breaches[0].provisions == ("x", "y", "z")


# Depth

CURE = "use definitions to give parts names"


@pytest.mark.parametrize("opening", ["[", "{a: ", "? ", "- "])
@pytest.mark.parametrize("depth", [MOST_DEPTH + 1, 1_000_000])
def test_what_is_nested_too_deep_is_refused(opening: str, depth: int) -> None:
    column = MOST_DEPTH * len(opening) + 1
    assert unread(opening * depth) == f"text:1:{column}: values are nested more than 60 deep; {CURE}"


@both_engines
def test_conditions_as_deep_as_may_be_are_judged(engine: str) -> None:
    deep = MOST_DEPTH - 4  # below the file, `bottom-lines`, the line, and the innermost pattern
    inner = "{party: us, action: act, object: thing}"
    line = f"bottom-lines: {{line: {{forbid: {'{not: ' * deep}{inner}{'}' * deep}}}}}\n"
    assert outcomes([SMALL, OURS + line], ACT, engine) == ["rejected"]
    assert "nested more than 60 deep" in refusal(ACT, [SMALL, OURS + line.replace(inner, f"{{not: {inner}}}")])


# Numbers

HUGE = f"the number `{'9' * 30}…` is out of range"
NUMBERS = {
    "9" * (MOST_DIGITS + 1): HUGE,
    "9" * 1_000_000: HUGE,
    f"1e{MOST_DIGITS}": f"the number `1e{MOST_DIGITS}` is out of range",
    "1e999999999999": "the number `1e999999999999` is out of range",
    "-1e-61": "the number `-1e-61` is out of range",
    "1e-999999999999": "the number `1e-999999999999` is out of range",
    f"0.{'0' * MOST_DIGITS}1": "the number `0.0000000000000000000000000000…` is out of range",
}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:14])
def test_huge_and_tiny_numbers_are_refused(number: str) -> None:
    cure = "; a number may have 60 digits before the point and 60 after it"
    text = ACT.replace("thing}", f"thing, attributes: {{size: {number}}}}}")
    assert refusal(text, [SMALL, OURS]) == f"<text>:3:77: {NUMBERS[number]}{cure}"
    assert refusal(ACT, [SMALL, f"{OURS}reservation: {number}\n"]) == f"<text>:4:14: {NUMBERS[number]}{cure}"


def test_steps_to_wait_are_few_enough_to_count() -> None:
    line = "bottom-lines: {line: {require: {object: thing}, when: {object: thing}, within: 1000000000}}\n"
    assert "expected a whole number from 0 to 999,999,999" in refusal(ACT, [SMALL, OURS + line])


@both_engines
def test_the_largest_numbers_are_judged_exactly(engine: str) -> None:
    large, tiny = "9" * MOST_DIGITS, "0." + "0" * (MOST_DIGITS - 1) + "1"
    provisions = f"a: {{party: us, action: act, object: thing, attributes: {{t: {large}}}}}, "
    provisions += f"b: {{party: us, action: act, object: thing, attributes: {{t: {tiny}}}}}"
    rules = f"bottom-lines: {{line: {{forbid: {{total: {{of: t, over: {{}}, more-than: {large}}}}}}}}}\n"
    rules += f"worth: {{a: {{when: {{object: thing}}, points: {large}}}, b: {{when: [], points: {tiny}}}}}\n"
    verification = judged([SMALL, OURS + rules], f"{ACT.split('provisions')[0]}provisions: {{{provisions}}}\n", engine)
    (verdict,) = verification.verdicts
    assert isinstance(verdict, dealcheck.Verdict)
    assert [breach.bottom_line for breach in verdict.breaches] == ["line"]
    assert str(verdict.score) == large + tiny[1:]


# Steps


def test_more_steps_than_a_deal_may_have_are_refused() -> None:
    steps = [f"s{n}" for n in range(check.MOST_STEPS + 1)]
    found = refusal(f"{DEAL}steps: [{', '.join(steps)}]\n")
    assert found.endswith("deal `large` has 1,001 steps, and 1,000 are the most it may have; split it")
    assert "deal `large` has 100,000 steps" in refusal(f"{DEAL}steps: [{', '.join(f's{n}' for n in range(100_000))}]\n")


@both_engines
def test_as_many_steps_as_a_deal_may_have_are_judged(engine: str) -> None:
    steps = f"steps: [{', '.join(f's{n}' for n in range(check.MOST_STEPS))}]\n"
    waiting = "bottom-lines: {line: {require: {not: {object: thing}}, when: {object: thing}, within: 999}}\n"
    text = ACT.replace("provisions", f"{steps}provisions").replace("thing}", "thing, from: s990}")
    (verdict,) = judged([SMALL, OURS + waiting], text, engine).verdicts
    assert isinstance(verdict, dealcheck.Verdict)
    assert verdict.breaches[0].steps == tuple(f"s{n}" for n in range(990, 1_000))


# Resolutions


@pytest.fixture
def unresolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """No resolution may be made."""
    monkeypatch.setattr(enumeration, "resolutions", lambda *_: pytest.fail("a draft was resolved"))


def bracketed(provisions: int, size: int, more: str = "", *, brackets: int = 1) -> str:
    """A draft with so many provisions, each with so many brackets around `size` numbers."""
    values = f"[{', '.join(map(str, range(size)))}]"
    attributes = ", ".join(f"tonnes{n or ''}: {values}" for n in range(brackets))
    line = f"  pN: {{party: coast, action: fish, object: cod, attributes: {{{attributes}}}}}\n"
    return f"{DEAL}provisions:\n{numbered(line, 0, provisions)}{more}"


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        (bracketed(1, 10_001), "10,000 resolutions to try (10,001)"),
        (bracketed(5, 10), "10,000 resolutions to try (100,000)"),
        (bracketed(49, 2), "10,000 resolutions to try (562,949,953,421,312)"),
        (bracketed(300, 10), "10,000 resolutions to try (about 10^300)"),
        (bracketed(400, 10, brackets=10), "10,000 resolutions to try (beyond count)"),
        (
            bracketed(1, 2, f"alternatives: {{a: {{{numbered('oN: [], ', 0, 5_001)}}}}}\n"),
            "10,000 resolutions to try (10,002)",
        ),
        (
            bracketed(1, 2, f"alternatives: {{{numbered('aN: {x: [p0], y: []}, ', 0, 200)}}}\n"),
            "10,000 resolutions to try (about 10^60)",
        ),
    ],
)
@pytest.mark.usefixtures("unresolved")
def test_a_draft_with_too_many_resolutions_is_refused_without_making_one(text: str, tried: str) -> None:
    assert refusal(text) == f"<text>:1:1: draft `large` has more than {tried}; settle some of its brackets first"


@pytest.mark.usefixtures("unresolved")
def test_the_longer_a_draft_the_fewer_resolutions_it_may_have() -> None:
    settled = numbered("  sN: {party: coast, action: fish, object: cod}\n", 0, 5_000)
    assert "has more than 999 resolutions to try (1,000)" in refusal(bracketed(1, 1_000, settled))


def test_as_many_resolutions_as_a_draft_may_have_are_counted() -> None:
    verification = judged(RULES, bracketed(4, 10))
    assert isinstance(verification, dealcheck.DraftVerification)
    assert verification.resolutions == settle.RESOLUTION_LIMIT
    assert verification.acceptable + verification.verdicts[0].broken["no-fishing-first"] == settle.RESOLUTION_LIMIT


# Chains


@both_engines
def test_a_long_chain_of_definitions_is_judged(engine: str) -> None:
    chain = "definitions:\n  d0: {object: thing}\n" + numbered("  dN: {not: dM}\n", 1, 1_000)
    assert outcomes([SMALL, f"{OURS}{chain}bottom-lines: {{line: {{forbid: d998}}}}\n"], ACT, engine) == ["rejected"]
    assert outcomes([SMALL, f"{OURS}{chain}bottom-lines: {{line: {{forbid: d999}}}}\n"], ACT, engine) == ["accepted"]


def test_a_long_circle_of_definitions_is_refused() -> None:
    chain = f"{OURS}definitions:\n  d0: {{not: d999}}\n" + numbered("  dN: {not: dM}\n", 1, 1_000)
    found = refusal(ACT, [SMALL, chain])
    assert found.count("`d") == 8  # the middle is left out
    assert "…" in found


@pytest.mark.parametrize("reverse", [False, True])
def test_a_long_chain_of_rulesets_is_refused_once(reverse: bool) -> None:
    texts = [OURS.replace("ours", "r0"), *(f"ruleset: r{n}\nextends: r{n - 1}\n" for n in range(1, 1_000))]
    found = refusal(ACT, [SMALL, *(texts[::-1] if reverse else texts)])
    assert found == "<text>:2:10: ruleset `r101` builds on more than 100 others; join some of them"
    assert outcomes([SMALL, *texts[: MOST_EXTENDED + 1]], ACT, "reference") == ["accepted"] * (MOST_EXTENDED + 1)


def test_a_long_chain_of_vocabularies_is_refused_once() -> None:
    texts = [SMALL.replace("small", "v0"), *(f"vocabulary: v{n}\nextends: v{n - 1}\n" for n in range(1, 1_000))]
    found = refusal(ACT.replace("small", "v999"), [*texts, OURS.replace("small", "v999")])
    assert found == "<text>:2:10: vocabulary `v101` builds on more than 100 others; join some of them"
    rules = [*texts[: MOST_EXTENDED + 1], OURS.replace("small", f"v{MOST_EXTENDED}")]
    assert outcomes(rules, ACT.replace("small", "v0"), "reference") == ["accepted"]


def test_a_long_circle_of_rulesets_is_refused_once() -> None:
    found = refusal(ACT, [SMALL, *(f"ruleset: r{n}\nextends: r{(n + 1) % 1_000}\n" for n in range(1_000))])
    assert found.endswith("which is a circle; break it")


# Vocabularies


def test_a_scale_with_too_many_verbs_is_refused() -> None:
    scale = ", ".join(f"v{n}" for n in range(1_001))
    found = refusal(ACT.replace("act,", "v7,"), [SMALL.replace("[act]", f"[{scale}]"), OURS])
    assert found == "<text>:3:11: scale `act` has 1,001 verbs, and 1,000 are the most it may have; make several of it"


@both_engines
def test_a_scale_with_as_many_verbs_as_it_may_have_is_judged(engine: str) -> None:
    words = SMALL.replace("[act]", f"[{', '.join(f'v{n}' for n in range(1_000))}]")
    lines = "bottom-lines: {line: {forbid: {action: v1, object: thing}}}\n"
    for verb, outcome in (("v0", "accepted"), ("v1", "rejected"), ("v999", "rejected")):
        assert outcomes([words, OURS + lines], ACT.replace("action: act", f"action: {verb}"), engine) == [outcome]


def test_objects_with_too_many_parts_are_refused() -> None:
    things = "  o0:\n" + numbered("  oN: {part-of: oM}\n", 1, 2_001) + numbered("  lN: {part-of: o2000}\n", 0, 1_000)
    found = refusal(ACT, [f"{SMALL.split('objects')[0]}objects:\n  thing:\n{things}", OURS])
    assert found == "<text>:1:1: the objects have too many parts to keep count of; name fewer wholes for the same parts"


@both_engines
def test_a_long_chain_of_parts_and_a_whole_of_many_are_judged(engine: str) -> None:
    things = "  o0: {part-of: thing}\n" + numbered("  oN: {part-of: oM}\n", 1, 1_000)
    things += numbered("  lN: {part-of: o999}\n", 0, 1_000)
    words = f"{SMALL.split('objects')[0]}objects:\n  thing:\n{things}"
    lines = "bottom-lines: {all: {forbid: {whole-of: thing}}, some: {strength: priority, forbid: {part-of: o500}}}\n"
    assert outcomes([words, OURS + lines], ACT, engine) == ["rejected"]
    assert outcomes([words, OURS + lines], ACT.replace("thing}", "l7}"), engine) == ["accepted-with-reservations"]


def test_a_circle_of_many_parts_is_refused() -> None:
    things = "".join(f"  o{n}: {{part-of: o{(n + 1) % 1_000}}}\n" for n in range(1_000))
    found = refusal(ACT, [f"{SMALL.split('objects')[0]}objects:\n  thing:\n{things}", OURS])
    assert "is a part of itself" in found
    assert found.count("`o") == 8


# Mistakes


def test_the_nearest_of_many_long_words_is_looked_for_among_fewer() -> None:
    alike = ["a" * 90 + f"{n:05d}" for n in range(5_000)]
    compared = words._likely("a" * 95, alike)
    assert compared
    assert sum(map(len, compared)) * 95 <= words._MOST_COMPARED
    many = [f"{letters}-word-{n}" for n in range(500) for letters in ("ab", "xy", "yz")]
    assert words.nearest("xy-wrd-77", many) == "did you mean `xy-word-77`?"


def test_every_one_of_many_mistakes_is_told() -> None:
    provisions = numbered("  pN: {party: nobody, action: fish, object: cod}\n", 0, 300)
    found = messages(RULES, f"{DEAL}provisions:\n{provisions}")
    assert [message.split(":")[1] for message in found] == [str(n) for n in range(4, 304)]
    assert all("unknown party `nobody`" in message for message in found)
