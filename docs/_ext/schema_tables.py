"""`{schema-tables} KIND...`: what dealcheck's JSON Schemas say, as tables of fields, types and meanings.

The directive writes Markdown, and lets MyST read it. A part that several kinds share is shown once, after them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from dealcheck.schemas import schema

Schema = Mapping[str, Any]
_ENVELOPE = ["format", "version", "dealcheck", "answers"]
_SCALAR = ["string", "number", "boolean"]
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "null": "`null`",
}


class SchemaTables(SphinxDirective):
    """The tables of some kinds of schema, and of the parts they are made of."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Their nodes."""
        kinds = {kind: schema(kind) for kind in self.arguments[0].split()}
        page = _Page(self.env.docname.rpartition("/")[2], kinds)
        return self.parse_text_to_nodes("\n".join(page.lines()), allow_section_headings=True)


class _Page:
    """The Markdown for some kinds of schema."""

    def __init__(self, name: str, kinds: Mapping[str, Schema]) -> None:
        self.name = name
        self.kinds = kinds
        self.parts: dict[str, Schema] = {}
        for whole in kinds.values():
            for name, part in whole["$defs"].items():
                if not _is_repeated(name):
                    assert self.parts.setdefault(name, part) == part, f"two kinds have different parts `{name}`"

    def lines(self) -> Iterator[str]:
        """All of it."""
        shown_above = set()
        for kind, whole in self.kinds.items():
            if list(whole["properties"]) == _ENVELOPE:  # in which all answers stand: show what an answer is
                name = _part_name(whole["properties"]["answers"]["items"])
                shown_above.add(name)
                yield from (f"({self.label(name)})=", *self.section(f"schema-{kind}", f"`{kind}`", self.parts[name]))
            else:
                yield from self.section(f"schema-{kind}", f"`{kind}`", whole)
        yield from ("## Parts", "", "What the tables above refer to.", "")
        for name in sorted(self.parts.keys() - shown_above, key=str.lower):
            yield from self.section(self.label(name), f"`{name}`", self.parts[name], level=3)

    def label(self, name: str) -> str:
        """Where a part is described."""
        return f"{self.name}-{name}".lower()

    def section(self, label: str, title: str, whole: Schema, *, level: int = 2) -> Iterator[str]:
        """A kind or a part: its table, or the forms that it can take."""
        yield from (f"({label})=", f"{'#' * level} {title}", "", whole.get("description", ""), "")
        if "properties" in whole:
            yield from self.table(whole)
            yield ""
            yield from (f"- {rule}" for rule in _rules(whole))
        elif "anyOf" in whole:
            yield from (f"- {self.form(form)}" for form in whole["anyOf"])
        else:
            yield f"Written as: {self.type(whole)}."
        yield ""

    def table(self, whole: Schema) -> Iterator[str]:
        """The fields of an object."""
        described = any("description" in field for field in whole["properties"].values())
        # Where every field is required, as in reports, there is nothing to say about it.
        optional = set(whole["properties"]) - set(whole.get("required", ()))
        yield "| field | type |" + (" meaning |" if described else "")
        yield "|---|---|" + ("---|" if described else "")
        for name, field in whole["properties"].items():
            meaning = field.get("description", "")
            if optional and name not in optional:
                meaning += " (required)"
            if "default" in field:
                meaning += f"; default: `{field['default']}`"
            row = [f"`{name}`", self.type(field), *([meaning] if described else [])]
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"

    def form(self, form: Schema) -> str:
        """One of the forms that a value can take."""
        if len(form.get("properties", ())) == 1:
            ((key, value),) = form["properties"].items()
            return f"`{key}:` {self.type(value)}. {value.get('description', '')}"
        return f"{self.type(form)}. {form.get('description', '')}"

    def type(self, field: Schema) -> str:
        """What may stand in a field, in words."""
        if "$ref" in field:
            name = _part_name(field)
            return f"[{name}](#{self.label(name)})"
        if "const" in field:
            return f"`{_json(field['const'])}`"
        if "enum" in field:
            return _either([f"`{each}`" for each in field["enum"]])
        if field.get("type") == "object" and "properties" in field:
            return f"mapping with {_either([f'`{name}`' for name in field['properties']])}"
        if "anyOf" in field or "oneOf" in field:
            return self.union(field.get("anyOf") or field["oneOf"])
        if "if" in field:  # an entry, or one with `each` for several
            return self.type(field["else"])
        kind = field.get("type")
        if kind == "array":
            return f"list of {self.type(field['items'])}"
        if kind == "object":
            return f"mapping to {self.type(field['additionalProperties'])}"
        if kind == _SCALAR:
            return "scalar"
        if field.get("format") == "date":
            return "date"
        if kind == "string" and "pattern" in field:
            return "decimal" if "[0-9]+" in field["pattern"] else "id"
        return _TYPES[kind]

    def union(self, alternatives: list[Schema]) -> str:
        """One type or another; `X` or a list of `X` is short for one or more."""
        if len(alternatives) == 2 and alternatives[1].get("items") == alternatives[0]:
            least = "one or more" if alternatives[1].get("minItems", 1) else "any number of"
            return f"{least} {self.type(alternatives[0])}"
        return _either([self.type(each) for each in alternatives])


def _is_repeated(name: str) -> bool:
    """Whether a part says again of entries with `each` what another says of those without."""
    return name.endswith("-for-each") or name.startswith("repeated-") or name == "variable"


def _part_name(reference: Schema) -> str:
    return str(reference["$ref"].rpartition("/")[2])


def _rules(whole: Schema) -> Iterator[str]:
    """What holds between the fields of an object, in sentences."""
    for key, words in (("oneOf", "Exactly one"), ("anyOf", "At least one")):
        names = [each["required"][0] for each in whole.get(key, ()) if "required" in each]
        if names:
            yield f"{words} of {_either([f'`{name}`' for name in names])}."
    for each in whole.get("oneOf", ()):
        if "required" in each and "properties" in each:
            others = _either([f"`{name}`" for name in each["properties"]])
            yield f"With `{each['required'][0]}`, there is no {others}."
    if "not" in whole:
        yield f"Not both {' and '.join(f'`{name}`' for name in whole['not']['required'])}."
    for key, needed in whole.get("dependentRequired", {}).items():
        yield f"`{key}` needs {' and '.join(f'`{name}`' for name in needed)}."
    if whole.get("minProperties"):
        yield "At least one key."


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _json(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx."""
    app.add_directive("schema-tables", SchemaTables)
    return {"parallel_read_safe": True}
