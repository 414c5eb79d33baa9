"""What the language means, sentence by sentence, in the order of `docs/language.md`, on both engines.

Deals are written in short: `north lift quay from two until three {tonnes: 2}` is a provision of the party `north`,
`north+south` makes it a joint one, and `C from two` stands for the provision by which the condition `c` holds. A
condition is put behind `forbid`, so that the steps at which the bottom line is broken are those at which it holds.
"""

from __future__ import annotations

import re

import pytest

import dealcheck
from dealcheck import DealVerification, DraftVerification, InputError, Verdict, Verification
from tests.hostile import PLUGINS

WORDS = """
vocabulary: harbour
parties: {north: , south: , league: }
actions:
  ease: [exempt, suspend, lift]
  close: [freeze, dismantle]
  pay: [pay]
objects:
  harbour:
    parts:
      quay:
      yard: {parts: {shed: , crane: {part-of: machines}}}
  machines: {parts: {winch: }}
  money:
"""
OURS = """
ruleset: ours
party: north
vocabulary: harbour
definitions: # as on the page: C is forbidden or required, A calls for it, and D, E and F are the ways out
  c: {party: north, action: exempt, object: quay}
  a: {party: south, action: freeze, object: crane}
  d: a
  e: a
  f: {party: south, action: pay, object: money}
"""
THEIRS = """
ruleset: theirs
party: south
vocabulary: harbour
bottom-lines: {red: {forbid: f}}
definitions: {f: {party: south, action: pay, object: money}}
"""
FREEZE = "south freeze crane"
SHORT = {"C": "north exempt quay", "F": "south pay money", **dict.fromkeys("ADE", FREEZE)}
CLAUSE = re.compile(r"(\S+) (\S+) (\S+)(?: from (\S+))?(?: until (\S+))?(?: ({.*}))?")
ALWAYS, NEVER = "one two three", ""

both_engines = pytest.mark.parametrize("engine", ["reference", "durable"])


def deal(clauses: str) -> str:
    """The text of a deal of three steps; its provisions are called `p0`, `p1` and so on."""
    lines = ["deal: short", "vocabulary: harbour", f"steps: [{ALWAYS.replace(' ', ', ')}]", "provisions: {"]
    for number, clause in enumerate(filter(None, clauses.split("; "))):
        found = CLAUSE.fullmatch(re.sub("^[ACDEF](?= |$)", lambda short: SHORT[short[0]], clause))
        assert found, clause
        parties, action, thing, start, stop, attributes = found.groups()
        given = [f"parties: [{parties.replace('+', ', ')}], action: {action}, object: {thing}"]
        given += [f"{key}: {value}" for key, value in (("from", start), ("until", stop)) if value]
        given += [f"attributes: {attributes}"] if attributes else []
        lines.append(f"p{number}: {{{', '.join(given)}}},")
    return "\n".join([*lines, "}\n"])


def verified(text: str, engine: str, *rulesets: str) -> Verification:
    return dealcheck.verify(text, [WORDS, *rulesets], engine=engine, plugins=PLUGINS)


def verdict_on(clauses: str, rules: str, engine: str = "reference") -> Verdict:
    """The verdict on a deal, with `rules` added to the ruleset."""
    result = verified(deal(clauses), engine, OURS + rules)
    assert isinstance(result, DealVerification)
    return result.verdicts[0]


def broken(line: str, clauses: str, engine: str) -> str:
    """The steps at which a bottom line is broken."""
    breaches = verdict_on(clauses, f"bottom-lines: {{line: {{{line}}}}}\n", engine).breaches
    return " ".join(step for breach in breaches for step in breach.steps)


def holds(condition: str, clauses: str, engine: str) -> str:
    """The steps at which a condition holds."""
    return broken(f"forbid: {condition}", clauses, engine)


def refused(rules: str, clauses: str = "") -> str:
    """The messages with which rules or a deal are refused."""
    with pytest.raises(InputError) as error:
        verdict_on(clauses, rules)
    return str(error.value)


# Vocabularies and deals: what a provision does, and when

PROVISIONS = [
    # sentence, condition, provisions, steps at which it holds
    ("a stronger verb does what a weaker one does", "{action: exempt, object: quay}", "north lift quay", ALWAYS),
    ("the named verb is enough", "{action: suspend, object: quay}", "north suspend quay", ALWAYS),
    ("a weaker verb is not", "{action: suspend, object: quay}", "north exempt quay", NEVER),
    ("nor is a verb of another scale", "{action: exempt, object: quay}", "north dismantle quay", NEVER),
    ("what is done to a whole is done to every leaf", "{object: crane}", "north lift harbour", ALWAYS),
    ("those that are shared with another whole included", "{part-of: machines}", "north lift yard", ALWAYS),
    ("but to nothing else", "{object: winch}", "north lift harbour", NEVER),
    ("without `from` and `until`: in force at all steps", "c", "C", ALWAYS),
    ("`from` is the first step at which it is in force", "c", "C from two", "two three"),
    ("`until` is the first at which it no longer is", "c", "C from two until three", "two"),
    ("each party of a joint provision is bound", "c", "south+north lift quay", ALWAYS),
]

# Conditions

