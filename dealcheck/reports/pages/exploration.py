"""The zone of possible agreement in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.exploration import Bracket, Exploration, Resolution
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text, number_text
from dealcheck.reports.page import Heading, Page, Part, Sentence, Table, nested, points
from dealcheck.reports.sentences import verdict_line, zone_text

_MOST_BARGAINS = 20
_MOST_OBSTACLES = 15


def exploration_page(answers: Sequence[Exploration]) -> Page:
    """What there is to say on a draft."""
    (found,) = answers
    return Page(found.title or plain(found.deal), found.file, tuple(_parts(found)))


def _parts(found: Exploration) -> Iterator[Part]:
    good = found.acceptable
    yield Sentence(
        zone_text(good, found.resolutions, found.without_reservations), "good" if good else "bad", strong=True
    )
    yield points(verdict_line(verdict).text for verdict in found.verdicts)
    if good:
        yield from _settled(found)
        yield from _left(found)
    yield from _obstacles(found)
    yield from _bargains(found)
    yield from _examples(found)


def _settled(found: Exploration) -> Iterator[Part]:
    """Which choices are made already, if all are to sign."""
    settled = [bracket for bracket in found.brackets if bracket.open_in and bracket.settled]
    if settled:
        yield Heading("In all of them")
        yield points(f"{bracket.name}: {bracket.settled}{_where(bracket, found)}" for bracket in settled)
    never = [bracket for bracket in found.brackets if bracket.ruled_out and not bracket.settled]
    if never:
        yield Heading("In none of them")
        yield points(f"{bracket.name}: {', '.join(bracket.ruled_out)}" for bracket in never)


def _where(bracket: Bracket, found: Exploration) -> str:
    return (
        ""
        if bracket.open_in == found.acceptable
        else f" (in the {count_text(bracket.open_in)} in which the provision is in)"
    )


def _left(found: Exploration) -> Iterator[Part]:
    if not found.brackets:
        return
    yield Heading("What each way to settle a bracket leaves, in acceptable resolutions")
    yield Table(
        ("bracket", "alternatives"),
        tuple(
            (bracket.name, ", ".join(f"{each.value} {count_text(each.acceptable)}" for each in bracket.alternatives))
            for bracket in found.brackets
        ),
    )


def _obstacles(found: Exploration) -> Iterator[Part]:
    if not found.obstacles:
        return
    yield Heading("What stands in the way (alone: what would be gained if this were dropped, and nothing else)")
    rows = (
        (count_text(each.rules_out), count_text(each.alone), each.ruleset, each.title)
        for each in found.obstacles[:_MOST_OBSTACLES]
    )
    yield Table(("#rules out", "#alone", "ruleset", "demand"), tuple(rows))


def _bargains(found: Exploration) -> Iterator[Part]:
    if not found.bargains:
        return
    count = len(found.bargains)
    shown = f", the first {_MOST_BARGAINS} of {count:,}" if count > _MOST_BARGAINS else ""
    yield Heading(f"Efficient outcomes: no party can have more without another having less{shown}")
    sheets = tuple(found.bargains[0].scores)
    special = [each for each in found.bargains[_MOST_BARGAINS:] if each.is_nash or each.is_kalai_smorodinsky]
    rows = []
    for each in (*found.bargains[:_MOST_BARGAINS], *special):
        marks = [
            name for name, is_so in (("Nash", each.is_nash), ("Kalai-Smorodinsky", each.is_kalai_smorodinsky)) if is_so
        ]
        scores = (number_text(each.scores[name]) for name in sheets)
        rows.append((*scores, count_text(each.resolutions), ", ".join(marks)))
    yield Table((*(f"#{name}" for name in sheets), "#resolutions", "point"), tuple(rows))
    best = [each for each in found.bargains if each.is_nash]
    for each in best[:1]:
        yield Heading("A resolution at the Nash point")
        yield points(_choices(each.example))


def _examples(found: Exploration) -> Iterator[Part]:
    if found.examples:
        yield Heading("Examples, drawn from the acceptable resolutions")
        entries = ((f"{number}", tuple(_choices(each))) for number, each in enumerate(found.examples, start=1))
        yield nested(entries)


def _choices(resolution: Resolution) -> list[str]:
    return [f"{name}: {value}" for name, value in resolution.choices.items()]
