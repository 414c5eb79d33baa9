"""What a question is: where its function, its answer and its page are, and when its answer is a no."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import attrs

from dealcheck.errors import InputError, Mistake

if TYPE_CHECKING:
    from dealcheck.model.deal import Deal
    from dealcheck.model.viewer import Viewer
    from dealcheck.session.session import Session


@attrs.frozen(kw_only=True, repr=False)
class Question:
    """A question that users ask. Functions and classes are named, and imported when they are used.

    `name`: its command. `help`: it in one line. `about`: what a user should know, in paragraphs. `function`: what
    answers it: it returns an answer, or a tuple of them. `answer`: the class of its answers. `page`: the function that
    puts answers into words, from a sequence of them to a sequence of pages. `format`: what its answers are called in
    JSON. `exits_1`, `exits_2`: when, in words. `is_yes`, `is_unsure`: whether an answer is a yes, or none that can be
    relied on. `deals`: the deals in an answer, which `--write` writes, and `logs`: the logs of signed ones among them,
    by their ids. `is_for_each`: whether several deals may be given, and each is answered by itself. `beside`: the names
    of further questions about the same deal, which a format that is a whole document answers too. `follows`: what
    yields the answer anew whenever what it is about changes, for the switch `--watch`. `is_about_plugins`: whether it
    looks at plugins that may not even load; its function then takes the names of those that are `disabled`, and no
    session.
    """

    name: str
    help: str
    about: str
    function: str
    answer: str
    page: str
    format: str
    exits_0: str
    exits_1: str
    is_yes: Callable[[Any], bool]
    exits_2: str = "the input or the call is wrong"
    is_unsure: Callable[[Any], bool] = lambda _answer: False
    deals: Callable[[Any], Sequence[Deal]] | None = None
    logs: Callable[[Any], Mapping[str, str]] = lambda _answer: {}
    writes: str = ""
    is_for_each: bool = False
    beside: tuple[str, ...] = ()
    follows: str = ""
    is_about_plugins: bool = False

    def ask(self) -> Callable[..., Any]:
        """Return the function that answers the question."""
        function: Callable[..., Any] = named(self.function)
        return function

    def answers(self, arguments: Mapping[str, Any], session: Session, viewer: Viewer | None = None) -> list[Any]:
        """Return all answers; when several deals were given, the mistakes of all of them come together.

        `viewer`: who may see them; None: whoever has the rules.
        """
        ask = self.ask() if viewer is None else self._shown_to(viewer)
        if not self.is_for_each:
            answer = ask(**arguments, session=session)
            return list(answer) if isinstance(answer, tuple) else [answer]
        from dealcheck.questions.options import parameters_of

        (name,) = (parameter.name for parameter in parameters_of(self.ask()) if parameter.option.kind == "deal")
        answers: list[Any] = []
        mistakes: list[Mistake] = []
        for deal in arguments[name]:
            try:
                answers.append(ask(**{**arguments, name: deal}, session=session))
            except InputError as error:
                mistakes += error.mistakes
        if mistakes:
            raise InputError(mistakes)
        return answers

    def _shown_to(self, viewer: Viewer) -> Callable[..., Any]:
        from dealcheck.questions.eyes.decisions import shown_to

        return partial(shown_to, viewer, self.ask())

    def following(self, arguments: Mapping[str, Any], session: Session, viewer: Viewer | None = None) -> Iterator[Any]:
        """Yield the answer now, and anew after each change; of a viewer's own rulesets where there is a viewer."""
        if viewer is None:
            yield from named(self.follows)(**arguments, session=session)
            return
        from dealcheck.questions.eyes.decisions import arguments_for

        for answer in named(self.follows)(**arguments_for(viewer, self.ask(), arguments, session), session=session):
            yield attrs.evolve(answer, seen_by=viewer.name)

    def status(self, answers: Sequence[Any], *, strict: bool = False) -> int:
        """Return the exit status for some answers: 0 for a yes, 1 for a no, 2 for neither."""
        if any(self.is_unsure(answer) for answer in answers):
            return 2
        return 0 if self.passes(answers, strict=strict) else 1

    def passes(self, answers: Sequence[Any], *, strict: bool = False) -> bool:
        """Return whether answers to one question say yes; `strict`: those that know reservations, without any."""
        if not self.is_for_each:
            return any(self.is_yes(answer) for answer in answers)
        return all(answer.passes(strict=strict) for answer in answers)


def named(path: str) -> Any:
    """Import what a path such as `dealcheck.questions.explore.explore:explore` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
