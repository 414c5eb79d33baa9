"""One side's eyes: whatever the others' rulesets hold, what a viewer sees is the same as long as what it may know is.

The others are drawn, and then disguised: other names, titles and sources, lines said twice, lines that reject nothing,
other points, one ruleset in two. All that a viewer is told must be equal byte for byte: the report in every format,
with and without `--strict`, the exit status, the deals that are written, warnings, errors and progress.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from dealcheck.errors import DealcheckError, InputWarning
from dealcheck.files.writer import deal_text
from dealcheck.language import semantics
from dealcheck.language.lexicon import lexicon
from dealcheck.language.program import Program
from dealcheck.language.resolutions import choices, is_draft, open_draft, settled
from dealcheck.language.resolve import program
from dealcheck.model import conditions as c
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import BottomLine, Mandate, Ruleset
from dealcheck.model.viewer import Viewer, viewer_of
from dealcheck.model.vocabulary import Source
from dealcheck.progress import listening
from dealcheck.questions import question as question_named
from dealcheck.questions.eyes.decisions import may_see
from dealcheck.reports.report import Report, rendered
from dealcheck.session.builtin import own_formats
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session
from tests.differential.strategies import Words, conditions, deals, drafts, rulesets, words
from tests.differential.test_repair import offers
from tests.drawn import drawn

PARTY, MEDIATOR = viewer_of("p0"), viewer_of("mediator")
PLUGINS = Plugins(entry_points=False)
MOST = 200
ABOUT_DEALS = ("verify", "repair", "conflicts", "matrix", "accounts")
ABOUT_DRAFTS = ("verify", "explore", "conflicts", "matrix", "accounts")
WITHOUT_A_DEAL = ("reconcile",)


def told(viewer: Viewer, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Everything that a viewer is told: by what it is told with, its bytes."""
    question = question_named(name)
    session = Session(plugins=PLUGINS)
    progress: list[Any] = []
    with warnings.catch_warnings(record=True) as warned, listening(lambda *what: progress.append(what)):
        warnings.simplefilter("always", InputWarning)
        try:
            answers = question.answers(arguments, session, viewer)
        except DealcheckError as error:
            return {"error": (type(error), str(error), getattr(error, "mistakes", ()))}
        beside = [
            answer
            for other in question.beside
            if may_see(viewer, other)
            for answer in question_named(other).answers(
                {"deal": _deal(arguments), "rulesets": arguments["rulesets"]}, session, viewer
            )
        ]
    seen: dict[str, Any] = {"warnings": [str(each.message) for each in warned], "progress": progress}
    for strict in (False, True):
        seen[f"status, strict: {strict}"] = question.status(answers, strict=strict)
        for quiet in (False, True):
            report = Report(question, answers, strict=strict, quiet=quiet, beside=lambda: beside)
            seen |= {f"{each}, {strict}, {quiet}": rendered(report, each, PLUGINS) for each in own_formats()}
    if question.deals is not None:
        seen["deals"] = [deal_text(deal) for answer in answers for deal in question.deals(answer)]
    return seen


def _deal(arguments: dict[str, Any]) -> Any:
    given = arguments.get("deal", arguments.get("draft"))
    return given[0] if isinstance(given, list) else given


def call(name: str, deal: Deal, rules: Sequence[Any]) -> dict[str, Any]:
    """The arguments of a question about a deal."""
    if name in WITHOUT_A_DEAL:
        return {"rulesets": list(rules), "steps": 1}
    key = "draft" if name == "explore" else "deal"
    # What is told in time depends on the machine: these two stop counting after some seconds unless they are told.
    patience = {"timeout": None} if name in ("verify", "explore") else {}
    return {key: [deal] if name == "verify" else deal, "rulesets": list(rules), **patience}


