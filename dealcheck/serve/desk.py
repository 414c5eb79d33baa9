"""What the desk shows of a draft: its clauses with their brackets, the verdicts of all sides, and one panel more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import attrs

from dealcheck.answers.exploration import Exploration
from dealcheck.answers.repair import Repairs
from dealcheck.answers.verdict import Verification
from dealcheck.engines.claims import claim_of
from dealcheck.engines.diagrams.order_search import is_small
from dealcheck.engines.runs import told_apart
from dealcheck.errors import InputError, Mistake, TimeLimitError
from dealcheck.files.documents import read_bytes
from dealcheck.language.position import Position
from dealcheck.language.program import Draft, Program
from dealcheck.language.resolutions import is_draft, open_draft
from dealcheck.language.settle_brackets import settle_brackets
from dealcheck.language.wording import Wording
from dealcheck.model.deal import Deal
from dealcheck.numbers import count_text
from dealcheck.questions.conflicts import conflicts
from dealcheck.questions.explore.brackets import NamedBracket, named_brackets
from dealcheck.questions.explore.explore import explore
from dealcheck.questions.eyes.decisions import may_see, shown_to
from dealcheck.questions.matrix import matrix
from dealcheck.questions.repair.repair import repair_ways
from dealcheck.questions.verify import verify
from dealcheck.reports.figures import Plot
from dealcheck.reports.page import Page, Part
from dealcheck.reports.pages.conflicts import claim_points
from dealcheck.reports.report import Report, question_of
from dealcheck.serve.clause_text import segments
from dealcheck.serve.folder import Folder
from dealcheck.serve.state import REPAIR, State
from dealcheck.session.scope import DealText, ReadDeal, Scope
from dealcheck.session.session import Session

T = TypeVar("T")

SOON, LATER = 0.2, 30.0
"""How many seconds to count a large draft: while somebody waits for a page, and after it is shown."""
PANEL_SECONDS = 20.0
MEMORY = 1_000_000_000
_MOST_SHOWN = 40
"""So many alternatives of a bracket are shown as choices."""


@attrs.frozen
class Choice:
    """An alternative to click: its words, whether it is taken, how many resolutions it leaves, where it leads."""

    words: str
    taken: bool
    leaves: str
    part: float
    is_ruled_out: bool
    state: State


@attrs.frozen
class BracketView:
    """A bracket: its name, its alternatives, where opening it again leads, and what is settled in it by itself."""

    name: str
    choices: tuple[Choice, ...]
    again: State | None
    settled: str
    more: int = 0


@attrs.frozen
class Clause:
    """A provision as the document has it: its text in pieces, with the brackets that stand in it, and the others.

    `is_out`: it was left out.
    """

    name: str
    text: tuple[str | BracketView, ...]
    words: str
    brackets: tuple[BracketView, ...]
    is_out: bool


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
        self.scope: Scope = self.session.scope(self.rules, viewer=self.viewer and self.viewer.name)
        path = folder.path(state.file)
        self.data = read_bytes(path)
        self.deal = self.scope.deal(DealText(self.data, state.file)).deal
        is_mediator = self.viewer is not None and not self.viewer.party
        self.positions: list[Position] = [] if is_mediator else self.scope.positions_for(self.deal)
        self.passed_over: list[str] = []
        self.settled = self._settled()
        self.is_open = is_draft(self.settled)

    def _known(self, rules: Sequence[str]) -> list[str] | None:
        """Return rulesets by id: an address may name no file."""
        known = self.session.scope().library.rulesets()
        if unknown := [name for name in rules if name not in known]:
            raise InputError([Mistake(f"there is no ruleset `{unknown[0][:80]}` here")])
        return list(rules) or None

    def _settled(self) -> Deal:
        """Return the draft with all choices made that can be made; the others are passed over."""
        deal = self.deal
        for name, value in self.state.choices.items():
            if name == REPAIR:
                continue
            try:
                deal = settle_brackets(deal, [f"{name}={value}"])
            except InputError:  # its provision was left out by another choice, or the file has changed
                self.passed_over.append(f"{name}: {value}")
        wanted = self.state.choices.get(REPAIR, "")
        if not wanted or is_draft(deal):
            return deal
        direction, _, number = wanted.partition(".")
        for repairs in self.repairs(deal):
            if repairs.direction == direction and number.isdecimal() and int(number) < len(repairs.repairs):
                return repairs.repairs[int(number)].deal
        self.passed_over.append("a repair")
        return deal

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
    views = _bracket_views(asked, answer)
    given = {str(position.ruleset.id) for position in asked.positions}
    return Desk(
        state=asked.state,
        deal=asked.deal,
        settled=asked.settled,
        is_open=asked.is_open,
        page=page_of(answer),
        answer=answer,
        articles=tuple(view for name, view in views.items() if "." not in name and name not in asked.deal.provisions),
        clauses=tuple(_clauses(asked, views)),
        passed_over=tuple(asked.passed_over),
        counting=counting,
        rulesets=tuple(_rulesets(asked, given)),
        panels=tuple(_panels(asked)),
    )


def page_of(answer: Any) -> Page:
    """Return an answer, or several to one question, in words."""
    answers = answer if isinstance(answer, tuple) else (answer,)
    return Report(question_of(answers), answers).pages[0]


def _rulesets(asked: Asked, given: set[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield the rulesets that may be picked: of those that can judge the draft, id, title, and whether it is asked."""
    if asked.viewer is not None:
        return
    library = asked.scope.library
    words = library.lexicon(asked.deal.vocabulary)
    for name in library.rulesets():
        try:
            position = library.position(name)
        except InputError:
            continue  # the list of files says what is wrong with it
        if not position.lexicon.speaks_with(words):
            yield name, f"{position.head['party_title']}: {position.head['title'] or name}", name in given