ONE_THREE = "C until two; D from three"
CONDITIONS = [
    ("a name holds when its definition does", "c", "C from three", "three"),
    ("`object` is met by a provision that reaches it", "{object: shed}", "south pay yard from two", "two three"),
    ("and by no other", "{object: shed}", "south pay crane", NEVER),
    ("`part-of` is met by one leaf", "{part-of: yard}", "south pay crane from two", "two three"),
    ("of the object, however deep", "{part-of: harbour}", "south pay crane", ALWAYS),
    ("`part-of` may name an object without parts", "{part-of: quay}", "south pay quay", ALWAYS),
    ("`whole-of` asks for every leaf", "{whole-of: yard}", "south pay shed; south pay quay", NEVER),
    ("that provisions reach together", "{whole-of: yard}", "north pay shed; south lift crane", ALWAYS),
    ("at the same step", "{whole-of: yard}", "north pay shed until two; south pay crane from two", NEVER),
    ("each of them a match", "{party: north, whole-of: yard}", "north pay shed; south pay crane", NEVER),
    ("`whole-of` may name an object without parts", "{whole-of: quay}", "south pay quay", ALWAYS),
    ("`all` asks for every condition", "{all: [c, d]}", "C; D from two", "two three"),
    ("a bare list means `all`", "[c, d]", "C; D from two", "two three"),
    ("`all: []` holds", "{all: []}", "", ALWAYS),
    ("and so does an empty list", "[]", "", ALWAYS),
    ("`any` asks for one condition", "{any: [c, d]}", ONE_THREE, "one three"),
    ("`any: []` does not hold", "{any: []}", "C", NEVER),
    ("`not` holds where the condition does not", "{not: c}", "C from two until three", "one three"),
    ("`once` holds from the first step on", "{once: c}", "C from two until three", "two three"),
    ("and never without one", "{once: c}", "", NEVER),
    ("`earlier` holds after the first step", "{earlier: c}", "C from two until three", "three"),
    ("but not at it", "{earlier: c}", "C from three", NEVER),
    ("`throughout` holds until the first failure", "{throughout: c}", "C until three", "one two"),
    ("and not after one", "{throughout: c}", "C until two; C from three", "one"),
    ("conditions nest", "{once: [{not: c}, {earlier: d}]}", "D until two", "two three"),
]

# Patterns

TOGETHER = "{object: quay, where: {a: 1, b: 2}}"
PATTERNS = [
    ("a party that is bound", "{party: south, object: quay}", "north+south lift quay from two", "two three"),
    ("and none other", "{party: south, object: quay}", "north lift quay", NEVER),
    ("any of several parties", "{party: [south, league], object: quay}", "league lift quay", ALWAYS),
    ("any of several verbs", "{action: [pay, suspend], object: quay}", "league suspend quay", ALWAYS),
    ("or a stronger one", "{action: [pay, suspend], object: quay}", "league lift quay", ALWAYS),
    ("but no weaker", "{action: [pay, suspend], object: quay}", "league exempt quay", NEVER),
    ("a key that is left out matches anything", "{object: quay}", "league pay quay", ALWAYS),
    ("`where` must pass too", "{object: quay, where: {kind: bulk}}", "north lift quay {kind: rail}", NEVER),
    ("for every attribute", TOGETHER, "north lift quay {a: 1, b: 3}", NEVER),
    ("of one provision", TOGETHER, "north lift quay {a: 1}; south lift quay {b: 2}", NEVER),
    ("whatever else it says", TOGETHER, "north lift quay {a: 1, b: 2, c: 3}", ALWAYS),
]


@both_engines
@pytest.mark.parametrize(("sentence", "condition", "clauses", "steps"), [*PROVISIONS, *CONDITIONS, *PATTERNS])
def test_a_condition_holds(sentence: str, condition: str, clauses: str, steps: str, engine: str) -> None:
    assert holds(condition, clauses, engine) == steps


@both_engines
def test_a_definition_may_use_others_in_any_order(engine: str) -> None:
    more = "ruleset: more\nextends: ours\ndefinitions: {x: {not: y}, y: c}\nbottom-lines: {line: {forbid: x}}\n"
    _, verdict = verified(deal("C from two"), engine, OURS, more).verdicts
    assert isinstance(verdict, Verdict)
    assert [breach.steps for breach in verdict.breaches] == [("one",)]


@both_engines
def test_without_steps_there_is_one_by_the_name_of_signature(engine: str) -> None:
    text = deal("C").replace("steps: [one, two, three]\n", "")
    (verdict,) = verified(text, engine, OURS + "bottom-lines: {line: {forbid: c}}\n").verdicts
    assert isinstance(verdict, Verdict)
    assert [breach.steps for breach in verdict.breaches] == [("signature",)]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            "{object: yard}",
            "object `yard` has parts; write `part-of: yard` for any of them or `whole-of: yard` for all",
        ),
        ("{party: north}", "a pattern must name an object"),
        ("{object: quay, part-of: quay}", "a pattern names its object once"),
        ("{action: ease, object: quay}", "`ease` is a scale, not an action"),
        ("{object: quay, where: {a: {}}}", "no test on attribute `a`"),
        ("{object: quay, where: {a: [1, 2]}}", "expected a value or tests, found a list; write `{in: [1, 2]}`"),
        ("{all: [c], any: [c]}", "`any` can't stand beside `all`"),
        ("{count: {of: [c]}}", "`count` has no test"),
        ("{count: {of: [c], equals: few}}", "expected a number, found `few`"),
        ("{total: {of: t, over: {}}}", "`total` has no test"),
        ("cc", "unknown definition `cc`; did you mean `c`?"),
    ],
)
def test_what_is_no_condition_is_refused(condition: str, message: str) -> None:
    assert message in refused(f"bottom-lines: {{line: {{forbid: {condition}}}}}\n")


