"""What the desk shows of a draft: its clauses with their brackets, the verdicts of all sides, and one panel more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import attrs

from dealcheck.answers.exploration import Alternative, Exploration
from dealcheck.answers.repair import Repairs
from dealcheck.answers.verdict import Verification
from dealcheck.engines.claims import claim_of
from dealcheck.engines.diagrams.order_search import is_small
from dealcheck.errors import InputError, Mistake, TimeLimitError, shown
from dealcheck.files.documents import read_bytes
from dealcheck.language.clauses.rewording import settled_texts
from dealcheck.language.drafts.draft import Draft
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.language.program import Program
from dealcheck.language.resolutions import is_draft, open_draft
from dealcheck.language.settle_brackets import settle_brackets
from dealcheck.language.wording import Wording
from dealcheck.model.deal import Deal
from dealcheck.questions.conflicts import conflicts
from dealcheck.questions.explore.explore import explore
from dealcheck.questions.eyes.decisions import may_see, shown_to
from dealcheck.questions.matrix import matrix
from dealcheck.questions.repair.repair import repair_ways
from dealcheck.questions.verify import verify
from dealcheck.reports.figures import Plot
from dealcheck.reports.page import Page, Part
from dealcheck.reports.pages.conflicts import claim_points
from dealcheck.reports.report import Report, question_of
from dealcheck.serve.clauses import BracketView, Clause, Forms, bracket_views, clauses
from dealcheck.serve.folder import Folder
from dealcheck.serve.state import REPAIR, State
from dealcheck.session.exports import DraftToExport
from dealcheck.session.library import Library
from dealcheck.session.scope import DealText, ReadDeal, Scope
from dealcheck.session.session import Session

T = TypeVar("T")

SOON, LATER = 0.2, 30.0
"""How many seconds to count a large draft: while somebody waits for a page, and after it is shown."""
PANEL_SECONDS = 20.0
MEMORY = 1_000_000_000


@attrs.frozen(kw_only=True)
class Desk:
    """All that the page of a draft shows."""

    state: State
    deal: Deal
    settled: Deal
    is_open: bool
    page: Page
    answer: Exploration | Verification
    articles: tuple[BracketView, ...]
    clauses: tuple[Clause, ...]
    passed_over: tuple[str, ...]
    undo: str
    counting: bool
    rulesets: tuple[tuple[str, str, bool], ...]
    panels: tuple[tuple[str, str], ...]


class Asked:
    """A draft as chosen, and the rulesets that are asked about it."""

    def __init__(self, folder: Folder, state: State) -> None:
        self.state = state
        self.viewer = folder.viewer
        self.session: Session = folder.session()
        # For one side's eyes nobody picks out the rulesets that are asked: that would tell them apart.
        self.rules = self._known(state.rules) if self.viewer is None else folder.rules
        self.scope: Scope = self.session.scope(self.rules, viewer=folder.viewer_name)
        path = folder.path(state.file)
        self.data = read_bytes(path)
        self.deal = self.scope.deal(DealText(self.data, state.file)).deal
        is_mediator = self.viewer is not None and not self.viewer.party
        self.positions: list[Position] = [] if is_mediator else self.scope.positions_for(self.deal)
        self.passed_over: list[tuple[str, str]] = []
        self.chosen = self._chosen()
        self.settled = self._repaired()
        self.is_open = is_draft(self.settled)

    def _known(self, rules: Sequence[str]) -> list[str] | None:
        """Return rulesets by id: an address may name no file."""
        known = self.session.scope().library.rulesets()
        if unknown := [name for name in rules if name not in known]:
            raise InputError([Mistake(f"there is no ruleset `{unknown[0][:80]}` here")])
        return list(rules) or None

    def _chosen(self) -> Deal:
        """Return the draft with all choices made that can be made, and its clauses worded so."""
        deal = self.deal
        for name, value in self.state.choices.items():
            if name == REPAIR:
                continue
            try:
                deal = settle_brackets(deal, [f"{name}={value}"])
            except InputError:  # its provision was left out by another choice, or the file has changed
                self.passed_over.append((name, value))
        return settled_texts(self.deal, deal)

    def _repaired(self) -> Deal:
        """Return the draft as chosen with the repair that was taken."""
        wanted = self.state.choices.get(REPAIR, "")
        if not wanted or is_draft(self.chosen):
            return self.chosen
        direction, _, number = wanted.partition(".")
        for repairs in self.repairs(self.chosen):
            if repairs.direction == direction and number.isdecimal() and int(number) < len(repairs.repairs):
                return settled_texts(self.chosen, repairs.repairs[int(number)].deal)
        self.passed_over.append((REPAIR, ""))
        return self.chosen

    @property
    def read(self) -> ReadDeal:
        """The draft as chosen, as questions take it."""
        return ReadDeal(self.settled, self.state.file)

    @property
    def opened(self) -> Draft:
        """The draft as chosen, as engines take it."""
        return open_draft(self.settled, self.scope.library.lexicon(self.settled.vocabulary))

    @property
    def programs(self) -> list[Program]:
        """The rulesets, as engines take them."""
        return [position.program for position in self.positions]

    def ask(self, question: Callable[..., T], read: ReadDeal | None = None, **options: Any) -> T:
        """Return the answer to a question about the draft as chosen, or another deal, as the viewer may see it."""
        about = read or self.read
        if self.viewer is None:
            return question(about, self.scope, **options, session=self.session)
        seen: T = shown_to(self.viewer, question, about, self.rules, **options, session=self.session)
        return seen

    def shows(self, name: str) -> bool:
        """Return whether there is anything to see of the answer to a question, by its name."""
        return self.viewer is None or may_see(self.viewer, name)

    def repairs(self, deal: Deal) -> tuple[Repairs, ...]:
        """Return the repairs of a deal."""
        return self.ask(repair_ways, ReadDeal(deal, self.state.file), timeout=PANEL_SECONDS)

    def answer(self, seconds: float) -> Exploration | Verification:
        """Return what is left of an open draft, or the verdicts on a deal."""
        if self.is_open:
            timeout = LATER if is_small(self.opened, self.programs) else seconds
            return self.ask(explore, timeout=timeout, memory=MEMORY)
        return self.ask(verify)


def desk(asked: Asked, *, seconds: float = SOON) -> Desk:
    """Return what the page of a draft shows; `seconds`: how long to count."""
    answer = asked.answer(seconds)
    counting = isinstance(answer, Exploration) and bool(answer.uncounted) and seconds < LATER
    wording = Wording(asked.scope.library.lexicon(asked.deal.vocabulary))
    views = bracket_views(asked.state, asked.deal, asked.positions, wording, _left(answer))
    forms = Forms(written=asked.deal, chosen=asked.chosen, settled=asked.settled)
    given = {str(position.ruleset.id) for position in asked.positions}
    return Desk(
        state=asked.state,
        deal=asked.deal,
        settled=asked.settled,
        is_open=asked.is_open,
        page=page_of(answer),
        answer=answer,
        articles=tuple(view for name, view in views.items() if "." not in name and name not in asked.deal.provisions),
        clauses=tuple(clauses(forms, views, wording)),
        passed_over=tuple(_said(views, *each) for each in asked.passed_over),
        undo=_said(views, *asked.state.chosen[-1]) if asked.state.chosen else "",
        counting=counting,
        rulesets=tuple(_rulesets(asked, given)),
        panels=tuple(_panels(asked)),
    )


def page_of(answer: Any) -> Page:
    """Return an answer, or several to one question, in words."""
    answers = answer if isinstance(answer, tuple) else (answer,)
    return Report(question_of(answers), answers).pages[0]


def ruleset_titles(library: Library, words: Lexicon | None = None) -> Iterator[tuple[str, str]]:
    """Yield rulesets by id, with party and title; with the words of a deal those that can judge it."""
    for name in library.rulesets():
        try:
            position = library.position(name)
        except InputError:
            continue  # the list of files says what is wrong with it
        if words is None or not position.lexicon.speaks_with(words):
            yield name, f"{position.head['party_title']}: {position.head['title'] or name}"


def _rulesets(asked: Asked, given: set[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield the rulesets that may be picked: of those that can judge the draft, id, title, and whether it is asked."""
    if asked.viewer is not None:
        return
    library = asked.scope.library
    for name, title in ruleset_titles(library, library.lexicon(asked.deal.vocabulary)):
        yield name, title, name in given


