"""How a signed deal stands, in words: who is in breach of what, what may be done, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.signed.status import LineStatus, ProvisionStatus, RemedyStatus, RulesetStatus, Status, StepStatus
from dealcheck.language.wording import either, plain
from dealcheck.place import Place
from dealcheck.reports import sentences
from dealcheck.reports.page import (
    LEVELS,
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
    points,
)
from dealcheck.reports.sentences import listed, named, titled
from dealcheck.text import one_line


def status_pages(answers: Sequence[Status], **_options: object) -> list[Page]:
    """Return a page for each signed deal."""
    return [_page(answer) for answer in answers]


def _page(status: Status) -> Page:
    answer = _answer(status)
    return Page(
        subject=status.title or plain(status.deal),
        name=status.deal,
        file=status.file,
        answer=answer,
        reason=_reason(status),
        parts=tuple(_parts(status)),
        findings=tuple(_findings(status)),
        checks=tuple(_checks(status)),
        place=status.place,
    )


def _answer(status: Status) -> Sentence:
    late = [_breach_text(status, each) for each in status.provisions if each.state == "breach"]
    late += [_overdue_text(step) for step in status.steps if step.state == "overdue"]
    if late:
        more = f"; and {len(late) - 3} more" if len(late) > 3 else ""
        return Sentence(one_line(f"On {status.as_of}, {'; '.join(late[:3])}{more}."), "bad", strong=True)
    if status.broken:
        return Sentence(f"On {status.as_of}, nothing is overdue, but a bottom line is broken.", "bad", strong=True)
    kept = ", and no bottom line is broken" if status.rulesets else ""
    return Sentence(f"On {status.as_of}, nothing is overdue{kept}.", "good", strong=True)


def _breach_text(status: Status, provision: ProvisionStatus) -> str:
    verb = "are" if len(provision.lacking) > 1 else "is"
    return (
        f"{listed(named(provision.lacking, status.parties))} {verb} in breach of {provision.provision} since "
        f"{provision.since}"
    )


def _overdue_text(step: StepStatus) -> str:
    return f"step “{step.title or plain(step.step)}” is overdue, as it was due on {step.due}"


def _reason(status: Status) -> str:
    broken = [line for ruleset in status.rulesets for line in ruleset.lines if line.state == "broken"]
    if broken:
        first = broken[0]
        more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
        return f"Broken since {first.since}: {first.title.rstrip('.')} ({plain(first.strength)}){more}."
    return f"Next, on {status.next[0].day}: {status.next[0].text}." if status.next else ""


def _parts(status: Status) -> Iterator[Part]:
    if status.torn:
        text = f"The last line of the log, {status.torn}, was begun and not finished; it is left out of account."
        yield Sentence(text, "mixed")
    yield Heading("Steps")
    rows = ((titled(step.step, step.title), step.state, step.since or step.due or "") for step in status.steps)
    yield Table(("step", "state", "day"), tuple(rows))
    yield Heading("Provisions")
    heads = ("provision", "state", "since", "due", "from")
    yield Table(heads, tuple(_provision_row(status, each) for each in status.provisions))
    if status.remedies:
        yield Heading("Remedies")
        yield points(_remedy_text(status, remedy) for remedy in status.remedies)
    if status.next:
        yield Heading("What comes next")
        yield points(f"{each.day}: {each.text}" for each in status.next)
    for ruleset in status.rulesets:
        yield Statement(tuple(_ruleset_lines(ruleset)), "bad" if _broken(ruleset) else "good")


def _provision_row(status: Status, provision: ProvisionStatus) -> tuple[str, ...]:
    who = listed(named(provision.lacking or provision.parties, status.parties))
    return provision.provision, provision.state, provision.since or "", provision.due or "", who


def _remedy_text(status: Status, remedy: RemedyStatus) -> str:
    title, who = f"{remedy.title} ({remedy.remedy})", either(list(named(remedy.by, status.parties)))
    match remedy.state:
        case "in effect":
            return f"{title}: in effect since {remedy.since}{_does(remedy)}"
        case "notice":
            return (
                f"{title}: takes effect on {remedy.effect}, after notice that runs since {remedy.since}{_does(remedy)}"
            )
        case "available":
            return f"{title}: {who} may invoke it, since {remedy.since}{_does(remedy)}"
    if remedy.effect is None:
        return f"{title}: not available, as nothing that it answers is in breach"
    what = f"{who} may invoke it" if who else "its condition is met"
    return f"{title}: not available yet; {what} from {remedy.effect} on, if the breach goes on"


def _does(remedy: RemedyStatus) -> str:
    does = [
        f"{verb} {listed(names)}"
        for verb, names in (("suspends", remedy.suspends), ("ends", remedy.ends), ("adds", remedy.adds))
        if names
    ]
    return f"; it {listed(does)}" if does else ""


def _broken(ruleset: RulesetStatus) -> list[LineStatus]:
    return [line for line in ruleset.lines if line.state == "broken"]


def _ruleset_lines(ruleset: RulesetStatus) -> Iterator[Line]:
    broken = _broken(ruleset)
    waiting = [line for line in ruleset.lines if line.state == "open"]
    kept = len(ruleset.lines) - len(broken) - len(waiting)
    counts = [
        f"{number} {word}"
        for number, word in ((len(broken), "broken"), (len(waiting), "open"), (kept, "kept"))
        if number
    ]
    told = listed(counts) or "none"
    yield Line(0, one_line(f"{ruleset.party_title} ({ruleset.ruleset}), bottom lines: {told}."), "verdict")
    for line in broken:
        yield Line(1, one_line(f"Broken since {line.since}:"), "breach")
        if line.breach is not None:
            yield from sentences.breach_lines(line.breach, 2)
    for line in waiting:
        until = f", broken from {line.due} on unless it is met before" if line.due else ""
        yield Line(1, one_line(f"Open: {line.title.rstrip('.')}{until}."), "fact")


# Findings and checks


def _findings(status: Status) -> Iterator[PageFinding]:
    for provision in status.provisions:
        if provision.state == "breach":
            text = f"{_breach_text(status, provision)}; it was due on {provision.due}"
            yield _finding("deal:breach", "A provision is in breach", text, provision.place, provision.provision)
    for step in status.steps:
        if step.state == "overdue":
            yield _finding("deal:overdue", "A step is overdue", _overdue_text(step), status.place, step.step)
    for ruleset in status.rulesets:
        for line in _broken(ruleset):
            assert line.breach is not None
            places = ((line.breach.place, f"bottom line {line.bottom_line}"),) if line.breach.place else ()
            yield PageFinding(
                code=f"{ruleset.ruleset}/{line.bottom_line}",
                title=one_line(line.title),
                level=LEVELS[line.strength],
                message=f"Broken since {line.since}:\n{indented(sentences.breach_lines(line.breach))}",
                places=places,
                ruleset=ruleset.ruleset,
                bottom_line=line.bottom_line,
                tags=(line.strength, line.status),
            )


def _finding(code: str, title: str, text: str, place: Place | None, name: str) -> PageFinding:
    places = ((place, name),) if place else ()
    return PageFinding(code=code, title=title, level="error", message=one_line(f"{text}."), places=places)


def _checks(status: Status) -> Iterator[Check]:
    overdue = [finding.message for finding in _findings(status) if finding.code.startswith("deal:")]
    text = "\n".join(overdue) or "Nothing is overdue."
    yield Check(name="performance", failure="overdue" if overdue else "", message=text.split("\n")[0], text=text)
    for ruleset in status.rulesets:
        lines = list(_ruleset_lines(ruleset))
        failure = "broken" if _broken(ruleset) else ""
        yield Check(name=ruleset.ruleset, failure=failure, message=lines[0].text, text=indented(lines))
