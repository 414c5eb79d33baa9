"""How the parameters of questions are asked for: what the command line, schemas and other tools go by.

A question is a function; each of its parameters that a user may set is annotated with an `Option`. Its type says what
it takes: a `bool` is a switch, a `Literal` a choice, an `Iterable[str]` may be given more than once.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from dealcheck.files.arguments import check
from dealcheck.session.scope import AnyDeal
from dealcheck.session.session import Rules

OptionKind = Literal["", "address", "deal", "log", "rules", "ruleset", "paths", "names", "output", "size", "codes"]
"""What a parameter is about, where its type does not say it."""


@attrs.frozen(repr=False)
class Option:
    """How one parameter is asked for.

    `names`: the option's names on the command line; by default that of the parameter. `values`: for a choice of which
    each value has a flag of its own, the help of each. `low`, `high`: the least and the greatest number. `needed`:
    whether at least one must be given. `implied`: another parameter, and what it makes of a value of that one: the file
    that is written where this parameter names none. `writes`: whether it changes files.
    """

    help: str = ""
    kind: OptionKind = ""
    names: tuple[str, ...] = ()
    metavar: str = ""
    low: int | None = None
    high: int | None = None
    values: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    positional: bool = False
    needed: bool = False
    implied: tuple[str, Callable[[str], str]] | None = None
    writes: bool = False


@attrs.frozen(repr=False)
class Parameter:
    """A parameter of a question: its name, its type without annotations, its default, and how it is asked for."""

    name: str
    type: Any
    default: Any
    option: Option

    @property
    def is_required(self) -> bool:
        """Whether it has no default."""
        return self.default is inspect.Parameter.empty


@lru_cache(maxsize=64)
def parameters_of(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    """Return the parameters of a question that a user may set, in their order."""
    hints = get_type_hints(function, include_extras=True)
    return tuple(
        Parameter(name, kind, parameter.default, option)
        for name, parameter in inspect.signature(function).parameters.items()
        for kind, *notes in [_annotated(hints[name])]
        for option in notes
        if isinstance(option, Option)
    )


def _annotated(hint: Any) -> tuple[Any, ...]:
    """Return a type without its annotations, and these."""
    if get_origin(hint) is Annotated:
        return get_args(hint)
    # Python 3.10 makes `Optional[Annotated[…]]` of what has the default None.
    within = (arm for arm in get_args(hint) if get_origin(arm) is Annotated) if get_origin(hint) is Union else ()
    return next((get_args(arm) for arm in within), (hint,))


DealArgument = Annotated[AnyDeal, Option(kind="deal", positional=True)]
RulesArgument = Annotated[
    Rules,
    Option(
        "A ruleset's id, a file, or a folder with vocabularies and rulesets; may be given more than once.",
        kind="rules",
        names=("--rules",),
        metavar="ID|PATH",
    ),
]
NeededRulesArgument = Annotated[Rules, attrs.evolve(get_args(RulesArgument)[-1], needed=True)]
SETTLE = Option(
    "Settle a bracket first: provision.field=value, provision=in, provision=out or article=option.",
    names=("--settle",),
    metavar="BRACKET=VALUE",
)
Settle = Annotated[Iterable[str], SETTLE]
Memory = Annotated[int, Option("The most that decision diagrams may take.", kind="size", metavar="SIZE")]
UnusedMemory = Annotated[
    int, Option("Has no effect any more: no diagrams are drawn. Old calls keep working.", kind="size", metavar="SIZE")
]
Timeout = Annotated[float | None, Option("After how many seconds to give up the search.", metavar="SECONDS", low=0)]
CountTimeout = Annotated[
    float | None,
    Option(
        "After how many seconds to give up counting the resolutions of a draft, and say what is known without.",
        metavar="SECONDS",
        low=0,
    ),
]
Steps = Annotated[int, Option("How many steps the deals have that are considered.", low=1, high=8)]
EngineName = Annotated[
    str | None,
    Option(
        "durable, reference, or a plugin's. Default: durable for deals (reference where durable-rules is missing), "
        "decision diagrams for drafts.",
        metavar="NAME",
    ),
]
Paths = Annotated[Sequence[Union[str, Path]], Option(kind="paths", positional=True, metavar="PATH")]


def deadline_of(timeout: float | None) -> float | None:
    """Return when the seconds of a `timeout` are over, on the clock of `time.monotonic`. Raises InputError."""
    check(timeout=timeout)
    return None if timeout is None else time.monotonic() + timeout
