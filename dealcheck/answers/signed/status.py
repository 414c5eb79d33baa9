"""How a signed deal stands on a day. Plain data, made by `dealcheck.status`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from dealcheck.answers.verdict import Breach
from dealcheck.model.fields import field, viewer_field
from dealcheck.model.ruleset import Status as Certainty
from dealcheck.model.ruleset import Strength
from dealcheck.place import Place


@attrs.frozen(kw_only=True)
class StepStatus:
    """Whether a step has begun, and if not, when it is due."""

    step: str = field("the step's id")
    title: str = field("its title")
    state: Literal["begun", "due", "overdue", "to come"] = field(
        "`due`: its term runs; `overdue`: it has passed; `to come`: the calendar knows no day"
    )
    since: str | None = field("the day on which it began", default=None)
    due: str | None = field("the day on which it is due at the latest", default=None)


@attrs.frozen(kw_only=True)
class ProvisionStatus:
    """The state of a provision."""

    provision: str = field("the provision's id")
    text: str = field("what it says, in words")
    state: Literal["not due", "due", "performed", "breach", "ended", "suspended", "waived"] = field(
        "its state on that day"
    )
    since: str | None = field("the day since when; none before anything happened", default=None)
    due: str | None = field("the last day of its term, if it is owed and not performed", default=None)
    parties: tuple[str, ...] = field("the parties that it binds")
    lacking: tuple[str, ...] = field("those of them that owe it and do not perform it", default=())
    remedy: str = field("the remedy that adds it; empty if it is part of the deal", default="")
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class RemedyStatus:
    """The state of a remedy."""

    remedy: str = field("the remedy's id")
    title: str = field("its title")
    state: Literal["in effect", "notice", "available", "not available"] = field(
        "`notice`: it will take effect; `available`: its condition is met, and nobody has invoked it"
    )
    by: tuple[str, ...] = field("who may invoke it; none: it takes effect by itself", default=())
    since: str | None = field("the day since when it is in that state", default=None)
    effect: str | None = field(
        "the day on which it takes effect or did; of one that is not available, the day on which its condition will be "
        "met if a breach goes on",
        default=None,
    )
    answers: tuple[str, ...] = field("the provisions whose breach it answers", default=())
    suspends: tuple[str, ...] = field("the provisions that it suspends", default=())
    ends: tuple[str, ...] = field("the provisions that it ends", default=())
    adds: tuple[str, ...] = field("the provisions that it adds", default=())
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class LineStatus:
    """How a bottom line stands."""

    bottom_line: str = field("the bottom line's id")
    title: str = field("its title")
    strength: Strength = field("how much it matters")
    status: Certainty = field("how it is known")
    state: Literal["broken", "open", "kept"] = field("`open`: what it requires can still come in time")
    since: str | None = field("the day since when it is broken", default=None)
    due: str | None = field("the day on which an open one would be broken, if the calendar knows it", default=None)
    breach: Breach | None = field("why it is broken, with days for steps", default=None)


@attrs.frozen(kw_only=True)
class RulesetStatus:
    """How the bottom lines of a ruleset stand."""

    ruleset: str = field("the ruleset's id")
    title: str = field("the ruleset's title")
    party: str = field("the id of its party")
    party_title: str = field("the name of its party")
    lines: tuple[LineStatus, ...] = field("its bottom lines", default=())


@attrs.frozen(kw_only=True)
class Appointment:
    """A day that is to come, and what happens on it."""

    day: str = field("the day")
    kind: Literal["step", "provision", "remedy", "bottom-line"] = field("what it is about")
    name: str = field("its id")
    ruleset: str = field("of a bottom line, the id of its ruleset", default="")
    text: str = field("what happens, in words")


@attrs.frozen(kw_only=True)
class Status:
    """How a signed deal stands on a day: what is owed, who is in breach, what may be done, and what is broken."""

    deal: str = field("the deal's id")
    title: str = field("its title")
    file: str = field("the file it was read from; empty if none")
    log: str = field("the log")
    as_of: str = field("the day asked about")
    events: int = field("how many events of the log count by that day")
    torn: int = field("the number of a last line of the log that was begun and not finished; 0 without one", default=0)
    steps: tuple[StepStatus, ...] = field("the steps of the deal")
    provisions: tuple[ProvisionStatus, ...] = field("its provisions, and those that remedies add")
    remedies: tuple[RemedyStatus, ...] = field("its remedies", default=())
    rulesets: tuple[RulesetStatus, ...] = field("the rulesets asked", default=())
    next: tuple[Appointment, ...] = field("what is to come, the earliest first", default=())
    parties: Mapping[str, str] = field("the names of the parties, by their ids", factory=dict)
    place: Place | None = field("place of the deal", default=None)
    seen_by: str = viewer_field()
    engine: str = field("the name of the engine that followed the events", default="", eq=False)

    @property
    def engines(self) -> frozenset[str]:
        """The names of the engines that were used."""
        return frozenset({self.engine})

    @property
    def overdue(self) -> bool:
        """Whether a provision is in breach or a step is overdue."""
        breaches = any(provision.state == "breach" for provision in self.provisions)
        return breaches or any(step.state == "overdue" for step in self.steps)

    @property
    def broken(self) -> bool:
        """Whether a bottom line is broken."""
        return any(line.state == "broken" for ruleset in self.rulesets for line in ruleset.lines)