def test_definitions_that_make_a_circle_are_refused() -> None:
    circle = "ruleset: more\nextends: ours\ndefinitions: {x: {not: y}, y: {once: x}}\n"
    with pytest.raises(InputError, match=r"`x` .* `y` .* `x`"):
        verified(deal(""), "reference", OURS, circle)


# Tests

PASSES = [
    # sentence, value, test, whether it passes
    ("a bare value means `equals`", "2", "2", True),
    ("`equals`", "2", "{equals: 3}", False),
    ("`not` passes on another value", "2", "{not: 3}", True),
    ("but not on that one", "2", "{not: 2}", False),
    ("`in` passes on one of its values", "two", "{in: [1, two]}", True),
    ("and on no other", "2", "{in: [1, two]}", False),
    ("nor on any when it is empty", "2", "{in: []}", False),
    ("`at-least` passes on the limit", "2", "{at-least: 2}", True),
    ("and above", "2.0000000001", "{at-least: 2}", True),
    ("not below", "1.9999999999", "{at-least: 2}", False),
    ("`at-most` passes on the limit", "2", "{at-most: 2}", True),
    ("not above", "2.0000000001", "{at-most: 2}", False),
    ("`more-than` does not", "2", "{more-than: 2}", False),
    ("but above", "2.0000000001", "{more-than: 2}", True),
    ("`less-than` neither", "2", "{less-than: 2}", False),
    ("but below", "1.9999999999", "{less-than: 2}", True),
    ("`present: true` passes when it is there", "false", "{present: true}", True),
    ("`present: false` when it is not", "false", "{present: false}", False),
    ("several tests must all pass", "2", "{at-least: 1, at-most: 3}", True),
    ("each of them", "2", "{at-least: 1, at-most: 3, not: 2}", False),
    ("silence is not consent: `equals`", None, "2", False),
    ("silence: `not`", None, "{not: 2}", False),
    ("silence: `in`", None, "{in: [2]}", False),
    ("silence: `at-least`", None, "{at-least: 0}", False),
    ("silence: `at-most`", None, "{at-most: 9}", False),
    ("silence: `more-than`", None, "{more-than: -1}", False),
    ("silence: `less-than`", None, "{less-than: 1}", False),
    ("silence: `present`", None, "{present: true}", False),
    ("silence passes `present: false`", None, "{present: false}", True),
    ("and that alone", None, "{present: false, not: 2}", False),
    ("numbers are compared by size", "2.0", "2", True),
    ("however written", "20e-1", "{in: [2]}", True),
    ("exactly: 10^18 + 1 is itself", f"{10**18 + 1}", f"{10**18 + 1}", True),
    ("and not 10^18", f"{10**18 + 1}", f"{10**18}", False),
    ("but more", f"{10**18 + 1}", f"{{more-than: {10**18}}}", True),
    ("small ones too", "0.30000000000000004", "0.3", False),
    ("`true` is `true`", "true", "true", True),
    ("`true` is not 1", "true", "1", False),
    ("nor is 1 `true`", "1", "{in: [true]}", False),
    ("so it is another value", "true", "{not: 1}", True),
    ("a quoted number is text", '"2"', "2", False),
    ("and text is compared letter by letter", '"2"', "'2'", True),
    ("with upper and lower case", "Rail", "rail", False),
    ("`true` in quotes is text", '"true"', "true", False),
    ("text is not at least a number", '"2"', "{at-least: 1}", False),
    ("nor at most one", "abc", "{at-most: 9}", False),
    ("nor more", '"2"', "{more-than: 1}", False),
    ("nor less", '"2"', "{less-than: 3}", False),
    ("neither is a boolean", "true", "{at-least: 0}", False),
    ("nor at most", "false", "{at-most: 5}", False),
    ("nor more", "true", "{more-than: 0}", False),
    ("nor less", "false", "{less-than: 5}", False),
]


@both_engines
@pytest.mark.parametrize(("sentence", "value", "test", "passes"), PASSES)
def test_a_test_passes(sentence: str, value: str | None, test: str, passes: bool, engine: str) -> None:
    clause = "north lift quay" + ("" if value is None else f" {{size: {value}}}")
    assert holds(f"{{object: quay, where: {{size: {test}}}}}", clause, engine) == (ALWAYS if passes else NEVER)


# Counts and totals

C_F = "C; F from two"
COUNTS = [
    # sentence, conditions, test, provisions, steps at which it holds
    ("the number of conditions that hold passes", "c, d, f", "equals: 2", C_F, "two three"),
    ("at each step", "c, d, f", "equals: 1", C_F, "one"),
    ("also none", "c, d, f", "equals: 0", "D from three", "one two"),
    ("`not`", "c, d", "not: 1", C_F, NEVER),
    ("`in`", "c, d, f", "in: [0, 2]", C_F, "two three"),
    ("`at-least`", "c, d, f", "at-least: 2", C_F, "two three"),
    ("`at-most`", "c, d, f", "at-most: 1.5", C_F, "one"),
    ("`more-than`", "c, d, f", "more-than: 1", C_F, "two three"),
    ("`less-than`", "c, d, f", "less-than: 2", C_F, "one"),
    ("all of several tests", "c, d, f", "at-least: 1, less-than: 2", C_F, "one"),
    ("what is listed twice counts twice", "c, c", "equals: 2", "C", ALWAYS),
    ("of no conditions, none hold", "", "equals: 0", "C", ALWAYS),
]


