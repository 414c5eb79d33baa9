"""The public API as its reference shows it: by the names that `dealcheck` exports, with the fields of attrs classes."""

from __future__ import annotations

import builtins
from typing import Any, get_type_hints

import attrs
from docstrings import coded
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.nodes import find_pending_xref_condition, make_refnode
from sphinx.util.typing import stringify_annotation

from dealcheck.model.fields import meaning_of


class Condition:
    """Stands for the union of all conditions in the types of fields, where the union itself would fill a page."""

    __module__ = "dealcheck.conditions"


def _list_fields(_app: Any, what: str, _name: str, cls: Any, _options: Any, lines: list[str]) -> None:
    """Each field of an attrs class with its type, and its meaning where the class says it."""
    if what != "class" or not attrs.has(cls):
        return
    hints = get_type_hints(cls, localns={"Condition": Condition})
    for field in attrs.fields(cls):
        if field.name.startswith("_"):
            continue
        lines += ["", f".. attribute:: {field.name}", f"   :type: {stringify_annotation(hints[field.name], 'smart')}"]
        meaning = meaning_of(field)
        if meaning:
            lines += ["", "   " + coded(meaning)]
    lines.append("")


def _without_a_long_signature(
    _app: Any, what: str, _name: str, cls: Any, _options: Any, _signature: str, _returns: str
) -> tuple[str, str] | None:
    """The fields are listed below the name of an attrs class; all of them in its heading can't be read."""
    return ("", "") if what == "class" and attrs.has(cls) else None


def _skip_fields(_app: Any, what: str, _name: str, member: Any, _skip: bool, _options: Any) -> bool | None:
    """The fields of an attrs class stand in its list."""
    return None if what != "class" or callable(member) or isinstance(member, property) else True


def _leave_builtins_alone(_app: Any, doctree: nodes.document) -> None:
    """`object` in a type is Python's, and no field of that name."""
    for node in list(doctree.findall(pending_xref)):
        if node.get("refdomain") == "py" and hasattr(builtins, node["reftarget"]):
            plain = find_pending_xref_condition(node, "*")
            node.replace_self((plain or node).children)


def _public(app: Any, env: Any, node: Any, content: nodes.TextElement) -> Any:
    """A class is looked for where it is defined, and documented where it is exported."""
    if node.get("refdomain") != "py":
        return None
    name = node["reftarget"].rpartition(".")[2]
    domain = env.get_domain("py")
    for module in (
        "dealcheck",
        "dealcheck.conditions",
        "dealcheck.language.program",
        "dealcheck.language.drafts.draft",
    ):
        found = domain.objects.get(f"{module}.{name}")
        if found and node["reftarget"].startswith("dealcheck."):
            return make_refnode(app.builder, node["refdoc"], found.docname, found.node_id, content, name)
    return None


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("autodoc-process-docstring", _list_fields, priority=900)
    app.connect("autodoc-process-signature", _without_a_long_signature)
    app.connect("autodoc-skip-member", _skip_fields)
    app.connect("doctree-read", _leave_builtins_alone)
    app.connect("missing-reference", _public)
    return {"parallel_read_safe": True}
