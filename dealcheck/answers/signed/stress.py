"""Whether a deal is safe to sign. Plain data, made by `dealcheck.stress`."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dealcheck.answers.exploration import Resolution
from dealcheck.answers.verdict import Breach
from dealcheck.model.deal import Deal
from dealcheck.model.fields import field, viewer_field
from dealcheck.model.ruleset import Status as Certainty
from dealcheck.model.ruleset import Strength
from dealcheck.place import Place


@attrs.frozen(kw_only=True)
class Stop:
    """A provision that is stopped half way."""

    provision: str = field("the provision's id")
    text: str = field("what it says, in words")
    parties: tuple[str, ...] = field("the parties that stop")
    step: str = field("the first step at which it is not performed")
    never: bool = field("whether it is not performed at all", default=False)
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class CourseStep:
    """What a step of a course is like."""

    step: str = field("the step's id")
    title: str = field("its title")
    performed: tuple[str, ...] = field("the provisions that are performed", default=())
    breach: tuple[str, ...] = field("the provisions that are in breach", default=())
    suspended: tuple[str, ...] = field("the provisions that a remedy suspends", default=())
    remedies: tuple[str, ...] = field("the remedies that are in effect", default=())
    broken: tuple[str, ...] = field("the red lines, kept by the deal as written, that break at this step", default=())


@attrs.frozen(kw_only=True)
class CounterCourse:
    """What happens to a deal if some provisions are stopped."""

    stopped: tuple[Stop, ...] = field("what is stopped")
    steps: tuple[CourseStep, ...] = field("the steps of the deal")
    broken: tuple[Breach, ...] = field("the red lines that break, and why; for steps, those at which they break")
    deal: Deal = field("the deal on a calendar on which each step takes one day")
    log: str = field("what happens, as a log of that deal, which `status` can replay: JSON lines")


@attrs.frozen(kw_only=True)
class ExposedLine:
    """A red line that the deal as written keeps, and some course breaks."""

    bottom_line: str = field("the bottom line's id")
    title: str = field("its title")
    strength: Strength = field("how much it matters")
    status: Certainty = field("how it is known")
    courses: int | None = field("in how many courses it breaks; none where they were not counted", default=None)
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class Exposure:
    """What the courses of a deal do to a ruleset."""

    courses: int = field("how many courses there are")
    exposed: int | None = field("in how many of them a red line breaks; none where they were not counted", default=None)
    lines: tuple[ExposedLine, ...] = field("the red lines that break in some course", default=())
    shortest: CounterCourse | None = field(
        "the shortest counter-course: of those in which a red line breaks, that in which the fewest provisions are "
        "stopped, and these the latest",
        default=None,
    )

    @property
    def safe(self) -> bool:
        """Whether no red line breaks in any course."""
        return self.shortest is None


@attrs.frozen(kw_only=True)
class RulesetStress:
    """Whether a deal is safe for one side."""

    ruleset: str = field("the ruleset's id")
    title: str = field("the ruleset's title")
    party: str = field("the id of its party")
    party_title: str = field("the name of its party")
    defaulters: tuple[str, ...] = field("the parties that may stop")
    safe: bool = field("whether no red line breaks in any course, with the deal's remedies")
    broken: tuple[str, ...] = field("the red lines that the deal as written breaks; they are left out of account")
    with_remedies: Exposure = field("what courses do with the deal's remedies")
    without_remedies: Exposure | None = field("and without them; none where the deal has no remedies", default=None)


@attrs.frozen(kw_only=True)
class SafeResolutions:
    """The resolutions of a draft that all can sign and that are safe."""

    safe: int | None = field("how many are safe for every ruleset; none where they were not counted", default=None)
    by_ruleset: Mapping[str, int | None] = field("and for each ruleset, how many are safe for it", factory=dict)
    example: Resolution | None = field("one that is safe for every ruleset, if there is one", default=None)


@attrs.frozen(kw_only=True)
class DraftStress:
    """Which resolutions of a draft are safe, of those that all can sign."""

    resolutions: int = field("how many resolutions the draft has")
    acceptable: int | None = field("how many all can sign; none where they were not counted", default=None)
    with_remedies: SafeResolutions = field("those that are safe with the draft's remedies")
    without_remedies: SafeResolutions | None = field(
        "and without them; none where the draft has no remedies", default=None
    )


@attrs.frozen(kw_only=True)
class Stress:
    """Whether a deal is safe if others stop half way, or which resolutions of a draft are."""

    deal: str = field("the deal's id")
    title: str = field("its title")
    file: str = field("the file it was read from; empty if none")
    steps: tuple[str, ...] = field("its steps")
    remedies: tuple[str, ...] = field("its remedies", default=())
    parties: Mapping[str, str] = field("the names of the parties, by their ids", factory=dict)
    rulesets: tuple[RulesetStress, ...] = field("the rulesets asked; none where it is a draft", default=())
    draft: DraftStress | None = field("of a draft, its resolutions; none where it is a deal", default=None)
    uncounted: str = field("why courses were not counted; empty if they were", default="")
    place: Place | None = field("place of the deal", default=None)
    seen_by: str = viewer_field()

    @property
    def safe(self) -> bool:
        """Whether it is safe for every ruleset; of a draft, whether one of the resolutions that all can sign is."""
        if self.draft is not None:
            return self.draft.with_remedies.example is not None
        return all(ruleset.safe for ruleset in self.rulesets)

    @property
    def counter_courses(self) -> tuple[CounterCourse, ...]:
        """The shortest counter-course of each ruleset, with the deal's remedies and without, where there is one."""
        exposures = (each for ruleset in self.rulesets for each in (ruleset.with_remedies, ruleset.without_remedies))
        return tuple(each.shortest for each in exposures if each is not None and each.shortest is not None)

    @property
    def deals(self) -> list[Deal]:
        """The deals of the counter-courses; of a draft, the resolution that is an example."""
        example = None if self.draft is None else self.draft.with_remedies.example
        return [course.deal for course in self.counter_courses] + ([] if example is None else [example.deal])