@both_engines
@pytest.mark.parametrize(("sentence", "of", "test", "clauses", "steps"), COUNTS)
def test_a_count_passes(sentence: str, of: str, test: str, clauses: str, steps: str, engine: str) -> None:
    assert holds(f"{{count: {{of: [{of}], {test}}}}}", clauses, engine) == steps


SUMS = "north pay quay {t: 0.1}; south pay crane from two {t: 0.2}; league pay money {t: 5}"
HUGE, LONG, TINY = 10**18, f"1{'0' * 40}", f"0.{'0' * 59}1"
TOTALS = [
    # sentence, over which provisions, test, provisions, steps at which it holds
    ("the sum over all that match", "{}", "equals: 5.3", SUMS, "two three"),
    ("and are in force", "{}", "equals: 5.1", SUMS, "one"),
    ("not any more", "{}", "equals: 2", "C until two {t: 2}; D {t: 0}", "one"),
    ("to the last digit", "{}", f"equals: {TINY}", f"C until two {{t: {'9' * 60}}}; D {{t: {TINY}}}", "two three"),
    ("by party", "{party: [north, league]}", "equals: 5.1", SUMS, ALWAYS),
    ("by verb", "{action: exempt}", "equals: 1", f"{SUMS}; north lift quay {{t: 1}}", ALWAYS),
    ("by attributes", "{where: {t: {at-least: 1}}}", "equals: 5", SUMS, ALWAYS),
    ("those that reach a leaf of the object", "{part-of: harbour}", "equals: 0.3", SUMS, "two three"),
    ("or of the one named as `whole-of`", "{whole-of: machines}", "equals: 0.2", SUMS, "two three"),
    ("`not`", "{}", "not: 5.1", SUMS, "two three"),
    ("`in`", "{}", "in: [5, 5.1]", SUMS, "one"),
    ("numbers in a list are added up", "{}", "at-least: [5.1, 0.2]", SUMS, "two three"),
    ("whatever the test", "{}", "not: [5, 0.1], less-than: [1, 9]", SUMS, "two three"),
    ("under `in` each by itself", "{}", "in: [[5, 0.1], 7]", SUMS, "one"),
    ("`at-least`", "{}", "at-least: 5.3", SUMS, "two three"),
    ("`at-most`", "{}", "at-most: 5.1", SUMS, "one"),
    ("`more-than`", "{}", "more-than: 5.1", SUMS, "two three"),
    ("`less-than`", "{}", "less-than: 5.3", SUMS, "one"),
    ("all of several tests", "{}", "more-than: 5, less-than: 5.2", SUMS, "one"),
    ("a provision without the attribute adds 0", "{}", "equals: 5.3", f"{SUMS}; C", "two three"),
    ("text adds 0", "{}", "equals: 2", 'north pay quay {t: "9"}; north pay money {t: 2}', ALWAYS),
    ("so does a boolean", "{}", "equals: 2", "north pay quay {t: true}; north pay money {t: 2}", ALWAYS),
    ("over no provision it is 0", "{party: league, action: exempt}", "equals: 0", SUMS, ALWAYS),
    ("a joint provision counts once", "{party: [north, south]}", "equals: 2", "north+south pay quay {t: 2}", ALWAYS),
    ("however many leaves it has", "{part-of: harbour}", "equals: 2", "north pay harbour {t: 2}", ALWAYS),
    ("two that say the same count twice", "{}", "equals: 4", "north pay quay {t: 2}; north pay quay {t: 2}", ALWAYS),
    ("amounts may be negative", "{}", "equals: 0", "north pay quay {t: -0.1}; north pay quay {t: 0.1}", ALWAYS),
    ("0.1 and 0.2 are 0.3", "{}", "equals: 0.3", "north pay quay {t: 0.1}; north pay quay {t: 0.2}", ALWAYS),
    ("large sums are exact", "{}", f"equals: {HUGE + 1}", f"C {{t: {HUGE}}}; D {{t: 1}}", ALWAYS),
    ("long ones too", "{}", f"equals: {LONG}.5", f"C {{t: {LONG}}}; D {{t: .5}}", ALWAYS),
]


@both_engines
@pytest.mark.parametrize(("sentence", "over", "test", "clauses", "steps"), TOTALS)
def test_a_total_passes(sentence: str, over: str, test: str, clauses: str, steps: str, engine: str) -> None:
    assert holds(f"{{total: {{of: t, over: {over}, {test}}}}}", clauses, engine) == steps


# Bottom lines

