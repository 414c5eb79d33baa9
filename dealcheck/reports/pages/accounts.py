"""Whether all can sign whichever account is true, in words, and what is most worth finding out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.accounts import Accounts, AccountsReading, Doubt
from dealcheck.language.wording import plain
from dealcheck.numbers import count_text, counted
from dealcheck.reports.page import Heading, Level, Page, PageFinding, Part, Sentence, Table, check, points
from dealcheck.reports.pages.conflicts import against_text, claim_points
from dealcheck.reports.sentences import listed


def accounts_pages(answers: Sequence[Accounts], **_options: object) -> list[Page]:
    """Return a page for each deal or draft."""
    return [_page(answer) for answer in answers]


def _page(accounts: Accounts) -> Page:
    answer, reason = _answer(accounts), _reason(accounts)
    return Page(
        subject=accounts.title or plain(accounts.deal),
        name=accounts.deal,
        file=accounts.file,
        answer=answer,
        reason=reason,
        parts=tuple(_parts(accounts)),
        findings=tuple(_findings(accounts)),
        checks=(check("accounts", answer, reason, passes=accounts.robust),),
        place=accounts.place,
    )


def _answer(accounts: Accounts) -> Sentence:
    if accounts.robust:
        what = "all can sign one and the same resolution" if accounts.is_draft else "all can sign"
        return Sentence(f"Whichever account is true, {what}.", "good", strong=True)
    if not accounts.acceptable:
        what = "no resolution is acceptable to all" if accounts.is_draft else "somebody can't sign"
        return Sentence(f"Whichever account is true, {what}.", "bad", strong=True)
    if accounts.acceptable == accounts.readings:
        text = "Whichever account is true, all can sign some resolution, but none that does for every account."
        return Sentence(text, "mixed", strong=True)
    what = "all can sign some resolution" if accounts.is_draft else "all can sign"
    return Sentence(f"It depends: {what} in {_share(accounts.acceptable, accounts.readings)}.", "mixed", strong=True)


def _share(number: int, of: int) -> str:
    return f"{count_text(number)} of {counted(of, 'reading')}"


def _reason(accounts: Accounts) -> str:
    doubt = accounts.most_worth_finding_out
    if doubt is not None:
        share = f"it decides in {_share(doubt.decides, doubt.of)} of the rest"
        return f"Most worth finding out: {_question(doubt)}; {share}."
    return "" if accounts.robust or not accounts.conflict else against_text(accounts.conflict)


def _question(doubt: Doubt) -> str:
    """Return what is to be found out."""
    if doubt.kind == "account":
        return f"which account of the position of {doubt.party_title} is true, {' or '.join(doubt.rulesets)}"
    return f"whether {doubt.party_title} holds to “{doubt.title}” ({doubt.status})"


def _parts(accounts: Accounts) -> Iterator[Part]:
    yield Heading("By account")
    heads = ("accounts", "all can sign", "#readings")
    rows = (
        (listed(reading.rulesets), _when(reading), f"{count_text(reading.acceptable)} of {count_text(reading.of)}")
        for reading in accounts.by_accounts
    )
    yield Table(heads, tuple(rows))
    for reading in accounts.by_accounts:
        if reading.unheld:
            yield Sentence(f"With {listed(reading.rulesets)} all can sign if this is not held:")
            yield claim_points(reading.unheld)
    yield from _doubt_parts(accounts)
    if accounts.resolution is not None:
        yield Heading("A resolution that all can sign whichever account is true")
        yield points(f"{name}: {value}" for name, value in accounts.resolution.choices.items())
    # One choice of accounts is shown already, with what may not be held of it.
    if accounts.conflict and (len(accounts.against) > 1 or not accounts.acceptable):
        yield Heading(_against_heading(accounts))
        yield claim_points(accounts.conflict)


def _against_heading(accounts: Accounts) -> str:
    whole = "No resolution meets" if accounts.is_draft else "The deal does not meet"
    if not accounts.acceptable:
        return f"{whole} what is sure in {listed(accounts.against[0])}"
    choices = "; and ".join(listed(choice) for choice in accounts.against)
    return f"{whole} all of this, with every red line held: {choices}"


def _when(reading: AccountsReading) -> str:
    if reading.acceptable == reading.of:
        return "yes"
    return "if some red lines are not held" if reading.acceptable else "no"


def _doubt_parts(accounts: Accounts) -> Iterator[Part]:
    deciding = [doubt for doubt in accounts.doubts if doubt.decides]
    if deciding:
        yield Heading("What decides")
        yield points(map(_deciding, deciding))
    idle = len(accounts.doubts) - len(deciding)
    if idle:
        others = "other doubt" if deciding else "doubt"
        yield Sentence(f"{idle} {others}{'s' * (idle != 1)} decide{'s' * (idle == 1)} nothing here.")


def _deciding(doubt: Doubt) -> str:
    name = f" ({_name(doubt)})" if doubt.bottom_line else ""
    return f"{_question(doubt)}{name}: in {_share(doubt.decides, doubt.of)} of the rest"


def _name(doubt: Doubt) -> str:
    return f"{doubt.rulesets[0]}/{doubt.bottom_line}" if doubt.bottom_line else ""


def _findings(accounts: Accounts) -> Iterator[PageFinding]:
    level: Level = "warning" if accounts.acceptable else "error"
    for doubt in accounts.doubts:
        if doubt.decides:
            yield PageFinding(
                code="doubt",
                title="What decides whether all can sign",
                level=level,
                message=f"{_question(doubt)}: decides in {_share(doubt.decides, doubt.of)} of the rest",
                places=((doubt.place, _name(doubt)),) if doubt.place else (),
                ruleset=doubt.rulesets[0],
                bottom_line=doubt.bottom_line,
            )
    if accounts.conflict:
        yield PageFinding(
            code="no-robust-deal",
            title="Nothing is acceptable whichever account is true",
            level=level,
            message=against_text(accounts.conflict),
            places=tuple(
                (claim.place, f"{claim.ruleset}/{claim.bottom_line}") for claim in accounts.conflict if claim.place
            ),
            ruleset=accounts.conflict[0].ruleset,
            bottom_line=accounts.conflict[0].bottom_line,
        )
