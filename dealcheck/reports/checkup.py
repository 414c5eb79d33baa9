"""An installation in words: what there is, what doesn't work, and the commands that mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealcheck.model.checkup import Checkup, Component
from dealcheck.reports.page import Code, Heading, Page, Part, Sentence, Table


def checkup_page(answers: Sequence[Checkup]) -> Page:
    """Put an installation into words."""
    from dealcheck import __version__

    (found,) = answers
    return Page(f"dealcheck {__version__}", "", tuple(_parts(found)))


def _parts(found: Checkup) -> Iterator[Part]:
    if found.missing:
        yield Sentence(f"Missing: {', '.join(found.missing)}.", "bad", strong=True)
    else:
        yield Sentence("All that is needed works.", "good", strong=True)
    sections = {
        "Environment": found.environment,
        "Dependencies": found.dependencies,
        "Engines": found.engines,
        "Extras": found.extras,
        "Plugins": found.plugins,
    }
    for heading, components in sections.items():
        if components:
            yield Heading(heading)
            yield Table(("name", "works", "version", "note"), tuple(map(_row, components)))
    cures = _cures([component for components in sections.values() for component in components])
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
