"""An installation in words: what there is, what doesn't work, and the commands that mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.answers.checkup import Checkup, Component
from dealcheck.reports.page import Check, Code, Heading, Page, PageFinding, Part, Sentence, Table
from dealcheck.version import __version__


def checkup_pages(answers: Sequence[Checkup], **_options: object) -> list[Page]:
    """Return a page for each look at an installation."""
    return [_page(each) for each in answers]


def _page(found: Checkup) -> Page:
    missing = [each for each in _components(found) if each.name in found.missing]
    if found.missing:
        answer = Sentence(f"Missing: {', '.join(found.missing)}.", "bad", strong=True)
    else:
        answer = Sentence("All that is needed works.", "good", strong=True)
    return Page(
        subject=f"dealcheck {__version__}",
        name="doctor",
        file="",
        answer=answer,
        reason=missing[0].note if missing else "",
        parts=tuple(_parts(found)),
        findings=tuple(_finding(each) for each in missing),
        checks=tuple(_check(each, found) for each in _components(found)),
    )


def _sections(found: Checkup) -> dict[str, tuple[Component, ...]]:
    return {
        "Environment": found.environment,
        "Dependencies": found.dependencies,
        "Engines": found.engines,
        "Extras": found.extras,
        "Plugins": found.plugins,
    }


def _components(found: Checkup) -> list[Component]:
    return [component for components in _sections(found).values() for component in components]


def _finding(component: Component) -> PageFinding:
    return PageFinding(
        code="doctor:missing",
        title="Something that is needed does not work",
        level="error",
        message=f"{component.name}: {component.note}",
        help=component.cure,
    )


def _check(component: Component, found: Checkup) -> Check:
    text = f"{component.note}\n{component.cure}".strip()
    failure = "missing" if component.name in found.missing else ""
    return Check(name=component.name, message=component.note, failure=failure, text=text)


def _parts(found: Checkup) -> Iterator[Part]:
    for heading, components in _sections(found).items():
        if components:
            yield Heading(heading)
            yield Table(("name", "works", "version", "note"), tuple(map(_row, components)))
    cures = _cures(_components(found))
    if cures:
        yield Heading("To get what doesn't work")
        yield Code("\n".join(cures), "sh")


def _row(component: Component) -> tuple[str, ...]:
    return component.name, "yes" if component.works else "no", component.version, component.note


def _cures(components: Sequence[Component]) -> list[str]:
    """Each command once, after a comment with the names of what it gets."""
    names: dict[str, dict[str, None]] = {}
    for component in components:
        if component.cure:
            names.setdefault(component.cure, {})[component.name] = None
    return [line for cure, mended in names.items() for line in (f"# {', '.join(mended)}", cure)]