def _said(views: Mapping[str, BracketView], name: str, value: str) -> str:
    """Return a choice in words."""
    if name == REPAIR:
        return "the repair"
    if name not in views:
        return f"{name}: {value}"
    view = views[name]
    words = next((choice.words for choice in view.choices if choice.value == value), value)
    return f"{view.about}: {words or 'open again'}"


def _left(answer: object) -> dict[str, Sequence[Alternative]]:
    """Return by brackets how many acceptable resolutions each alternative leaves."""
    return {each.name: each.alternatives for each in answer.brackets} if isinstance(answer, Exploration) else {}


# Panels


def _panels(asked: Asked) -> Iterator[tuple[str, str]]:
    """Yield the panels that there are, each with what it is called."""
    yield "why", "Why?"
    yield from (panel for panel in (("matrix", "Positions"), ("conflicts", "Conflicts")) if asked.shows(panel[0]))
    if not asked.is_open:
        yield "repairs", "Repairs"
    elif asked.viewer is None:
        yield "plot", "Efficient outcomes"
    yield "save", "Save, share, compare"


def panel_parts(asked: Asked) -> Sequence[Part]:
    """Return what a panel says: parts of pages of the questions."""
    match asked.state.panel:
        case "why":
            return tuple(_why(asked))
        case "matrix" if asked.shows("matrix"):
            return page_of(asked.ask(matrix, timeout=PANEL_SECONDS)).parts
        case "conflicts" if asked.shows("conflicts"):
            page = page_of(asked.ask(conflicts, timeout=PANEL_SECONDS))
            return (page.answer, *page.parts)
    return ()