FORBID = [
    # sentence, bottom line, provisions, steps at which it is broken
    ("broken at each step at which C holds", "forbid: c", "C from two", "two three"),
    ("and at no other", "forbid: c", "C from two until three", "two"),
    ("`until`: not once D holds", "forbid: c, until: d", "C; D from three", "one two"),
    ("nor after it held", "forbid: c, until: d", "C; D from two until three", "one"),
    ("so both may act at one step", "forbid: c, until: d", "C from two; D from two", NEVER),
    ("`only-after`: not after E held", "forbid: c, only-after: e", "C; E until two", "one"),
    ("but at the step itself", "forbid: c, only-after: e", "C from two; E from two", "two"),
    ("and when E comes too late", "forbid: c, only-after: e", "C; E from three", ALWAYS),
    ("`unless`: not while F holds", "forbid: c, unless: f", "C; F from two until three", "one three"),
    ("any of them will do", "forbid: c, only-after: e, unless: f", "C; E from two; F until two", "two"),
]
REQUIRE = [
    ("alone: it looks at the last step", "require: c", "C from three", NEVER),
    ("and at no other", "require: c", "C until three", "three"),
    ("`unless` excuses it there", "require: c, unless: f", "F from three", NEVER),
    ("and nowhere else", "require: c, unless: f", "F until three", "three"),
    ("`when`: at the steps at which A holds", "require: c, when: a", "A from two", "two three"),
    ("unless C holds there too", "require: c, when: a", "A from two; C from three", "two"),
    ("before A is too early", "require: c, when: a", "C until two; A from two", "two three"),
    ("without A it asks for nothing", "require: c, when: a", "F", NEVER),
    ("`unless` excuses it at a step", "require: c, when: a, unless: f", "A; F until two", "two three"),
    ("and at no later one", "require: c, when: a, within: 2, unless: f", "A until two; F from two", "one"),
    ("`within` leaves so many steps", "require: c, when: a, within: 2", "A until two; C from three", NEVER),
    ("and no more", "require: c, when: a, within: 1", "A until two; C from three", "one"),
    ("C need not stay", "require: c, when: a, within: 1", "A until two; C from two until three", NEVER),
    ("the last step gives no more time", "require: c, when: a, within: 9", "A from three", "three"),
    ("but is in time", "require: c, when: a, within: 999999999", "A; C from three", NEVER),
]


@both_engines
@pytest.mark.parametrize(("sentence", "line", "clauses", "steps"), [*FORBID, *REQUIRE])
def test_a_bottom_line_is_broken(sentence: str, line: str, clauses: str, steps: str, engine: str) -> None:
    assert broken(line, clauses, engine) == steps


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("forbid: c, when: f", "`forbid` takes no `when`"),
        ("forbid: c, within: 1", "`forbid` takes no `within`"),
        ("require: c, until: f", "`require` takes no `until`"),
        ("require: c, only-after: f", "`require` takes no `only-after`"),
        ("require: c, within: 1", "has `within` without `when`"),
        ("require: c, when: f, within: -1", "expected a whole number"),
        ("forbid: c, require: f", "has both of `forbid` and `require`"),
        ("unless: f", "has neither of `forbid` and `require`"),
    ],
)
def test_clauses_that_do_not_go_together_are_refused(line: str, message: str) -> None:
    assert message in refused(f"bottom-lines: {{line: {{{line}}}}}\n")


# Score

SCORES = [
    # sentence, score sheet, provisions, score
    ("points are earned by what holds at the last step", "a: {when: c, points: 7}", "C from three", "7"),
    ("and by nothing that held before", "a: {when: c, points: 7}", "C until three", "0"),
    ("the score is the sum", "a: {when: c, points: 7}, b: {when: f, points: 2}", "C; F", "9"),
    ("of exact decimals", "a: {when: c, points: 0.1}, b: {when: f, points: 0.2}", "C; F", "0.3"),
    ("that may be negative", "a: {when: c, points: 1}, b: {when: f, points: -3}", "C; F", "-2"),
]


@both_engines
@pytest.mark.parametrize(("sentence", "worth", "clauses", "score"), SCORES)
def test_a_deal_scores(sentence: str, worth: str, clauses: str, score: str, engine: str) -> None:
    assert str(verdict_on(clauses, f"worth: {{{worth}}}\n", engine).score) == score


ISSUES = [
    # sentence, field, points, provisions, score
    ("points for the value that is listed", "t", "2: 1", "C {t: 2.0}", "3"),
    ("and for no other", "t", "2: 1", "C {t: 3}", "0"),
    ("nor for text that looks alike", "t", "2: 1", 'C {t: "2"}', "0"),
    ("nor for absence", "t", "2: 1", "C", "0"),
    ("nor for a provision that is not there", "t", "2: 1", "", "0"),
    ("a `from` that is not written is the first step", "from", "one: 1", "C", "3"),
    ("an `until` that is not written is none", "until", "three: 1", "C", "0"),
    ("a stronger verb is another value", "action", "exempt: 1", "north lift quay", "0"),
    ("one party that is bound", "party", "north: 1", "north lift quay", "3"),
    ("but not several", "party", "north: 1", "north+south lift quay", "0"),
    ("steps play no part", "object", "quay: 1", "C until two", "3"),
    ("an attribute called like a field is named in full", "attributes.from", "2: 1", "C {from: 2}", "3"),
]


