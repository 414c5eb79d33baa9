"""The positions matrix in words: who asks for each provision, who accepts it, who opposes it, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.conflict import Claim
from dealcheck.answers.matrix import Matrix, MatrixRow, Stance, StanceKind
from dealcheck.language.wording import plain
from dealcheck.numbers import number_text
from dealcheck.reports.figures import Cell, grid
from dealcheck.reports.page import Heading, Page, PageFinding, Part, Sentence, check
from dealcheck.reports.pages.conflicts import claim_points, claim_text
from dealcheck.reports.sentences import listed

_WORDS: dict[StanceKind, str] = {
    "asks": "asks for it",
    "accepts": "accepts it",
    "on-terms": "on terms",
    "opposes": "opposes it",
}


def matrix_pages(answers: Sequence[Matrix], **_options: object) -> list[Page]:
    """Return a page for each deal or draft."""
    return [_page(answer) for answer in answers]


def _page(matrix: Matrix) -> Page:
    answer, reason = _answer(matrix), _reason(matrix)
    return Page(
        subject=matrix.title or plain(matrix.deal),
        name=matrix.deal,
        file=matrix.file,
        answer=answer,
        reason=reason,
        parts=tuple(_parts(matrix)),
        findings=tuple(_findings(matrix)),
        checks=(check("matrix", answer, reason, passes=not matrix.opposed),),
        place=matrix.place,
    )


def _answer(matrix: Matrix) -> Sentence:
    total, opposed = len(matrix.rows), len(matrix.opposed)
    if total == 1:
        text = "Somebody opposes the only provision." if opposed else "Nobody opposes the only provision."
        return Sentence(text, "bad" if opposed else "good", strong=True)
    provisions = f"{total} provisions"
    if not opposed:
        return Sentence(f"Nobody opposes any of {provisions}.", "good", strong=True)
    return Sentence(f"{opposed} of {provisions} {'is' if opposed == 1 else 'are'} opposed.", "bad", strong=True)


def _reason(matrix: Matrix) -> str:
    """Return who opposes how many provisions."""
    counts = [
        (f"{side.party_title} ({side.ruleset})", sum(row.stances[column].kind == "opposes" for row in matrix.rows))
        for column, side in enumerate(matrix.sides)
    ]
    told = [f"{name} opposes {count}" for name, count in counts if count]
    return f"{listed(told)}." if told else ""


def _parts(matrix: Matrix) -> Iterator[Part]:
    if not matrix.rows:
        return
    yield Heading("Positions")
    yield grid(
        [(side.party_title, side.ruleset) for side in matrix.sides],
        [(row.provision, row.text, tuple(_cell(stance) for stance in row.stances)) for row in matrix.rows],
    )
    yield from _statements(matrix)


def _cell(stance: Stance) -> Cell:
    points = number_text(stance.points) if stance.points else ""
    note = f"{'+' * (not points.startswith('-'))}{points} points" if points else ""
    return Cell(stance.kind, _WORDS[stance.kind], tuple(_reason_text(claim) for claim in stance.claims), note)


def _reason_text(claim: Claim) -> str:
    firmness = f"{plain(claim.strength)}, {claim.status}" if claim.bottom_line else "reservation value"
    return f"{claim.title.rstrip('.')} ({firmness})"


def _statements(matrix: Matrix) -> Iterator[Part]:
    """Yield the demands behind the stances, with the statements that they rest on."""
    claims = {
        (claim.ruleset, claim.bottom_line): claim
        for column, _ in enumerate(matrix.sides)
        for row in matrix.rows
        for claim in row.stances[column].claims
    }
    if claims:
        yield Heading("The demands behind them")
        yield claim_points(list(claims.values()))


def _findings(matrix: Matrix) -> Iterator[PageFinding]:
    """Yield what is opposed, at the provision."""
    for row in matrix.rows:
        for stance in row.stances:
            for claim in stance.claims if stance.kind == "opposes" else ():
                yield _finding(row, claim)


def _finding(row: MatrixRow, claim: Claim) -> PageFinding:
    places = [(row.place, f"provision {row.provision}")] if row.place else []
    places += [(claim.place, f"bottom line {claim.bottom_line}")] if claim.place and claim.bottom_line else []
    return PageFinding(
        code=f"matrix:{claim.ruleset}/{claim.bottom_line}" if claim.bottom_line else f"matrix:{claim.ruleset}",
        title="A side opposes a provision",
        level="warning",
        message=f"{row.provision} is opposed by {claim_text(claim)}.",
        places=tuple(places),
        ruleset=claim.ruleset,
        bottom_line=claim.bottom_line,
    )
