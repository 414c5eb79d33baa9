"""Broken bottom lines in sentences that a person can say in a meeting, and the words that all pages share.

Formats differ in how they show a line, not in what it says: each takes its lines from here and does its own
escaping. A line has a depth, by which formats nest it, and a kind, by which they style it. Every line is one line of
text: what came from a file can't break out of it, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from dealcheck.answers.verdict import Breach, Finding, Release, Shortfall
from dealcheck.errors import InputError, Mistake
from dealcheck.language.wording import plain
from dealcheck.model.vocabulary import Source
from dealcheck.numbers import counted
from dealcheck.place import Place
from dealcheck.reports.page import Line, line_of
from dealcheck.reports.places import within_tree
from dealcheck.text import one_line

_RELEASES = {
    "until": "It holds until {}",
    "only-after": "It would be allowed only after {}",
    "unless": "It would be excused by {}",
}


# Broken bottom lines


def breach_lines(breach: Breach, depth: int = 0) -> tuple[Line, ...]:
    """Return a broken bottom line: what it is, where it breaks, what would mend it, and whose statement it rests on.

    `depth`: how far the first line is indented, in steps. Raises InputError for what is no breach or no depth.
    """
    if not isinstance(breach, Breach) or not isinstance(depth, int) or isinstance(depth, bool) or depth < 0:
        raise InputError([Mistake(f"expected a `Breach` and a depth from 0, found {type(breach).__name__}, {depth!r}")])
    return (
        line_of(depth, breach_title(breach), "breach"),
        *_cause_lines(breach, depth + 1),
        *(line for release in breach.releases for line in _release_lines(release, breach, depth + 1)),
        line_of(depth + 1, _rule_text(breach), "rule"),
        *(Line(depth + 1, source_text(source), "source", source) for source in breach.sources),
    )


def _rule_text(breach: Breach) -> str:
    """Return the bottom line by its id; with its place when that is below the working directory."""
    inside = within_tree(breach.place.file) if breach.place else ""
    place = attrs.evolve(breach.place, file=inside) if breach.place and inside else None
    return f"Bottom line: {provision_text(breach.bottom_line, place)}"


def breach_title(breach: Breach) -> str:
    """Return the bottom line by its title, with how much it matters and how sure it is."""
    title = one_line(breach.title or plain(breach.bottom_line)).rstrip(".")
    return f"{title} ({plain(breach.strength)}, {breach.status})."


def _cause_lines(breach: Breach, depth: int) -> Iterator[Line]:
    if breach.kind == "require":
        yield line_of(depth, f"{_demand(breach)}:", "fact")
        yield from missing_lines(breach.finding, depth + 1, at=breach.finding.step)
    else:
        untitled = not breach.title or breach.title == plain(breach.bottom_line)
        condition = f": {breach.finding.condition}" if untitled or not breach.provisions else ""
        by = f"by {_provisions(breach)}" if breach.provisions else "by what the deal leaves out"
        yield line_of(depth, f"Broken {steps_text(breach.steps)} {by}{condition}.", "fact")
        if not breach.provisions:
            yield from _below(breach.finding, depth + 1)
    for held in filter(None, (breach.finding, breach.trigger)):
        yield from _measure_lines(held, depth)


def _demand(breach: Breach) -> str:
    """Return who calls for what is missing, and when it would have been due."""
    if breach.trigger is None:
        return f"Broken {_at(breach.at, 'the last step, ')}; still missing"
    caller = _provisions(breach) if breach.provisions else breach.trigger.condition
    calls = "call" if len(breach.provisions) > 1 else "calls"
    due = breach.finding.step
    when = f" {_at(due)}" if breach.steps != (due,) else ""
    return f"Broken {steps_text(breach.steps)}: {caller} {calls} for it; still missing{when}"


def _measure_lines(finding: Finding, depth: int) -> Iterator[Line]:
    """Yield the sums and numbers on which a condition that holds rests."""
    if finding.holds:
        if finding.measured:
            yield line_of(depth, f"{finding.condition}: {finding.measured}.", "fact")
        for part in finding.parts:
            yield from _measure_lines(part, depth)


def _release_lines(release: Release, breach: Breach, depth: int) -> Iterator[Line]:
    """Yield a way out that is not taken, and what is missing for it."""
    finding = release.finding
    way = _RELEASES[release.kind].format(finding.condition)
    if finding.holds:  # of `only-after` alone: it holds, and no step comes before
        yield line_of(depth, f"{way}; that comes {_at(finding.step)}, which is not before.", "fact")
        return
    words = "; ".join(_state(finding))
    ending = f"{words}." if words else "still missing:"
    yield line_of(depth, f"{way}; {_at(finding.step)} {ending}", "fact")
    yield from _below(finding, depth + 1)


def missing_lines(finding: Finding, depth: int = 0, *, at: str = "") -> Iterator[Line]:
    """Yield what keeps a condition from holding, down to parts not reached and verbs too weak.

    `at` is the step that the reader has in mind; a finding on another step says so.
    """
    yield line_of(depth, finding_text(finding, at=at), "fact" if finding.holds else "missing")
    yield from _below(finding, depth + 1)


def _below(finding: Finding, depth: int) -> Iterator[Line]:
    for shortfall in finding.shortfalls:
        yield line_of(depth, shortfall_text(shortfall), "missing")
    for part in finding.parts:
        yield from missing_lines(part, depth, at=finding.step)


def finding_text(finding: Finding, *, at: str = "") -> str:
    """Return one condition and its state, without its parts."""
    step = f" ({_at(finding.step)})" if at and finding.step != at else ""
    words = "; ".join(_state(finding))
    return one_line(f"{finding.condition}{step}" + (f" — {words}" if words else ""))


def _state(finding: Finding) -> list[str]:
    says = [finding.measured] if finding.measured else []
    if finding.holds:
        says.append(f"holds, by {listed(finding.provisions)}" if finding.provisions else "holds")
    elif finding.missing:
        if finding.provisions:
            says.append(f"reached in part by {listed(finding.provisions)}")
        says.append(f"not reached: {listed(map(plain, finding.missing))}")
    elif finding.join == "any" and len(finding.parts) > 1:
        says.append("missing, though any of these would do")
    elif not (says or finding.parts or finding.shortfalls):
        says.append("no provision does that")
    return says


def shortfall_text(shortfall: Shortfall) -> str:
    """Return a provision that comes close, and what it lacks."""
    return one_line(f"{provision_text(shortfall.provision, shortfall.place)}: {shortfall.text}")


# Words


def source_text(source: Source, *, url: bool = True) -> str:
    """Return who said what, where and when, in one line."""
    says = source_words(source)
    link = f" ({source.url})" if url and source.url else ""
    return one_line(source_head(source) + (f": {says}" if says else "") + link)


def source_head(source: Source) -> str:
    """Return speaker, outlet and date; the source's title replaces a missing speaker or outlet."""
    first = source.speaker or source.title
    second = source.outlet or (source.title if source.speaker else "")
    head = ", ".join(filter(None, (first, second, source.date)))
    return one_line(head or plain(source.id) or "a source without a name")