@both_engines
@pytest.mark.parametrize(("sentence", "field", "points", "clauses", "score"), ISSUES)
def test_an_issue_scores(sentence: str, field: str, points: str, clauses: str, score: str, engine: str) -> None:
    rules = f"issues: {{i: {{of: p0.{field}, weight: 3, points: {{{points}}}}}}}\n"
    assert str(verdict_on(clauses, rules, engine).score) == score


@both_engines
@pytest.mark.parametrize(("reservation", "outcome"), [("0", "accepted"), ("-1", "accepted"), ("0.1", "rejected")])
def test_without_a_score_sheet_every_deal_scores_0(reservation: str, outcome: str, engine: str) -> None:
    assert verdict_on("C; F", f"reservation: {reservation}\n", engine).outcome == outcome


# Verdicts

LINES = """
bottom-lines:
  red: {forbid: c}
  other-red: {strength: red-line, forbid: {party: league, object: quay}}
  priority: {strength: priority, forbid: d}
  preference: {strength: preference, status: disputed, forbid: f}
worth:
  more: {when: {party: south, object: quay}, points: 5}
  less: {when: {party: south, object: shed}, points: -1}
"""
VERDICTS = [
    # sentence, provisions, reservation, verdict
    ("nothing is broken", "", "0", "accepted"),
    ("a priority is", "D", "0", "accepted-with-reservations"),
    ("a preference is", "F", "0", "accepted-with-reservations"),
    ("both are", "D; F", "0", "accepted-with-reservations"),
    ("a red line is, as every line that does not say how strong it is", "C", "0", "rejected"),
    ("or one that says so", "league pay quay", "0", "rejected"),
    ("be it at one step only", "C from two until three", "0", "rejected"),
    ("and whatever else is broken", "C; D; F", "0", "rejected"),
    ("the score reaches the reservation", "south pay quay", "5", "accepted"),
    ("the score is below it", "south pay quay", "5.01", "rejected"),
    ("and whatever else is broken: too little", "south pay quay; F", "5.01", "rejected"),
    ("be the reservation 0", "south pay shed", "0", "rejected"),
]


@both_engines
@pytest.mark.parametrize(("sentence", "clauses", "reservation", "outcome"), VERDICTS)
def test_the_verdict_is(sentence: str, clauses: str, reservation: str, outcome: str, engine: str) -> None:
    assert verdict_on(clauses, f"{LINES}reservation: {reservation}\n", engine).outcome == outcome


@both_engines
@pytest.mark.parametrize(("clauses", "acceptable"), [("", True), ("D", True), ("F", False), ("C", False)])
def test_a_deal_is_acceptable_to_all_when_nobody_rejects_it(clauses: str, acceptable: bool, engine: str) -> None:
    result = verified(deal(clauses), engine, OURS + LINES, THEIRS)
    assert result.acceptable_to_all is acceptable


# Mandate

MANDATES = [
    # sentence, patterns that it covers, a provision, whether that needs referral
    ("a pattern covers what matches it", "{party: north, action: exempt, object: quay}", "north lift quay", False),
    ("a weaker verb does not match", "{action: suspend, object: quay}", "north exempt quay", True),
    ("without an object it covers any", "{party: north, action: exempt}", "north exempt harbour", False),
    ("an object covers its parts", "{part-of: harbour}", "north pay crane", False),
    ("and itself", "{whole-of: yard}", "north pay yard", False),
    ("but not what has other leaves as well", "{part-of: yard}", "north pay harbour", True),
    ("nor another object", "{object: quay}", "north pay shed", True),
    ("one pattern must cover a provision", "{object: shed}, {object: crane}", "north pay yard", True),
    ("any of them", "{object: shed}, {object: crane}", "north pay crane", False),
    ("tests must pass", "{object: quay, where: {t: {at-most: 2}}}", "north pay quay {t: 3}", True),
    ("and may", "{object: quay, where: {t: {at-most: 2}}}", "north pay quay {t: 2}", False),
    ("a joint provision binds the party too", "{object: shed}", "south+north pay crane", True),
    ("what binds others alone needs no referral", "{object: shed}", "south pay crane", False),
    ("no pattern covers nothing", "", "north pay crane", True),
]


@both_engines
@pytest.mark.parametrize(("sentence", "covers", "clause", "needed"), MANDATES)
def test_a_provision_needs_referral(sentence: str, covers: str, clause: str, needed: bool, engine: str) -> None:
    verdict = verdict_on(clause, f"mandate: {{holder: The envoy, covers: [{covers}]}}\n", engine)
    assert verdict.referrals == (("p0",) if needed else ())
    assert verdict.outcome == "accepted"  # that changes no verdict


@both_engines
def test_without_a_mandate_nothing_is_said_on_referral(engine: str) -> None:
    assert verdict_on("C", "", engine).referrals is None


# Drafts


def draft(rules: str, engine: str, *provisions: str, articles: str = "") -> DraftVerification:
    """The verification of a draft with provisions `a`, `b`, `c`; each is a `north lift quay`, but for what it says."""
    lines = []
    for name, fields in zip("abc", provisions):
        defaults = ("party: north", "action: lift", "object: quay")
        given = [each for each in defaults if f"{each.split()[0]} " not in f"{fields} "]
        lines.append(f"{name}: {{{', '.join([*given, *filter(None, [fields])])}}}")
    head = deal("").split("provisions")[0]
    text = f"{head}provisions: {{{', '.join(lines)}}}\nalternatives: {{{articles}}}\n"
    result = verified(text, engine, OURS + rules)
    assert isinstance(result, DraftVerification)
    return result


