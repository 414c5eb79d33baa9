"""Verdicts, explorations and screenings for one viewer's eyes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, Union

import attrs

from dealcheck.answers.exploration import Exploration
from dealcheck.answers.screening import RulesetCount, ScreenSummary
from dealcheck.answers.verdict import DealVerification, DraftVerdict, DraftVerification, Verdict, Verification
from dealcheck.errors import InputError, Mistake
from dealcheck.questions.eyes.asked import UNCOUNTED, Asked

D = TypeVar("D", bound=Union[DraftVerification, Exploration])
V = TypeVar("V", bound=Union[Verdict, DraftVerdict, RulesetCount])


def verification_for_party(asked: Asked) -> Verification:
    """Return the verdicts of a party's own rulesets, and whether all can sign, or how many resolutions."""
    own: Verification = asked.own()
    if isinstance(own, DealVerification):
        # Where the party can't sign, nobody else is asked: whether they could is not for its eyes.
        together = own.acceptable_to_all and asked.all(lambda answer: bool(answer.acceptable_to_all))
        return attrs.evolve(own, seen_by=asked.viewer.name, all_can_sign=together)
    acceptable: int | None = asked.all(lambda answer: answer.acceptable) if own.acceptable_to_all else 0
    return attrs.evolve(_with_counts(own, acceptable, asked), engine="")


def verification_for_mediator(asked: Asked) -> Verification:
    """Return each side's verdict, without anything that is behind it."""
    viewer = asked.viewer.name

    def known(answer: Verification) -> Verification:
        if isinstance(answer, DealVerification):
            return DealVerification(
                deal=answer.deal,
                title=answer.title,
                file=answer.file,
                verdicts=tuple(map(_verdict, _sides(answer.verdicts))),
                place=answer.place,
                engine=answer.engine,
                seen_by=viewer,
            )
        return DraftVerification(**_counts(answer, viewer))

    return asked.all(known)


def exploration_for_party(asked: Asked) -> Exploration:
    """Return how many resolutions all can sign and what each way to settle a bracket leaves, and a party's own counts.

    Efficient outcomes are left out: the best that a party could get tells how far the others can be pushed.
    """
    _refuse_examples(asked)
    own: Exploration = asked.own()
    acceptable, brackets = 0, own.brackets
    if own.acceptable_to_all:
        acceptable, brackets = asked.all(lambda answer: (answer.acceptable, answer.brackets))
    return attrs.evolve(_with_counts(own, acceptable, asked), brackets=brackets, bargains=())


def exploration_for_mediator(asked: Asked) -> Exploration:
    """Return how many resolutions each side and all can sign, and what each way to settle a bracket leaves."""
    _refuse_examples(asked)
    viewer = asked.viewer.name

    def known(answer: Exploration) -> Exploration:
        return Exploration(**_counts(answer, viewer), brackets=answer.brackets, obstacles=())

    return asked.all(known)


def screening_for_party(asked: Asked) -> ScreenSummary:
    """Return a party's own counts, and how many deals all can sign; files are written of its own verdicts."""
    own: ScreenSummary = asked.own()
    acceptable = asked.all(lambda answer: int(answer.acceptable), out=None, rejects=None) if own.acceptable else 0
    return attrs.evolve(own, acceptable=acceptable, seen_by=asked.viewer.name)


def screening_for_mediator(asked: Asked) -> ScreenSummary:
    """Return how many deals have each side's verdicts."""
    if asked.arguments.get("out") or asked.arguments.get("rejects"):
        message = "verdicts in a file say which bottom lines are broken, which a mediator may not see"
        raise InputError([Mistake(message, None, "leave `--out` and `--rejects` out")])
    viewer = asked.viewer.name

    def known(answer: ScreenSummary) -> ScreenSummary:
        return ScreenSummary(
            table=answer.table,
            deals=answer.deals,
            judged=answer.judged,
            acceptable=answer.acceptable,
            rulesets=tuple(
                RulesetCount(
                    ruleset=each.ruleset,
                    title="",
                    party=each.party,
                    party_title=each.party_title,
                    verdicts=each.verdicts,
                    broken={},
                )
                for each in _sides(answer.rulesets)
            ),
            seen_by=viewer,
        )

    return asked.all(known)


def _with_counts(own: D, acceptable: int | None, asked: Asked) -> D:
    """Return a party's own answer on a draft with how many resolutions all can sign, and nothing more of the others."""
    return attrs.evolve(
        own,
        acceptable=acceptable,
        without_reservations=None,
        uncounted=_uncounted(own.uncounted, acceptable),
        example=None,
        seen_by=asked.viewer.name,
    )


def _counts(answer: DraftVerification | Exploration, viewer: str) -> dict[str, Any]:
    """Return the fields of an answer on a draft that a mediator may see: each side's counts, and those of all."""
    return {
        "deal": answer.deal,
        "title": answer.title,
        "file": answer.file,
        "resolutions": answer.resolutions,
        "acceptable": answer.acceptable,
        "without_reservations": answer.without_reservations,
        "verdicts": tuple(map(_draft_verdict, _sides(answer.verdicts))),
        "uncounted": _uncounted(answer.uncounted),
        "place": answer.place,
        "seen_by": viewer,
    }


def _sides(verdicts: Iterable[V]) -> list[V]:
    """Return the sides' verdicts in an order that does not tell in which files their rules are."""
    return sorted(verdicts, key=lambda verdict: (verdict.party, verdict.ruleset))


def _verdict(verdict: Verdict) -> Verdict:
    return Verdict(
        ruleset=verdict.ruleset,
        title="",
        party=verdict.party,
        party_title=verdict.party_title,
        outcome=verdict.outcome,
    )


def _draft_verdict(verdict: DraftVerdict) -> DraftVerdict:
    return DraftVerdict(
        ruleset=verdict.ruleset,
        title="",
        party=verdict.party,
        party_title=verdict.party_title,
        resolutions=verdict.resolutions,
        acceptable=verdict.acceptable,
        without_reservations=verdict.without_reservations,
    )


def _uncounted(reason: str, acceptable: int | None = 0) -> str:
    return UNCOUNTED if reason or acceptable is None else ""


def _refuse_examples(asked: Asked) -> None:
    """Refuse examples: which of the resolutions that all can sign are drawn depends on the rulesets."""
    if asked.arguments.get("examples"):
        cure = "leave `--examples` out, and settle brackets with `--settle`"
        raise InputError([Mistake("examples are not drawn for one side's eyes", None, cure)])
