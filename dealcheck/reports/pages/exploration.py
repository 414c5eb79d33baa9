"""The zone of possible agreement in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.exploration import Bracket, Exploration, Resolution
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text, number_text
from dealcheck.reports.page import Heading, Page, PageFinding, Part, Sentence, Table, check, nested, points
from dealcheck.reports.sentences import resolutions_text, verdict_line, zone_text

_MOST_BARGAINS = 20
_MOST_OBSTACLES = 15


def exploration_pages(answers: Sequence[Exploration], **_options: object) -> list[Page]:
    """Return a page for each draft."""
    return [_page(each) for each in answers]


def _page(found: Exploration) -> Page:
    text = zone_text(found.acceptable, found.resolutions, found.without_reservations)
    answer = Sentence(text, "good" if found.acceptable else "bad", strong=True)
    reason = _reason(found)
    return Page(
        subject=found.title or plain(found.deal),
        name=found.deal,
        file=found.file,
        answer=answer,
        reason=reason,
        parts=tuple(_parts(found)),
        findings=tuple(_findings(found)),
        checks=(check("acceptable to all", answer, reason, passes=found.acceptable_to_all),),
        place=found.place,
    )


def _reason(found: Exploration) -> str:
    """What stands in the way most: what would help most if it were dropped, or else what rules out most."""
    worst = max(found.obstacles, key=lambda each: (each.alone, each.rules_out), default=None)
    if worst is None:
        return ""
    return f"In the way most: {worst.title} ({worst.ruleset}), which rules out {count_text(worst.rules_out)}."


def _findings(found: Exploration) -> Iterator[PageFinding]:
    """What stands in the way; an error when nothing is left, and a note when something is."""
    for each in found.obstacles:
        many = f"rules out {count_text(each.rules_out)} of {resolutions_text(found.resolutions)}"
        yield PageFinding(
            code=f"{each.ruleset}/{each.bottom_line}" if each.bottom_line else f"{each.ruleset}:reservation",
            title=each.title,
            level="note" if found.acceptable else "error",
            message=f"{each.title}: {many}; without it {count_text(each.alone)} more would be acceptable to all.",
            places=((each.place, each.bottom_line or "reservation value"),) if each.place else (),
            ruleset=each.ruleset,
            bottom_line=each.bottom_line,
        )


def _parts(found: Exploration) -> Iterator[Part]:
    yield points(verdict_line(verdict).text for verdict in found.verdicts)
    if found.acceptable:
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