DRAFTS = [
    # sentence, what the provision says, resolutions
    ("a bracketed verb", "action: [suspend, lift]", 2),
    ("a bracketed object", "object: [quay, yard, shed]", 3),
    ("a bracketed beginning", "from: [one, three]", 2),
    ("a bracketed end", "until: [two, three]", 2),
    ("a bracketed attribute", "attributes: {t: [1, 2, x]}", 3),
    ("each attribute for itself", "attributes: {t: [1, 2], u: [1, 2]}", 4),
    ("each field with each", "action: [suspend, lift], object: [quay, yard], from: [one, two]", 8),
    ("the whole provision, which is left out or not", "bracketed: true", 2),
    ("what is left out has no fields to pick", "bracketed: true, action: [suspend, lift], object: [quay, yard]", 5),
    ("a list of one is no bracket", "bracketed: true, action: [lift], object: [quay]", 2),
    ("what ends before it begins does not count", "from: [one, two], until: [two, three]", 3),
    ("nor does what ends as it begins", "from: [one, two, three], until: two", 1),
    ("be it at the first step", "until: [one, two]", 1),
    ("perhaps nothing counts", "from: three, until: [two, three]", 0),
    ("but leaving it out", "bracketed: true, from: three, until: [one, two]", 1),
    ("with every other field", "action: [suspend, lift], from: [one, two], until: [two, three]", 6),
]


@both_engines
@pytest.mark.parametrize(("sentence", "provision", "resolutions"), DRAFTS)
def test_a_draft_has_resolutions(sentence: str, provision: str, resolutions: int, engine: str) -> None:
    result = draft("", engine, provision)
    (verdict,) = result.verdicts
    assert (result.resolutions, result.acceptable, verdict.acceptable) == (resolutions, resolutions, resolutions)


@both_engines
def test_provisions_are_resolved_each_with_each(engine: str) -> None:
    assert (
        draft("", engine, "action: [suspend, lift]", "object: [quay, yard, shed]", "bracketed: true").resolutions == 12
    )


OPEN = "action: [suspend, lift]"
ARTICLES = [
    # sentence, what provision `a` says, articles, resolutions
    ("one option of each article", "", "x: {i: [a], ii: []}, y: {i: [], ii: [], iii: [a]}", 6),
    ("an article with one option", "", "x: {only: [a]}", 1),
    ("what is left out has no fields to pick", OPEN, "x: {i: [a], ii: []}", 3),
    ("nor an order to keep", "until: [one, two], from: two", "x: {i: [a], ii: []}", 1),
    ("what no option names stays open", OPEN, "x: {i: [], ii: []}", 4),
    ("what every option names too", OPEN, "x: {i: [a], ii: [a]}", 4),
    ("brackets count within an option", "bracketed: true", "x: {i: [a], ii: []}", 3),
]


@both_engines
@pytest.mark.parametrize(("sentence", "provision", "articles", "resolutions"), ARTICLES)
def test_articles_multiply(sentence: str, provision: str, articles: str, resolutions: int, engine: str) -> None:
    assert draft("", engine, provision, articles=articles).resolutions == resolutions


OPTIONS = [
    # sentence, articles, in how many resolutions `a` is in, `b`, and both
    ("under its own option", "x: {i: [a], ii: [b]}", (1, 1, 0)),
    ("and under no other", "x: {i: [a], ii: [b], iii: []}", (1, 1, 0)),
    ("under any option that names it", "x: {i: [a, b], ii: [b], iii: []}", (1, 2, 1)),
    ("under all, when none does", "x: {i: [a], ii: []}", (1, 2, 1)),
    ("under the options of both articles that name it", "x: {i: [a], ii: [b]}, y: {i: [a], ii: []}", (1, 2, 0)),
]


@both_engines
@pytest.mark.parametrize(("sentence", "articles", "found"), OPTIONS)
def test_a_provision_is_in(sentence: str, articles: str, found: tuple[int, int, int], engine: str) -> None:
    rules = "bottom-lines: {a: {forbid: c}, b: {forbid: d}, both: {forbid: [c, d]}}\n"
    result = draft(rules, engine, "", "party: south, action: freeze, object: crane", articles=articles)
    (verdict,) = result.verdicts
    assert tuple(verdict.broken.get(name, 0) for name in ("a", "b", "both")) == found


ANSWERS = [
    # a bottom line, how many of 6 resolutions are acceptable, how many of them without reservations, the answer
    ("forbid: {any: []}", 6, 6, "all"),
    ("forbid: {action: lift, object: quay}", 4, 4, "some"),
    ("forbid: {object: quay}", 0, 0, "none"),
    ("require: {object: quay, where: {t: 2}}", 3, 3, "some"),
    ("forbid: {action: suspend, object: quay}, strength: priority", 6, 2, "all"),
]


@both_engines
@pytest.mark.parametrize(("line", "acceptable", "outright", "word"), ANSWERS)
def test_the_answer_to_a_draft(line: str, acceptable: int, outright: int, word: str, engine: str) -> None:
    rules = f"bottom-lines: {{line: {{{line}}}}}\n"
    (verdict,) = draft(rules, engine, "action: [exempt, suspend, lift], attributes: {t: [1, 2]}").verdicts
    assert (verdict.resolutions, verdict.acceptable, verdict.answer) == (6, acceptable, word)
    assert (verdict.without_reservations, verdict.broken.get("line", 0)) == (outright, 6 - outright)


