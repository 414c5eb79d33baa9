"""JSON Schemas (draft 2020-12) of the files that dealcheck reads and of the report it writes.

They are generated from the classes that define these formats, and published as files next to this module, for
editors and other tools: `python -m dealcheck.schemas` writes them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dealcheck.questions import QUESTIONS

if TYPE_CHECKING:
    from dealcheck.language.lexicon import Lexicon

INPUT_KINDS = ("vocabulary", "deal", "ruleset", "tests")
ANSWER_KINDS = tuple(question.format for question in QUESTIONS)
KINDS = (*INPUT_KINDS, *ANSWER_KINDS)
"""The kinds of schema that there are."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: str, words: Lexicon | None = None) -> dict[str, Any]:
    """Return the schema of a `vocabulary`, `deal`, `ruleset` or `tests` file, or of what a command prints as JSON.

    With `words`, the schema of a file in that vocabulary: it has the vocabulary's words and no others.

    Raises ValueError for any other kind, and for words where a file has none.
    """
    if kind not in KINDS:
        raise ValueError(f"no schema for `{kind}`; expected one of {', '.join(KINDS)}")
    if words is not None and kind not in INPUT_KINDS:
        raise ValueError(f"what is printed as `{kind}` is in no vocabulary")
    asked = next((question for question in QUESTIONS if question.format == kind), None)
    if asked is not None:
        from dealcheck.schemas.results import answers_schema

        body = answers_schema(asked)
    else:
        from dealcheck.schemas.inputs import document_schema

        body = document_schema(kind, words)
    name = f"urn:dealcheck:schema:{kind}:1"
    return {"$schema": _DIALECT, "$id": f"{name}:{words.id}" if words else name, **body}


def schema_text(kind: str) -> str:
    """Return a schema as it is published."""
    import json

    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"
