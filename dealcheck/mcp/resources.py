"""Resources: the language page, the JSON Schemas of files, and the vocabularies and rulesets that are installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import attrs

from dealcheck.model.viewer import Viewer
from dealcheck.reports.catalogue import catalogue_json
from dealcheck.schemas import INPUT_KINDS, schema_text
from dealcheck.session.library import LibraryEntry
from dealcheck.session.session import Session

LANGUAGE = "dealcheck://language"
CATALOGUE = "dealcheck://rules"
_YAML, _JSON, _MARKDOWN = "application/yaml", "application/json", "text/markdown"


@attrs.frozen
class TextResource:
    """A text that can be read by its address."""

    uri: str
    name: str
    title: str
    mime_type: str
    read: Callable[[], str]


def resources(session: Session, viewer: Viewer | None = None) -> list[TextResource]:
    """Return all resources; `viewer`: of rulesets this one's alone."""
    return list(_resources(session, viewer))


def _resources(session: Session, viewer: Viewer | None) -> Iterator[TextResource]:
    library = session.scope(viewer=None if viewer is None else viewer.name).library
    yield TextResource(LANGUAGE, "language", "The language of deals and rulesets", _MARKDOWN, language_page)
    listed = "The vocabularies and rulesets that are installed"
    yield TextResource(CATALOGUE, "rules", listed, _JSON, partial(catalogue_json, library))
    for kind in INPUT_KINDS:
        title = f"The JSON Schema of a {kind} file"
        yield TextResource(f"dealcheck://schema/{kind}", f"{kind}-schema", title, _JSON, partial(schema_text, kind))
    for kind, entries in (("vocabulary", library.vocabularies()), ("ruleset", library.rulesets())):
        for name, entry in entries.items():
            title = str(getattr(entry.document, "title", "") or name)
            yield TextResource(f"dealcheck://{kind}/{name}", name, title, _YAML, partial(_text, entry))


def _text(entry: LibraryEntry) -> str:
    return entry.data.decode("utf-8", "replace")


def language_page() -> str:
    """Return the page that defines the language: in the wheel inside this package, in a checkout among the docs."""
    packaged = Path(__file__).with_name("language.md")
    beside = Path(__file__).parent.parent.parent / "docs" / "language.md"
    return (packaged if packaged.is_file() else beside).read_text(encoding="utf-8")
