"""The one door to an answer for one side's eyes, and the table of what each viewer may see of each question.

A question that the table does not know shows nothing: a new one is refused until somebody decides.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

import attrs

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.model.viewer import Viewer, viewer_of
from dealcheck.questions import QUESTIONS
from dealcheck.questions.eyes.asked import Asked
from dealcheck.session.session import Session, session_for

P = ParamSpec("P")
T = TypeVar("T")
Shown = Callable[[Asked], Any]


@attrs.frozen
class Nothing:
    """Why a viewer may see nothing of the answers to a question."""

    why: str


@attrs.frozen
class Decision:
    """What a party and a mediator may see of the answers to a question.

    Each is what gives it, as `module:function` below `dealcheck.questions.eyes`; or why the viewer may see nothing.
    """

    party: str | Nothing
    mediator: str | Nothing


_LINES = Nothing("it tells what the sides' bottom lines are")
_AUTHORS = Nothing("it shows rulesets to those who write them; give their files to it without `--for`")
_NO_RULES = Nothing("it asks no rulesets, and so has nothing that one side may not see; ask it without `--for`")
_UNDECIDED = Nothing("nobody has decided what one side may see of it")

DECISIONS: Mapping[str, Decision] = {
    "verify": Decision("verdicts:verification_for_party", "verdicts:verification_for_mediator"),
    "explore": Decision("verdicts:exploration_for_party", "verdicts:exploration_for_mediator"),
    "repair": Decision("deals:repairs", "deals:repairs"),
    "conflicts": Decision("own:own_answer", _LINES),
    "matrix": Decision("own:own_answer", _LINES),
    "accounts": Decision("own:own_answer", _LINES),
    "reconcile": Decision("deals:reconciliation", "deals:reconciliation"),
    "diff": Decision("own:own_comparison", _LINES),
    "screen": Decision("verdicts:screening_for_party", "verdicts:screening_for_mediator"),
    "status": Decision("own:own_answer", "own:own_answer"),
    "stress": Decision("own:own_answer", _LINES),
    "test": Decision(_AUTHORS, _AUTHORS),
    "lint": Decision(_AUTHORS, _AUTHORS),
    "doctor": Decision(_NO_RULES, _NO_RULES),
}
"""By the name of the question."""
_ALIKE = {
    "dealcheck.questions.repair.repair:repair": Decision(
        "deals:repairs_in_one_direction", "deals:repairs_in_one_direction"
    ),
    "dealcheck.questions.lint.lint:lint": DECISIONS["lint"],
    "dealcheck.questions.signed.ics:calendar_text": Decision("own:own_text", "own:own_text"),
}
"""By their paths, functions that are no question of the table, or answer one in another form."""


def seen_by(viewer: str, ask: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Return the answer to a question with no more in it than one side may see.

    `viewer`: the id of a party, which sees its own bottom lines, scores and sources, and of the others only whether all
    can sign; or `mediator`, who sees verdicts and nothing behind them (`party:mediator` is the party of that id).
    `ask`: a function that asks a question, such as `dealcheck.verify`. `arguments`, `named`: what it takes.

        seen_by("buyer", dealcheck.explore, "draft.yaml", "rules/", settle=["price.amount=30"])

    Returns what `ask` returns, with the viewer in its `seen_by`. Raises what `ask` raises about the deal, the
    vocabularies and the viewer's own rulesets; InputError, in the same words whatever it is, for what is wrong with the
    others'; and InputError for an unknown party, and for a question of which the viewer may see nothing.
    """
    seen: T = shown_to(viewer_of(viewer), ask, *arguments, **named)
    return seen


def shown_to(viewer: Viewer, ask: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Return what a viewer may see of the answer to a call; errors as for `seen_by`."""
    show = _shows(viewer, ask)
    asked = _asked(viewer, ask, arguments, named)
    return show(asked)


def arguments_for(viewer: Viewer, ask: Callable[..., Any], named: Mapping[str, Any], session: Session) -> Any:
    """Return the arguments of a call of a question that a viewer's own rulesets alone answer."""
    _shows(viewer, ask)
    return {**named, "rulesets": _asked(viewer, ask, (), {**named, "session": session}).own_scope}


def is_asked_alone(viewer: Viewer, question: str) -> bool:
    """Return whether nobody but the viewer is asked a question, by its name."""
    how = _how(viewer, question)
    return isinstance(how, str) and how.startswith("own:")


def must_show(viewer: Viewer, ask: Callable[..., Any]) -> None:
    """Raise InputError when a viewer may see nothing of the answer to a question."""
    _shows(viewer, ask)


def may_see(viewer: Viewer, question: str) -> bool:
    """Return whether a viewer may see anything of the answers to a question, by its name."""
    return isinstance(_how(viewer, question), str)


def _asked(viewer: Viewer, ask: Callable[..., Any], arguments: Any, named: Mapping[str, Any]) -> Asked:
    bound = inspect.signature(ask).bind(*arguments, **named)
    bound.apply_defaults()
    values = bound.arguments
    session = session_for(values.pop("session", None), values.pop("plugins", None))
    return Asked(viewer, ask, values, session)


def _how(viewer: Viewer, question: str, path: str = "") -> str | Nothing:
    decision = _ALIKE.get(path) or DECISIONS.get(question) or Decision(_UNDECIDED, _UNDECIDED)
    return decision.party if viewer.party else decision.mediator


def _shows(viewer: Viewer, ask: Callable[..., Any]) -> Shown:
    """Return what makes an answer for a viewer. Raises InputError when there is nothing that the viewer may see."""
    path = f"{getattr(ask, '__module__', '')}:{getattr(ask, '__qualname__', '')}"
    name = next((question.name for question in QUESTIONS if question.function == path), "")
    how = _how(viewer, name, path)
    if isinstance(how, Nothing):
        who = f"party `{shown(viewer.party)}`" if viewer.party else "a mediator"
        called = shown(name or str(getattr(ask, "__name__", "this")))
        raise InputError([Mistake(f"`{called}` has no answer for the eyes of {who}: {how.why}")])
    module, _, function = how.partition(":")
    show: Shown = getattr(import_module(f"dealcheck.questions.eyes.{module}"), function)
    return show