def same(viewer: Viewer, names: Sequence[str], deal: Deal, one: Sequence[Any], other: Sequence[Any]) -> None:
    """Check that a viewer is told the same of some rulesets and of others."""
    for name in names:
        first, second = (told(viewer, name, call(name, deal, rules)) for rules in (one, other))
        for key in {**first, **second}:
            assert first.get(key) == second.get(key), (name, key)


@st.composite
def disguised(draw: st.DrawFn, ruleset: Ruleset, vocabulary: Words, *, names_stay: bool) -> list[Ruleset]:
    """Rulesets that sign what another one signs; `names_stay`: one under its id, with the same reservations."""
    mark = draw(st.sampled_from(["x", "secret", "zz-9"]))
    spare = conditions(vocabulary, tuple(ruleset.definitions), totals=False)
    lines: dict[str, BottomLine] = {}
    for name, line in ruleset.bottom_lines.items():
        if line.strength != "red-line" and not names_stay:
            continue
        cited = attrs.evolve(line, id=f"{mark}-{name}", title=f"{mark} said", sources=(mark,), status="disputed")
        lines[f"{mark}-{name}"] = cited
        if draw(st.booleans()):
            lines[f"{mark}-{name}-again"] = attrs.evolve(cited, id=f"{mark}-{name}-again")
    lines[f"{mark}-idle"] = BottomLine(id=f"{mark}-idle", require=c.All(()), title="never broken")
    if not names_stay:
        extra = BottomLine(id=f"{mark}-weak", strength="priority", forbid=draw(spare))
        lines |= {f"{mark}-weak": extra}
    order = draw(st.permutations(sorted(lines)))
    lines = {name: lines[name] for name in order}
    factor = draw(st.sampled_from([Decimal(1), Decimal(3)]))
    base = attrs.evolve(
        ruleset,
        id=ruleset.id if names_stay else f"{mark}-rules",
        title=f"{mark} and what was said at dinner",
        description=mark,
        sources={mark: Source(id=mark, speaker=f"{mark} Somebody", quote=f"{mark}!")},
        bottom_lines=lines,
        worth={
            f"{mark}-{name}": attrs.evolve(entry, id=f"{mark}-{name}", points=entry.points * factor)
            for name, entry in ruleset.worth.items()
        },
        issues={
            f"{mark}-{name}": attrs.evolve(issue, id=f"{mark}-{name}", weight=issue.weight * factor)
            for name, issue in ruleset.issues.items()
        },
        reservation=None if ruleset.reservation is None else ruleset.reservation * factor,
        mandate=Mandate(holder=mark) if draw(st.booleans()) else None,
        offers=draw(offers(vocabulary)),
    )
    if names_stay or draw(st.booleans()):
        return [base]
    half = draw(st.integers(0, len(order)))
    kept = {name: lines[name] for name in order[:half]}
    rest = {name: lines[name] for name in order[half:]}
    second = attrs.evolve(
        base, id=f"a-{mark}", bottom_lines=rest, worth={}, issues={}, reservation=None, mandate=None, offers={}
    )
    return [second, attrs.evolve(base, bottom_lines=kept)]


Talks = tuple[Words, Ruleset, Ruleset]


@st.composite
def talks(draw: st.DrawFn) -> Talks:
    """A vocabulary, a party's own ruleset, and that of another party."""
    vocabulary = draw(words())
    own, other = (
        attrs.evolve(draw(rulesets(vocabulary)), id=name, party=party, offers=draw(offers(vocabulary)))
        for name, party in (("mine", "p0"), ("theirs", draw(st.sampled_from(["p1", "p2"]))))
    )
    return vocabulary, own, other


def few(deal: Deal, vocabulary: Words) -> list[Any]:
    """The resolutions of a deal or draft, settled; there must be few."""
    draft = open_draft(deal, lexicon(vocabulary.lineage))
    found = []
    for choice in choices(draft):
        found.append(settled(draft, choice))
        assume(len(found) <= MOST)
    return found