def source_words(source: Source) -> str:
    """Return the words themselves in quotation marks, and what they amount to."""
    quote = f"“{source.quote}”" if source.quote else ""
    return one_line(" — ".join(filter(None, (quote, source.description))))


def provision_text(name: str, place: Place | None) -> str:
    """Return a provision with its place."""
    return one_line(f"{name} ({place_text(place)})" if place else name)


def place_text(place: Place) -> str:
    """Return file and line as editors and terminals can follow them, relative to the working directory if within it."""
    return one_line(f"{within_tree(place.file) or place.file}:{place.line}")


def steps_text(steps: Iterable[str]) -> str:
    """Return when, as “at step …”, “at steps … and …”; of what happened, “on …”, the days."""
    several = list(steps)
    if several and _is_day(several[0]):
        return f"on {listed(several)}"
    return ("at step " if len(several) == 1 else "at steps ") + listed(_quoted(step) for step in several)


def _at(step: str, what: str = "step ") -> str:
    return f"on {step}" if _is_day(step) else f"at {what}{_quoted(step)}"


def _is_day(step: str) -> bool:
    return step[:1].isdigit()  # no id of a step begins so


def _provisions(breach: Breach) -> str:
    names, places = breach.provisions, breach.places
    known = places if len(places) == len(names) else (None,) * len(names)
    provisions = [provision_text(name, place) for name, place in zip(names, known)]
    return ("provision " if len(names) == 1 else "provisions ") + listed(provisions)


def _quoted(step: str) -> str:
    return f"“{plain(step)}”"


def named(parties: Iterable[str], names: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of parties, of which an answer has the ids; `names`: as the answer has them."""
    yield from (names.get(party, party) for party in parties)


def titled(name: str, title: str) -> str:
    """Return a title with the id that commands take, where it does not say the same."""
    return f"{title} ({name})" if title and title.lower() != plain(name) else title or plain(name)


def listed(names: Iterable[str]) -> str:
    """Return names as a list in a sentence."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def is_or_are(count: int | None) -> str:
    """Return the verb that agrees with a number."""
    return "is" if count == 1 else "are"


def resolutions_text(count: int) -> str:
    """Return the number of resolutions in words."""
    return counted(count, "resolution")