@both_engines
def test_resolutions_that_are_worth_too_little_are_rejected(engine: str) -> None:
    rules = "worth: {a: {when: c, points: 2}}\nreservation: 2\n"
    (verdict,) = draft(rules, engine, "bracketed: true").verdicts
    assert (verdict.acceptable, verdict.below_reservation) == (1, 1)


@both_engines
def test_a_draft_is_acceptable_to_all_when_nobody_rejects_some_resolution(engine: str) -> None:
    no_suspension, only_suspension = (
        "forbid: {action: suspend, object: quay}",
        "require: {action: suspend, object: quay}",
    )
    for line, both in ((no_suspension, 1), (only_suspension, 0)):
        result = verified(
            deal("C").replace("action: exempt", "action: [exempt, lift]"),
            engine,
            f"{OURS}bottom-lines: {{line: {{{no_suspension}}}}}\n",
            f"{THEIRS}".replace("forbid: f", line),
        )
        assert isinstance(result, DraftVerification)
        assert result.acceptable == both


LIKE_FIELDS = "action: [suspend, lift], attributes: {action: [1, 2], attributes.t: [3, 4], t: [5, 6]}"
SETTLED = [
    # sentence, bracket, value, what is forbidden and broken in every resolution that takes the option
    ("an attribute may be called like a field: that is the field", "a.action", "lift", "action: lift"),
    ("and the attribute is named in full", "a.attributes.action", "2", "where: {action: 2}"),
    ("or like one that is named in full: the shorter one", "a.attributes.t", "5", "where: {t: 5}"),
    ("which has its own name too", "a.t", "6", "where: {t: 6}"),
    ("and the longer one in full", "a.attributes.attributes.t", "4", "where: {attributes.t: 4}"),
]


@both_engines
@pytest.mark.parametrize(("sentence", "bracket", "value", "pattern"), SETTLED)
def test_an_option_settles(sentence: str, bracket: str, value: str, pattern: str, engine: str) -> None:
    rules = f"bottom-lines: {{line: {{forbid: {{object: quay, {pattern}}}}}}}\n"
    result = draft(rules, engine, LIKE_FIELDS, articles=f"x: {{i: [a, {bracket}: {value}]}}")
    (verdict,) = result.verdicts
    assert (result.resolutions, verdict.broken) == (8, {"line": 8})


@pytest.mark.parametrize(
    ("bracket", "message"),
    [
        ("a.action: 1", "`1` does not stand in the brackets of `a.action`"),
        ("a.parties: 1", "provision `a` has no field `parties`"),
        ("a.t: 5, a.attributes.attributes.t: 4, a.attributes.t: 6", "`a.attributes.t` settles the same field as `a.t`"),
        ("a.attributes.object: quay", "provision `a` has no field `attributes.object`"),
    ],
)
def test_what_an_option_can_not_settle_is_refused(bracket: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        draft("", "reference", f"{LIKE_FIELDS[:-1]}, parties: [1, 2]}}", articles=f"x: {{i: [a, {{{bracket}}}]}}")
    assert message in str(error.value)


def test_an_attribute_called_like_a_field_is_named_in_full_in_answers() -> None:
    text = f"{deal('').split('provisions')[0]}provisions: {{a: {{party: north, object: quay, {LIKE_FIELDS}}}}}\n"
    exploration = dealcheck.explore(text, [WORDS, OURS], examples=1, plugins=PLUGINS)
    names = {"a.action", "a.attributes.action", "a.t", "a.attributes.t"}
    assert {bracket.name for bracket in exploration.brackets} == names
    assert set(exploration.examples[0].choices) == names
    settled = dealcheck.settle_brackets(dealcheck.read_document(text, "x").document, ["a.attributes.action=2"])
    provision = settled.provisions["a"]
    assert (provision.action, provision.attributes["action"]) == (("suspend", "lift"), (2,))


@pytest.mark.parametrize("clause", ["C from two until two", "C from two until one", "C until one"])
def test_a_settled_end_that_does_not_come_after_the_beginning_is_refused(clause: str) -> None:
    assert "does not come after" in refused("", clause)


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ("at-least: [3, 4]", True),
        ("at-least: [3, 5]", False),
        ("equals: [3, 4]", True),
        ("not: [3, 4]", False),
        ("in: [3, [3, 4]]", True),
        ("in: [3, 4]", False),
        ("more-than: [6.5]", True),
    ],
)
def test_a_list_of_numbers_is_an_amount_that_is_added_up(test: str, holds: bool) -> None:
    words = "vocabulary: v\nparties: {a: }\nactions: {give: [give]}\nobjects: {x: }\n"
    rules = "ruleset: r\nparty: a\nvocabulary: v\nbottom-lines:\n"
    rules += f"  b: {{require: {{total: {{of: n, over: {{}}, {test}}}}}}}\n"
    deal = "deal: d\nvocabulary: v\nprovisions: {p: {party: a, action: give, object: x, attributes: {n: 7}}}\n"
    assert dealcheck.verify(deal, [words, rules]).acceptable_to_all is holds
