"""An installation in words: what there is, what doesn't work, and the commands that mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.checkup import Checkup, Component
from dealcheck.reports.page import Check, Code, Heading, Page, PageFinding, Part, Sentence, Table
from dealcheck.version import __version__


def checkup_pages(answers: Sequence[Checkup], **_options: object) -> list[Page]:
    """Return a page for each look at an installation."""
    return [_page(answer) for answer in answers]


def _page(checkup: Checkup) -> Page:
    missing = [component for component in _components(checkup) if component.name in checkup.missing]
    if checkup.missing:
        answer = Sentence(f"Missing: {', '.join(checkup.missing)}.", "bad", strong=True)
    else:
        answer = Sentence("All that is needed works.", "good", strong=True)
    return Page(
        subject=f"dealcheck {__version__}",
        name="doctor",
        file="",
        answer=answer,
        reason=missing[0].note if missing else "",
        parts=tuple(_parts(checkup)),
        findings=tuple(_finding(component) for component in missing),
        checks=tuple(_check(component, checkup) for component in _components(checkup)),
    )


def _sections(checkup: Checkup) -> dict[str, tuple[Component, ...]]:
    return {
        "Environment": checkup.environment,
        "Dependencies": checkup.dependencies,
        "Engines": checkup.engines,
        "Extras": checkup.extras,
        "Plugins": checkup.plugins,
    }


def _components(checkup: Checkup) -> list[Component]:
    return [component for components in _sections(checkup).values() for component in components]


def _finding(component: Component) -> PageFinding:
    return PageFinding(
        code="doctor:missing",
        title="Something that is needed does not work",
        level="error",
        message=f"{component.name}: {component.note}",
        help=component.cure,
    )


def _check(component: Component, checkup: Checkup) -> Check:
    text = f"{component.note}\n{component.cure}".strip()
    failure = "missing" if component.name in checkup.missing else ""
    return Check(name=component.name, message=component.note, failure=failure, text=text)


def _parts(checkup: Checkup) -> Iterator[Part]:
    for heading, components in _sections(checkup).items():
        if components:
            yield Heading(heading)
            yield Table(("name", "works", "version", "note"), tuple(map(_row, components)))
    cures = _cures(_components(checkup))
    if cures:
        yield Heading("To get what doesn't work")
        yield Code("\n".join(cures), "sh")


def _row(component: Component) -> tuple[str, ...]:
    return component.name, "yes" if component.works else "no", component.version, component.note


def _cures(components: Sequence[Component]) -> list[str]:
    """Return each command once, after a comment with the names of what it gets."""
    names: dict[str, dict[str, None]] = {}
    for component in components:
        if component.cure:
            names.setdefault(component.cure, {})[component.name] = None
    return [line for cure, mended in names.items() for line in (f"# {', '.join(mended)}", cure)]