def _bracket_views(asked: Asked, answer: object) -> dict[str, BracketView]:
    """Return every bracket of the file by its name."""
    lexicon = asked.scope.library.lexicon(asked.deal.vocabulary)
    draft = told_apart(open_draft(asked.deal, lexicon), [position.program for position in asked.positions])
    left: dict[str, Mapping[str, int | None]] = {}
    if isinstance(answer, Exploration):
        left = {
            bracket.name: {each.value: each.acceptable for each in bracket.alternatives} for bracket in answer.brackets
        }
    return {each.name: _bracket_view(asked.state, each, left) for each in named_brackets(asked.deal, draft)}


def _bracket_view(state: State, bracket: NamedBracket, left: Mapping[str, Mapping[str, int | None]]) -> BracketView:
    taken, counts = state.choices.get(bracket.name), left.get(bracket.name, {})
    most = max((count or 0 for count in counts.values()), default=0)
    choices = []
    for words, value in list(zip(bracket.texts, bracket.settles))[:_MOST_SHOWN]:
        count = counts.get(words, 0 if counts else None)
        leaves = count_text(count) if words in counts else ""
        part = (count or 0) / most if most else 0.0
        ruled_out = words in counts and count == 0
        choices.append(Choice(words, taken == value, leaves, part, ruled_out, state.choosing(bracket.name, value)))
    possible = [choice.words for choice in choices if not choice.is_ruled_out]
    settled = possible[0] if counts and len(possible) == 1 and not taken and len(choices) > 1 else ""
    again = state.choosing(bracket.name, "") if taken else None
    return BracketView(bracket.name, tuple(choices), again, settled, len(bracket.texts) - len(choices))


def _clauses(asked: Asked, views: Mapping[str, BracketView]) -> Iterator[Clause]:
    """Yield the provisions of the file, and those that a repair brought in."""
    wording = Wording(asked.scope.library.lexicon(asked.deal.vocabulary))
    now = asked.settled.provisions
    for name, provision in {**asked.deal.provisions, **now}.items():
        own = tuple(view for key, view in views.items() if key == name or key.startswith(f"{name}."))
        shown = now.get(name, provision)
        text = tuple(_text(str(provision.text or provision.title), own))
        inside = {piece.name for piece in text if isinstance(piece, BracketView)}
        yield Clause(
            name=str(name),
            text=text,
            words=wording.provision(shown),
            brackets=tuple(view for view in own if view.name not in inside),
            is_out=name not in now,
        )


def _text(text: str, views: Sequence[BracketView]) -> Iterator[str | BracketView]:
    """Yield a text in pieces, with the brackets in it as choices in its own words."""
    known = {view.name: view for view in views if not view.more}
    for piece in segments(text, {name: [each.words for each in view.choices] for name, view in known.items()}):
        if isinstance(piece, str):
            yield piece
            continue
        view = known[piece.bracket]
        choices = (attrs.evolve(choice, words=words) for choice, words in zip(view.choices, piece.words))
        yield attrs.evolve(view, choices=tuple(choices))


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
