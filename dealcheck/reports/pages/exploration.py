"""The zone of possible agreement in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.exploration import Bargain, Bracket, Exploration, Obstacle, Resolution, at_least
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text, number_text
from dealcheck.reports import figures
from dealcheck.reports.page import Heading, Page, PageFinding, Part, Sentence, Table, Tone, check, nested, points
from dealcheck.reports.sentences import resolutions_text
from dealcheck.reports.verdicts import is_for_party, verdict_line, zone_text

_TONES: dict[str, Tone] = {"all": "good", "some": "mixed", "none": "bad"}
_AXES = ("across", "up")
_MOST_BARGAINS = 20
_MOST_OBSTACLES = 15


def exploration_pages(answers: Sequence[Exploration], **_options: object) -> list[Page]:
    """Return a page for each draft."""
    return [_page(answer) for answer in answers]


def _page(exploration: Exploration) -> Page:
    answer = Sentence(zone_text(exploration), "good" if exploration.acceptable_to_all else "bad", strong=True)
    reason = _reason(exploration)
    return Page(
        subject=exploration.title or plain(exploration.deal),
        name=exploration.deal,
        file=exploration.file,
        answer=answer,
        reason=reason,
        parts=tuple(_parts(exploration)),
        findings=tuple(_findings(exploration)),
        checks=(check("acceptable to all", answer, reason, passes=exploration.acceptable_to_all),),
        place=exploration.place,
    )


def _reason(exploration: Exploration) -> str:
    """Return the greatest obstacle: what would help most if it were dropped, or else what rules out most."""
    worst = max(exploration.obstacles, key=_weight, default=None)
    if worst is None:
        return ""
    head = f"In the way most: {worst.title} ({worst.ruleset})"
    if worst.alone:
        return f"{head}; without it {count_text(worst.alone)} more would be acceptable to all."
    return f"{head}, which rules out {count_text(worst.rules_out)}."


def _weight(obstacle: Obstacle) -> tuple[float, float]:
    """Return how much an obstacle is in the way; a number that nobody counted is more than none."""
    return at_least(obstacle.alone), at_least(obstacle.rules_out)


def _findings(exploration: Exploration) -> Iterator[PageFinding]:
    """Yield the obstacles; an error when nothing is left, and a note when something is."""
    for obstacle in exploration.obstacles:
        share = f"rules out {count_text(obstacle.rules_out)} of {resolutions_text(exploration.resolutions)}"
        yield PageFinding(
            code=f"{obstacle.ruleset}/{obstacle.bottom_line}"
            if obstacle.bottom_line
            else f"{obstacle.ruleset}:reservation",
            title=obstacle.title,
            level="note" if exploration.acceptable_to_all else "error",
            message=f"{obstacle.title}: {share}; "
            f"without it {count_text(obstacle.alone)} more would be acceptable to {_whom(exploration)}.",
            places=((obstacle.place, obstacle.bottom_line or "reservation value"),) if obstacle.place else (),
            ruleset=obstacle.ruleset,
            bottom_line=obstacle.bottom_line,
        )


def _parts(exploration: Exploration) -> Iterator[Part]:
    yield figures.answers((verdict_line(verdict).text, _TONES[verdict.answer]) for verdict in exploration.verdicts)
    if exploration.uncounted:
        yield Sentence(f"Not all is counted: {exploration.uncounted}.")
    if exploration.acceptable_to_all:
        yield from _settled(exploration)
        if not exploration.uncounted:
            yield from _left(exploration)
    yield from _obstacles(exploration)
    yield from _bargains(exploration)
    yield from _examples(exploration)


def _settled(exploration: Exploration) -> Iterator[Part]:
    """Yield which choices are made already, if all are to sign."""
    settled = [bracket for bracket in exploration.brackets if bracket.open_in != 0 and bracket.settled]
    if settled:
        yield Heading("In all of them")
        yield points(f"{bracket.name}: {bracket.settled}{_where(bracket, exploration)}" for bracket in settled)
    never = [
        bracket
        for bracket in exploration.brackets
        if bracket.open_in != 0 and bracket.ruled_out and not bracket.settled
    ]
    if never:
        yield Heading("In none of them")
        yield points(f"{bracket.name}: {', '.join(bracket.ruled_out)}" for bracket in never)


def _where(bracket: Bracket, exploration: Exploration) -> str:
    return (
        ""
        if bracket.open_in in (None, exploration.acceptable)
        else f" (in the {count_text(bracket.open_in)} in which the provision is in)"
    )


def _left(exploration: Exploration) -> Iterator[Part]:
    if not exploration.brackets:
        return
    yield Heading("What each way to settle a bracket leaves, in acceptable resolutions")
    rows = [(bracket.name, tuple(_bars(bracket))) for bracket in exploration.brackets]
    yield figures.bars(("bracket", "alternatives"), rows)


def _bars(bracket: Bracket) -> Iterator[figures.Bar]:
    """Yield a bar for each alternative; the longest is that of the one that leaves most."""
    most = max((alternative.acceptable or 0 for alternative in bracket.alternatives), default=0)
    ends_unclear = any(each.values > 1 or "," in each.value for each in bracket.alternatives)  # `40, 45 10`, say
    end = ":" if ends_unclear else ""
    for alternative in bracket.alternatives:
        part = (alternative.acceptable or 0) / most if most else 0.0
        yield figures.Bar(alternative.value + end, count_text(alternative.acceptable), part)


def _obstacles(exploration: Exploration) -> Iterator[Part]:
    if not exploration.obstacles:
        return
    gained = "what would be gained if this were dropped, and nothing else"
    whom = f"{gained}, among what {_whom(exploration)} can sign" if is_for_party(exploration) else gained
    yield Heading(f"What stands in the way (alone: {whom})")
    rows = (
        (count_text(obstacle.rules_out), count_text(obstacle.alone), obstacle.ruleset, obstacle.title)
        for obstacle in exploration.obstacles[:_MOST_OBSTACLES]
    )
    yield Table(("#rules out", "#alone", "ruleset", "demand"), tuple(rows))


def _whom(exploration: Exploration) -> str:
    """Return of whom an obstacle tells: of a party alone if it is for its eyes."""
    return exploration.seen_by if is_for_party(exploration) else "all"


def _bargains(exploration: Exploration) -> Iterator[Part]:
    if not exploration.bargains:
        return
    count = len(exploration.bargains)
    shown = f", the first {_MOST_BARGAINS} of {count:,}" if count > _MOST_BARGAINS else ""
    yield Heading(f"Efficient outcomes: no party can have more without another having less{shown}")
    sheets = tuple(exploration.bargains[0].scores)
    special = [
        bargain for bargain in exploration.bargains[_MOST_BARGAINS:] if bargain.is_nash or bargain.is_kalai_smorodinsky
    ]
    rows = []
    for bargain in (*exploration.bargains[:_MOST_BARGAINS], *special):
        scores = (number_text(bargain.scores[name]) for name in sheets)
        rows.append((*scores, count_text(bargain.resolutions), _marks(bargain)))
    table = Table((*(f"#{name}" for name in sheets), "#resolutions", "point"), tuple(rows))
    yield _plot(exploration, sheets, table) if len(sheets) == len(_AXES) else table
    best = [bargain for bargain in exploration.bargains if bargain.is_nash]
    for bargain in best[:1]:
        yield Heading("A resolution at the Nash point")
        yield points(_choices(bargain.example))


def _marks(bargain: Bargain) -> str:
    marks = (("Nash", bargain.is_nash), ("Kalai-Smorodinsky", bargain.is_kalai_smorodinsky))
    return ", ".join(name for name, is_so in marks if is_so)


def _plot(exploration: Exploration, sheets: tuple[str, ...], table: Table) -> figures.Plot:
    """Return the efficient outcomes of two sides, which the table lists, for formats that draw."""
    across, up = sheets
    names = {verdict.ruleset: f"{verdict.party_title} ({verdict.ruleset})" for verdict in exploration.verdicts}
    outcomes = (
        figures.PlotPoint(each.scores[across], each.scores[up], count_text(each.resolutions), _marks(each))
        for each in exploration.bargains
    )
    return figures.Plot(plain=table, axes=(names.get(across, across), names.get(up, up)), points=tuple(outcomes))


def _examples(exploration: Exploration) -> Iterator[Part]:
    if exploration.example is not None:
        yield Heading("A resolution that all can sign")
        yield points(_choices(exploration.example))
    if exploration.examples:
        yield Heading("Examples, drawn from the acceptable resolutions")
        entries = (
            (f"{number}", tuple(_choices(example))) for number, example in enumerate(exploration.examples, start=1)
        )
        yield nested(entries)


def _choices(resolution: Resolution) -> list[str]:
    return [f"{name}: {value}" for name, value in resolution.choices.items()]