def _why(asked: Asked) -> Iterator[Part]:
    """Yield what breaks, with whose statement makes it so; of a draft, what may break however it is settled."""
    timeout = LATER if is_small(asked.opened, asked.programs) else SOON
    answer = asked.ask(verify, timeout=timeout, memory=MEMORY)
    yield from page_of(answer).parts
    if asked.is_open:
        broken = {verdict.ruleset: getattr(verdict, "broken", {}) for verdict in answer.verdicts}
        claims = [claim_of(each, name) for each in asked.positions for name in broken.get(str(each.ruleset.id), ())]
        if claims:
            yield claim_points(claims)


def efficient(asked: Asked, seconds: float = PANEL_SECONDS) -> tuple[Plot | None, list[State]]:
    """Return the plot of efficient outcomes, and where each of them leads: to the brackets settled so."""
    if not asked.is_open:
        return None, []
    answer = asked.answer(seconds)
    assert isinstance(answer, Exploration)
    plots = [part for part in page_of(answer).parts if isinstance(part, Plot)]
    states = [asked.state.choosing_all(each.example.choices) for each in answer.bargains]
    return (plots[0], states) if plots else (None, [])


def report_of(folder: Folder, state: State) -> str:
    """Return the draft as chosen as a document in HTML, with the matrix, and with repairs where they would help."""
    from dealcheck.reports.report import render

    asked = Asked(folder, state)
    beside: list[Any] = []
    with suppress(TimeLimitError):  # the document is whole without it
        beside += [asked.ask(matrix, timeout=PANEL_SECONDS)] if asked.shows("matrix") else []
    return render(asked.answer(LATER), "html", beside=beside, session=asked.session)


def exported(folder: Folder, state: State, suffix: str) -> bytes:
    """Return the draft as chosen as a file in a format that a plugin brings."""
    exports = folder.exports()
    if suffix not in exports:
        raise InputError([Mistake(f"no plugin saves drafts as `{shown(suffix)}`")])
    asked = Asked(folder, state)
    wording = Wording(asked.scope.library.lexicon(asked.deal.vocabulary))
    words = {str(name): wording.provision(each) for name, each in asked.settled.provisions.items()}
    # A document may have comments in it that are not for one side's eyes.
    documents = folder.documents(suffix) if folder.viewer is None else []
    return exports[suffix].write(
        DraftToExport(deal=asked.deal, settled=asked.settled, words=words, documents=documents)
    )
