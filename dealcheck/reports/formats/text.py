"""The report for a terminal: who can sign, and below each who can't, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from dealcheck.answers.verdict import DraftVerdict, Verdict, Verification
from dealcheck.reports.folding import folded
from dealcheck.reports.sentences import Kind, Line, deal_title, one_line, summary_text, verdict_lines

_COLORS: dict[Kind, str | None] = {
    "verdict": None,
    "breach": "yellow",
    "fact": None,
    "missing": "red",
    "source": "cyan",
}


def report(
    verifications: Sequence[Verification],
    *,
    strict: bool = False,
    quiet: bool = False,
    color: bool = False,
    **_options: object,
) -> str:
    """The report; `quiet`: a line for each ruleset, `color`: with terminal colours."""
    blocks = [_block(verification, strict, quiet, color) for verification in verifications]
    return ("\n" if quiet else "\n\n").join(blocks)


def _block(verification: Verification, strict: bool, quiet: bool, color: bool) -> str:
    if quiet:
        rows = (f"{one_line(verification.file or verification.deal)}: {_status(v)}" for v in verification.verdicts)
        return "\n".join(rows)
    title = f"{deal_title(verification)} ({one_line(verification.file or verification.deal)})"
    lines = [click.style(title, bold=True) if color else title, ""]
    for verdict in verification.verdicts:
        lines += [*_verdict(verdict, strict, color), ""]
    passes = verification.passes(strict=strict)
    summary = summary_text(verification, strict=strict)
    lines.append(click.style(summary, fg="green" if passes else "red", bold=True) if color else summary)
    return "\n".join(lines)


def _status(verdict: Verdict | DraftVerdict) -> str:
    if isinstance(verdict, DraftVerdict):
        return f"{verdict.ruleset}: {verdict.answer} ({verdict.acceptable:,} of {verdict.resolutions:,})"
    return f"{verdict.ruleset}: {verdict.outcome}"


def _verdict(verdict: Verdict | DraftVerdict, strict: bool, color: bool) -> Iterator[str]:
    first, *rest = verdict_lines(verdict)
    mark, shade = _mark(verdict, strict)
    head = f"{mark} {first.text}"
    yield click.style(head, fg=shade, bold=True) if color else head
    for line in rest:
        yield from _wrapped(line, color)


def _mark(verdict: Verdict | DraftVerdict, strict: bool) -> tuple[str, str]:
    if not verdict.can_sign:
        return "✗", "red"
    outright = verdict.outcome == "accepted" if isinstance(verdict, Verdict) else verdict.answer == "all"
    return ("✓", "green") if outright else ("✗", "red") if strict else ("~", "yellow")


def _wrapped(line: Line, color: bool) -> Iterator[str]:
    """A line, indented to its depth and folded to the width of a page."""
    indent = "  " * line.depth
    bullet = "- " if line.kind in ("breach", "missing") else ""
    for row in folded(line.text, indent + bullet, indent + "  "):
        shade = _COLORS[line.kind]
        yield click.style(row, fg=shade) if color and shade else row