@drawn(0.15)
@given(st.data(), talks())
def test_a_party_sees_nothing_of_the_others_on_a_draft(data: st.DataObject, drawn_talks: Talks) -> None:
    vocabulary, own, other = drawn_talks
    deal = data.draw(drafts(vocabulary))
    few(deal, vocabulary)
    others = data.draw(disguised(other, vocabulary, names_stay=False))
    names = ABOUT_DRAFTS if is_draft(deal) else ABOUT_DEALS
    same(PARTY, names, deal, [*vocabulary.lineage, own, other], [*others, *vocabulary.lineage, own])


@drawn(0.15)
@given(st.data(), talks())
def test_a_party_sees_nothing_of_the_others_on_a_deal(data: st.DataObject, drawn_talks: Talks) -> None:
    vocabulary, own, other = drawn_talks
    deal = data.draw(deals(vocabulary, length=data.draw(st.integers(1, 2))))
    assume(len(deal.provisions) < 4)
    others = data.draw(disguised(other, vocabulary, names_stay=False))
    same(PARTY, ABOUT_DEALS, deal, [*vocabulary.lineage, own, other], [*others, *vocabulary.lineage, own])


@drawn(0.15)
@given(st.data(), talks())
def test_a_mediator_sees_nothing_behind_the_verdicts(data: st.DataObject, drawn_talks: Talks) -> None:
    vocabulary, own, other = drawn_talks
    deal = data.draw(st.one_of(drafts(vocabulary), deals(vocabulary, length=2)))
    assume(len(deal.provisions) < 4)
    few(deal, vocabulary)
    hidden = [data.draw(disguised(each, vocabulary, names_stay=True))[0] for each in (own, other)]
    names = ABOUT_DRAFTS if is_draft(deal) else ABOUT_DEALS
    plain = [attrs.evolve(each, offers={}) for each in (own, other)]
    same(MEDIATOR, names, deal, [*vocabulary.lineage, *plain], [*reversed(hidden), *vocabulary.lineage])


def signs(rules: Program, deal: Any) -> bool:
    return semantics.outcome(rules, semantics.judge(rules, deal)) != "rejected"


@drawn(0.3)
@given(st.data(), talks())
def test_only_what_all_can_sign_matters(data: st.DataObject, drawn_talks: Talks) -> None:
    vocabulary, own, one = drawn_talks
    another = attrs.evolve(data.draw(rulesets(vocabulary)), id="quite-another", party=one.party)
    deal = data.draw(drafts(vocabulary))
    known = lexicon(vocabulary.lineage)
    resolutions = few(deal, vocabulary)
    mine, theirs, others = (program([each], known) for each in (own, one, another))
    signed = [signs(mine, each) for each in resolutions]
    assume(
        [a and signs(theirs, each) for a, each in zip(signed, resolutions)]
        == [a and signs(others, each) for a, each in zip(signed, resolutions)]
    )
    names = ("verify", "explore") if is_draft(deal) else ("verify",)
    rest = ("conflicts", "matrix", "accounts")
    same(PARTY, (*names, *rest), deal, [*vocabulary.lineage, own, one], [*vocabulary.lineage, another, own])


@drawn(0.2)
@given(st.data(), words())
def test_whether_there_is_a_deal_is_all_that_is_seen_of_it(data: st.DataObject, vocabulary: Words) -> None:
    own, other = (
        attrs.evolve(data.draw(rulesets(vocabulary, totals=False, with_issues=False)), id=name, party=party)
        for name, party in (("mine", "p0"), ("theirs", "p1"))
    )
    one = [*vocabulary.lineage, own, other]
    nobody = Deal(id="none", vocabulary="own")
    others = data.draw(disguised(other, vocabulary, names_stay=False))
    same(PARTY, WITHOUT_A_DEAL, nobody, one, [*vocabulary.lineage, *others, own])
    hidden = [data.draw(disguised(each, vocabulary, names_stay=True))[0] for each in (own, other)]
    same(MEDIATOR, WITHOUT_A_DEAL, nobody, one, [*vocabulary.lineage, *hidden])
