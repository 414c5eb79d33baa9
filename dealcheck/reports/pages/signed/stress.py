"""Whether a deal is safe to sign, in words: what breaks if others stop half way, and what the remedies are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.signed.stress import CounterCourse, CourseStep, Exposure, RulesetStress, Stop, Stress
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text, counted
from dealcheck.reports import sentences
from dealcheck.reports.page import (
    Check,
    Heading,
    Line,
    Page,
    PageFinding,
    Part,
    Sentence,
    Statement,
    Table,
    indented,
    nested,
    points,
)
from dealcheck.reports.pages.signed.safe_drafts import safe_page
from dealcheck.reports.sentences import listed, named, place_text, titled
from dealcheck.text import one_line


def stress_pages(answers: Sequence[Stress], **_options: object) -> list[Page]:
    """Return a page for each deal or draft."""
    return [_page(answer) if answer.draft is None else safe_page(answer, answer.draft) for answer in answers]


def _page(stress: Stress) -> Page:
    return Page(
        subject=stress.title or plain(stress.deal),
        name=stress.deal,
        file=stress.file,
        answer=_answer(stress),
        reason=_reason(stress),
        parts=tuple(_parts(stress)),
        brief=tuple(
            f"{stress.file or stress.deal}: {ruleset.ruleset}: {_word(ruleset)}" for ruleset in stress.rulesets
        ),
        findings=tuple(_findings(stress)),
        checks=tuple(_checks(stress)),
        place=stress.place,
    )


def _word(ruleset: RulesetStress) -> str:
    return "safe" if ruleset.safe else "exposed"


def _answer(stress: Stress) -> Sentence:
    exposed = [_who(ruleset) for ruleset in stress.rulesets if not ruleset.safe]
    safe = [_who(ruleset) for ruleset in stress.rulesets if ruleset.safe]
    unwilling = [_who(ruleset) for ruleset in stress.rulesets if ruleset.broken]
    if unwilling and not exposed:
        text = (
            f"Nothing more breaks if others stop half way, but as written it breaks red lines of {listed(unwilling)}."
        )
        return Sentence(text, "mixed", strong=True)
    if not exposed:
        return Sentence(f"Safe to sign for {listed(safe)}, even if others stop half way.", "good", strong=True)
    but = f"; safe for {listed(safe)}" if safe else ""
    return Sentence(f"Not safe to sign for {listed(exposed)} if others stop half way{but}.", "bad", strong=True)


def _who(ruleset: RulesetStress) -> str:
    return one_line(f"{ruleset.party_title} ({ruleset.ruleset})")


def _reason(stress: Stress) -> str:
    shortest = next((each.with_remedies.shortest for each in stress.rulesets if each.with_remedies.shortest), None)
    if shortest is None:
        return ""
    broken = shortest.broken[0]
    more = f", and {len(shortest.broken) - 1} more" if len(shortest.broken) > 1 else ""
    breaks = f"this breaks: {broken.title.rstrip('.')}{more}"
    return one_line(f"If {_stops_text(stress, shortest.stopped)}, {breaks}.")


def _stops_text(stress: Stress, stops: Sequence[Stop]) -> str:
    return listed(_stop_text(stress, stop) for stop in stops)


def _stop_text(stress: Stress, stop: Stop) -> str:
    """Return who stops what and when."""
    who = listed(named(stop.parties, stress.parties))
    verb, never = ("stop", "never perform") if len(stop.parties) > 1 else ("stops", "never performs")
    if stop.never:
        return f"{who} {never} {stop.provision} (due at “{plain(stop.step)}”)"
    return f"{who} {verb} performing {stop.provision} at “{plain(stop.step)}”"


def _parts(stress: Stress) -> Iterator[Part]:
    if stress.uncounted:
        yield Sentence(f"Courses were not counted: {stress.uncounted}.", "mixed")
    for ruleset in stress.rulesets:
        yield Statement(tuple(_ruleset_lines(stress, ruleset)), "good" if ruleset.safe else "bad")
        yield from _lines_at_risk(ruleset)
        if ruleset.with_remedies.shortest is not None:
            yield Heading(f"The shortest counter-course for {one_line(ruleset.party_title)}")
            yield from _course(stress, ruleset.with_remedies.shortest)
        without = ruleset.without_remedies
        if without is not None and without.shortest is not None:
            if ruleset.with_remedies.shortest is not None and _same(without, ruleset.with_remedies):
                yield Sentence("Without remedies, the same stops break something first.")
            else:
                yield Heading(f"The shortest without remedies, for {one_line(ruleset.party_title)}")
                yield from _course(stress, without.shortest)


def _same(one: Exposure, other: Exposure) -> bool:
    return one.shortest is not None and other.shortest is not None and one.shortest.stopped == other.shortest.stopped


def _ruleset_lines(stress: Stress, ruleset: RulesetStress) -> Iterator[Line]:
    who = listed(named(ruleset.defaulters, stress.parties)) or "nobody"
    yield Line(0, one_line(f"{_who(ruleset)}: {_word(ruleset)} if {who} may stop."), "verdict")
    without = ruleset.without_remedies
    if without is None:
        yield Line(1, f"{_exposed_text(ruleset.with_remedies)}; the deal has no remedies.", "count")
    else:
        yield Line(1, f"With remedies: {_exposed_text(ruleset.with_remedies)}.", "count")
        yield Line(1, f"Without: {_exposed_text(without)}.", "count")
    if ruleset.broken:
        yield Line(
            1, f"Broken by the deal as it is written, and left out of account: {listed(ruleset.broken)}.", "fact"
        )


def _exposed_text(exposure: Exposure) -> str:
    courses = counted(exposure.courses, "course")
    if exposure.safe:
        return f"no red line breaks in any of {courses}"
    return f"a red line breaks in {count_text(exposure.exposed)} of {courses}"


def _lines_at_risk(ruleset: RulesetStress) -> Iterator[Part]:
    """Yield the red lines that some course breaks, and in how many they break."""
    exposures = [each for each in (ruleset.with_remedies, ruleset.without_remedies) if each is not None]
    titles = {line.bottom_line: line.title for exposure in exposures for line in exposure.lines}
    if not titles:
        return
    numbers = [{line.bottom_line: count_text(line.courses) for line in exposure.lines} for exposure in exposures]
    heads = ("red line at risk", "# courses with remedies", "# without")[: 1 + len(exposures)]
    if len(exposures) == 1:
        heads = ("red line at risk", "# courses")
    yield Table(
        heads, tuple((one_line(title), *(each.get(name, "0") for each in numbers)) for name, title in titles.items())
    )


def _course(stress: Stress, course: CounterCourse) -> Iterator[Part]:
    yield points(
        f"{_stop_text(stress, stop)}: {one_line(stop.text)}{f' ({place_text(stop.place)})' if stop.place else ''}"
        for stop in course.stopped
    )
    yield nested((one_line(f"{titled(step.step, step.title)}:"), _step_texts(step)) for step in course.steps)
    for breach in course.broken:
        yield Statement(sentences.breach_lines(breach), "bad")


def _step_texts(step: CourseStep) -> Iterator[str]:
    """Yield what a step of a course is like."""
    told = (
        ("performed", step.performed or ("nothing",)),
        ("in breach", step.breach),
        ("suspended", step.suspended),
        ("remedies in effect", step.remedies),
        ("broken", step.broken),
    )
    yield from (f"{what}: {listed(names)}" for what, names in told if names)


# Findings and checks


def _findings(stress: Stress) -> Iterator[PageFinding]:
    for ruleset in stress.rulesets:
        shortest = ruleset.with_remedies.shortest
        for breach in shortest.broken if shortest is not None else ():
            assert shortest is not None
            stops = [(stop.place, f"provision {stop.provision}") for stop in shortest.stopped if stop.place]
            places = [(place, name) for place, name in stops if place is not None]
            if breach.place:
                places.append((breach.place, f"bottom line {breach.bottom_line}"))
            yield PageFinding(
                code=f"{ruleset.ruleset}/{breach.bottom_line}",
                title=one_line(breach.title),
                level="error",
                message=f"If {_stops_text(stress, shortest.stopped)}:\n{indented(sentences.breach_lines(breach))}",
                places=tuple(places),
                ruleset=ruleset.ruleset,
                bottom_line=breach.bottom_line,
                tags=(breach.strength, breach.status),
            )


def _checks(stress: Stress) -> Iterator[Check]:
    for ruleset in stress.rulesets:
        lines = list(_ruleset_lines(stress, ruleset))
        failure = "" if ruleset.safe else "exposed"
        yield Check(name=ruleset.ruleset, failure=failure, message=lines[0].text, text=indented(lines))
