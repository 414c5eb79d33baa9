"""JSON Schemas (draft 2020-12) of the files that dealcheck reads and of the report it writes.

They are generated from the classes that define these formats, and published as files next to this module, for
editors and other tools: `python -m dealcheck.schemas` writes them anew.
"""

from __future__ import annotations

from typing import Any

INPUT_KINDS = ("vocabulary", "deal", "ruleset", "tests")
ANSWER_KINDS = ("exploration", "repairs", "conflicts", "reconciliation", "comparison", "lint", "screening", "trial")
KINDS = (*INPUT_KINDS, "verification", *ANSWER_KINDS)
"""The kinds of schema that there are."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: str) -> dict[str, Any]:
    """The schema of a `vocabulary`, `deal`, `ruleset` or `tests` file, or of what a command prints as JSON.

    Raises ValueError for any other kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no schema for `{kind}`; expected one of {', '.join(KINDS)}")
    if kind == "verification":
        from dealcheck.schemas.results import verification_schema

        body = verification_schema()
    elif kind in ANSWER_KINDS:
        from dealcheck.schemas.results import answers_schema

        body = answers_schema(kind)
    else:
        from dealcheck.schemas.inputs import document_schema

        body = document_schema(kind)
    return {"$schema": _DIALECT, "$id": f"urn:dealcheck:schema:{kind}:1", **body}


def schema_text(kind: str) -> str:
    """A schema as it is published."""
    import json

    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"
