"""The report as GitHub-flavoured Markdown, for a comment on a pull request or the minutes of a meeting.

Everything that comes from a file is escaped: it can't set a heading, break a table, hide in a comment, load an image,
notify a person or link to an issue, and a link leads nowhere but to the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, urlsplit

import attrs

from dealcheck.answers.verdict import Breach, DraftVerdict, Verdict, Verification
from dealcheck.language.wording import plain
from dealcheck.model.vocabulary import Source
from dealcheck.numbers import number_text
from dealcheck.reports import sentences
from dealcheck.reports.places import within_tree
from dealcheck.reports.sentences import Line, one_line

_WORD_JOINER = "&#8288;"
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": f"&#64;{_WORD_JOINER}"}
_SPECIAL = re.compile(r"[\\`*_\[\]|~$<>&@]|(?:#|GH-)(?=\d)", re.IGNORECASE)
_STARTS = re.compile(r"^(?:([-+=#])|(\d+)([.)]))")
_WEB = re.compile(r"(?<=http):(?=//)|(?<=https):(?=//)|(?<=ftp):(?=//)|(?<=www)\.", re.IGNORECASE)


def report(verifications: Sequence[Verification], *, strict: bool = False, quiet: bool = False, **_: object) -> str:
    """The report; `quiet` leaves it at the summary tables."""
    return "\n\n".join("\n\n".join(_blocks(each, strict, quiet)) for each in verifications)


def _blocks(verification: Verification, strict: bool, quiet: bool) -> Iterator[str]:
    """The blocks of the part on one deal, to be parted by blank lines."""
    yield f"## {escaped(sentences.deal_title(verification))}"
    if verification.file:
        yield escaped(verification.file)
    yield f"**{escaped(sentences.summary_text(verification, strict=strict))}**"
    yield "\n".join(_table(verification))
    if not quiet:
        for verdict in verification.verdicts:
            yield from _verdict_blocks(verdict)


# The summary


def _table(verification: Verification) -> Iterator[str]:
    is_draft = any(isinstance(verdict, DraftVerdict) for verdict in verification.verdicts)
    heads = ("Can sign", "Without reservations") if is_draft else ("Verdict", "Score")
    yield _row(("Ruleset", "Party", *heads))
    yield "| --- | --- | --- | ---: |"
    for verdict in verification.verdicts:
        yield _row((escaped(verdict.ruleset), escaped(verdict.party_title), *_cells(verdict)))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(verdict: Verdict | DraftVerdict) -> tuple[str, str]:
    if isinstance(verdict, DraftVerdict):
        many = f"{verdict.answer} ({verdict.acceptable:,} of {verdict.resolutions:,})"
        return many, f"{verdict.without_reservations:,}"
    score = "" if verdict.score is None else number_text(verdict.score)
    if verdict.reservation is not None:
        score = f"{score or '0'} (needs {number_text(verdict.reservation)})"
    return plain(verdict.outcome), score


# The reasons


def _verdict_blocks(verdict: Verdict | DraftVerdict) -> Iterator[str]:
    """The reasons of a verdict that has some: a heading, and below it what is in the way."""
    head, *rest = sentences.verdict_lines(verdict)
    if not rest:
        return
    yield f"### {escaped(head.text.rstrip('.'))}"
    if isinstance(verdict, DraftVerdict):
        yield _list(rest)
        return
    if sentences.is_below_reservation(verdict):
        yield escaped(sentences.score_text(verdict))
    for breach in verdict.breaches:
        yield from _breach_blocks(breach)
    if verdict.referrals:
        yield escaped(sentences.referral_text(verdict))


def _breach_blocks(breach: Breach) -> Iterator[str]:
    head, *rest = sentences.breach_lines(breach)
    yield f"#### {escaped(head.text.rstrip('.'))}"
    yield _list([line for line in rest if line.kind != "source"])
    yield _rule_text(breach)
    for source in breach.sources:
        yield _quotation(source)


def _rule_text(breach: Breach) -> str:
    """The bottom line by its id; with its place when that is in the repository, and not somebody's own disk."""
    inside = within_tree(breach.place.file) if breach.place else ""
    place = attrs.evolve(breach.place, file=inside) if breach.place and inside else None
    return f"Bottom line: {escaped(sentences.provision_text(breach.bottom_line, place))}"


def _list(lines: Sequence[Line]) -> str:
    """Lines as a list, nested by their depth; the shallowest of them stands at the margin."""
    margin = min((line.depth for line in lines), default=0)
    return "\n".join(f"{'  ' * (line.depth - margin)}- {escaped(line.text)}" for line in lines)


def _quotation(source: Source) -> str:
    """A source as a block quotation: its words, and below them who said them."""
    head = f"— {escaped(sentences.source_head(source))}{_link(source.url)}"
    words = sentences.source_words(source)
    return f"> {escaped(words)}\n>\n> {head}" if words else f"> {head}"


def _link(url: str) -> str:
    """A link to a page on the web; any other address is shown and not linked."""
    target = web_address(url)
    if target:
        return f" ([source](<{target}>))"
    return f" ({escaped(url)})" if url.strip() else ""


def web_address(url: str) -> str:
    """An http or https address as it may stand in a link; empty for anything else."""
    url = one_line(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return quote(url, safe=":/?#@!&'*+,;=%~-._").replace("&", "&amp;")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is.

    GitHub looks for names and issue numbers after it has read the Markdown, so no escape keeps `@name` and `#1` from
    becoming links, and people from being notified; an invisible word joiner behind the sign does.
    """
    text = _SPECIAL.sub(_escaped_match, one_line(text))
    text = _WEB.sub(lambda match: "\\" + match[0], text)
    return _STARTS.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", text)


def _escaped_match(match: re.Match[str]) -> str:
    sign = match[0]
    if sign[0] in "#Gg":
        return sign + _WORD_JOINER
    return _ENTITIES.get(sign, "\\" + sign)
