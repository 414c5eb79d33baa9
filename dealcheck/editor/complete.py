"""Completion: the keys and words that fit a place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

import attrs

from dealcheck.editor.context import Context, context_at, element
from dealcheck.editor.keys import is_required, key_text, missing_keys
from dealcheck.editor.names import Names
from dealcheck.editor.workspace import File, Workspace
from dealcheck.errors import InputError
from dealcheck.files.documents import KINDS
from dealcheck.files.several import EACH
from dealcheck.files.shapes import OF_VARIABLES, keys_of, mark_of, sort_of, value_of
from dealcheck.language.drafts.fields import FIELDS, attribute_of, fields_of
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.wording import plain
from dealcheck.model.cases import Expected
from dealcheck.model.deal import DEFAULT_STEP, Step
from dealcheck.model.fields import unwrapped
from dealcheck.model.outcome import Outcome
from dealcheck.model.ruleset import Ruleset
from dealcheck.reports.sentences import source_head

_BLOCKS = ("entries", "several", "expectations", "points")
"""Marks of types for which lines of their own are wanted."""
MOST = 200
"""At most this many proposals are made at once; others come up as more is typed."""
DURATIONS = ("30 days", "10 working days", "2 weeks", "3 months", "1 year")
"""A duration in each unit."""


@attrs.frozen
class Proposal:
    """A word that fits a place: what it is (`detail`), what it means (`text`), and what is inserted for it."""

    word: str
    kind: Literal["key", "word", "name", "value", "file"]
    detail: str = ""
    text: str = ""
    insert: str = ""


@attrs.frozen
class Completion:
    """The proposals for a place, for the text from `column` (from 0) on; `is_complete` unless there are more."""

    column: int
    proposals: tuple[Proposal, ...] = ()
    is_complete: bool = True


def complete(workspace: Workspace, file: File, line: int, column: int) -> Completion:
    """Return the proposals for a place in a file; `line` and `column` count from 0."""
    context = context_at(file.text, line, column)
    if context is None:
        return Completion(column)
    proposals = list(
        {proposal.word: proposal for proposal in _Completer(workspace, file, context).proposals()}.values()
    )
    typed = context.prefix.lower()
    ranked = sorted(
        (proposal for proposal in proposals if typed in proposal.word),
        key=lambda proposal: not proposal.word.startswith(typed),
    )
    return Completion(context.column, tuple(ranked[:MOST]), len(ranked) <= MOST)


class _Completer:
    def __init__(self, workspace: Workspace, file: File, context: Context) -> None:
        self.workspace = workspace
        self.file = file
        self.context = context
        self.names = Names(workspace, file)
        path = context.path
        self.scope = (*path[:2], "deal") if context.outline.kind == "tests" and len(path) > 1 else ()

    def proposals(self) -> Iterator[Proposal]:
        """Yield everything that fits the place."""
        hint = self.context.hint
        if not self.context.outline.kind and not self.context.path:
            yield from self._kinds()
        elif self.context.is_key:
            yield from self._keys(hint)
            if not self.context.given:  # where nothing is written yet, a bare word may
                yield from self._values(element(hint))
        else:
            yield from self._values(element(hint))

    def _kinds(self) -> Iterator[Proposal]:
        texts = {
            "vocabulary": "the words a negotiation is held in",
            "deal": "who does what, to what, and when",
            "ruleset": "one party's bottom lines",
            "tests": "deals with the answers that rulesets should give",
        }
        yield from (Proposal(kind, "key", "kind of file", text, f"{kind}: ") for kind, text in texts.items())

    def _keys(self, hint: Any) -> Iterator[Proposal]:
        if keys_of(hint, self.context.given) is None:
            yield from self._free_keys(hint)
        for key in missing_keys(hint, self.context.given):
            detail = "required" if is_required(hint, key, self.context.given) else ""
            below = mark_of(value_of(hint, key, (*self.context.given, key))) in _BLOCKS
            text = key_text(hint, key, self.context.given)
            yield Proposal(key, "key", detail, text, f"{key}:" if below else f"{key}: ")

    def _free_keys(self, hint: Any) -> Iterator[Proposal]:
        """Yield keys that are names: of attributes, rulesets, bottom lines in expectations, replaceable entries."""
        mark, names = mark_of(hint), dict[str, str]()
        if mark == "attributes":
            words = (word for file in self.workspace.files() for word in file.words)
            names = dict.fromkeys((word.name for word in words if word.sort == "attribute"), "attribute")
        elif mark == "expectations":
            names = dict.fromkeys(self.workspace.library(self.file.path).rulesets(), "ruleset")
        elif mark == "broken":
            names = self._bottom_lines()
        elif mark == "each":
            names = dict.fromkeys(OF_VARIABLES, "what the entry is repeated for")
        elif mark == "option":
            names = {"alternatives": "articles that are decided when this option is taken", **self._brackets()}
        elif mark == "points":
            names = self._points()
        elif mark in ("entries", "several") and len(self.context.path) == 1:
            inherited: Any = getattr(self._base(), self.context.path[0].replace("-", "_"), {})
            names = {str(name): "replaces the one of the ruleset it extends" for name in inherited}
        for name, detail in names.items():
            if name not in self.context.given:
                yield Proposal(name, "name", detail, insert=f"{name}: ")

    def _brackets(self) -> dict[str, str]:
        """Return the fields of the deal's provisions that an option may settle."""
        below = self.context.outline.below
        fields: dict[str, str] = {}
        for name in below(*self.scope, "provisions"):
            written = below(*self.scope, "provisions", name)
            attributes = below(*self.scope, "provisions", name, "attributes") if "attributes" in written else []
            fields.update({f"{name}.{field}": "settles this bracket" for field in FIELDS if field in written})
            fields.update({f"{name}.attributes.{field}": "settles this bracket" for field in attributes})
        return fields

    def _settled(self) -> Iterator[Proposal]:
        """Yield the alternatives of the bracket that an option settles."""
        name, _, field = self.context.path[-1].partition(".")
        path = (*self.scope, "provisions", name, *field.split(".", 1))
        values = self.context.outline.values
        for value in dict.fromkeys((*values.get(path, ()), *values.get((*path, "-"), ()))):
            yield Proposal(value, "value", "stands in the brackets")

    def _points(self) -> dict[str, str]:
        """Return the words that the points of an issue may be given by, as far as the vocabulary knows them."""
        of = self.context.outline.values.get((*self.context.path[:2], "of"), [""])[0]
        lexicon = self._lexicon()
        known = {"action": "verb", "object": "object", "party": "party"}.get(of.partition(".")[2])
        words = _vocabulary_words(lexicon, known) if lexicon is not None and known else ()
        return {word.word: word.detail for word in words}

    def _variables(self) -> Iterator[Proposal]:
        """Yield what stands for the values that the `each` of the entry around names."""
        section, path = KINDS.get(self.context.outline.kind), self.context.path
        hint = value_of(section, path[0]) if section is not None and len(path) > 2 and path[2] != EACH else None
        for name in self.context.outline.below(*path[:2], EACH) if mark_of(hint) == "several" else ():
            yield Proposal(f"${name}", "name", f"each {name}")

    def _fields_of_deals(self) -> Iterator[Proposal]:
        """Yield the fields of provisions of the deals in the workspace, for which an issue may give points."""
        for file in self.workspace.files():
            provisions = getattr(file.reading.document, "provisions", None) if file.kind == "deal" else None
            for name, provision in (provisions or {}).items():
                for field in fields_of(provision):
                    attribute = attribute_of(provision, field)
                    written = field if attribute is None else f"attributes.{attribute}"
                    yield Proposal(f"{name}.{written}", "name", f"in deal {file.id}")

    def _values(self, hint: Any) -> Iterator[Proposal]:
        path = self.context.path
        yield from self._variables()
        if path[:1] == ("issues",) and path[-1] == "of":
            yield from self._fields_of_deals()
        if path and "." in path[-1] and "alternatives" in path:
            yield from self._settled()
            return
        if hint is None:
            return
        inner, mark = unwrapped(Outcome if hint is Expected else hint)  # an answer may be just a verdict
        if get_origin(inner) is Literal:
            yield from (Proposal(value, "value") for value in get_args(inner))
        elif inner is bool:
            yield from (Proposal(value, "value") for value in ("true", "false"))
        elif mark == "deal-or-path":
            yield from self._deal_files()
        elif mark == "duration":
            yield from (Proposal(text, "value", "a duration") for text in DURATIONS)
        else:
            yield from self._words("step" if inner is Step else sort_of(hint), mark)

    def _words(self, sort: str, mark: str) -> Iterator[Proposal]:
        path = self.context.path
        if mark == "id" and "broken" in path[-3:] and not sort:
            sort = "bottom-line" if path[-1] == "broken" or path[-2:] == ("broken", "-") else "step"
        if self.context.outline.kind == "vocabulary" and sort == "object":
            yield from (Proposal(name, "name", "object") for name in self._own_objects())
        elif sort in ("party", "verb", "object", "leaf"):
            lexicon = self._lexicon()
            yield from _vocabulary_words(lexicon, sort) if lexicon is not None else ()
        elif sort in ("vocabulary", "ruleset"):
            yield from self._documents(sort)
        else:
            for name, detail in self._local(sort).items():
                yield Proposal(name, "name", detail)

    def _own_objects(self) -> Iterator[str]:
        """Yield the objects of a vocabulary that is being written: those of others may get no new parts."""
        for path, names in self.context.outline.entries.items():
            if path[:1] == ("objects",) and (len(path) == 1 or path[-1] == "parts"):
                yield from names

    def _local(self, sort: str) -> Mapping[str, str]:
        """Return names that the file itself gives, or a ruleset that it extends."""
        if sort == "bottom-line":
            return self._bottom_lines()
        own = self.context.outline.below
        base, lexicon = self._base(), self._lexicon()
        if sort == "step":
            names = [
                *own(*self.scope, "steps"),
                *self.context.outline.values.get((*self.scope, "steps", "-", "id"), ()),
            ]
            # `id`, `title` and `date` are the keys of a step, not steps.
            words = self.file.words if not names else ()
            known = [word.name for word in words if word.sort == "step" and word.defines]
            return dict.fromkeys(names or known or [DEFAULT_STEP], "step")
        if sort == "source":
            sources = {**(lexicon.sources if lexicon else {}), **(base.sources if base else {})}
            described = {str(name): source_head(source) for name, source in sources.items()}
            return {**dict.fromkeys(own("sources"), "source"), **described}
        if sort == "definition":
            read = getattr(self.file.reading.document, "definitions", ())
            known = [str(name) for names in (base.definitions if base else (), read) for name in names]
            return dict.fromkeys((*own("definitions"), *known), "definition")
        if sort == "provision":
            path = self.context.path
            itself = path[path.index("provisions") + 1] if "provided" in path and "provisions" in path else ""
            names = [name for name in (*own(*self.scope, "provisions"), *own("offers")) if name != itself]
            return dict.fromkeys(names, "provision")
        return {}

    def _bottom_lines(self) -> dict[str, str]:
        path = self.context.path
        ruleset = self.names.ruleset(path[3]) if len(path) > 3 else None
        lines = ruleset.bottom_lines if ruleset is not None else {}
        return {str(name): str(line.title or plain(line.strength)) for name, line in lines.items()}

    def _base(self) -> Ruleset | None:
        """Return the ruleset that the file extends, as far as it can be read."""
        outline = self.context.outline
        return self.names.ruleset(outline.value("extends")) if outline.kind == "ruleset" else None

    def _lexicon(self) -> Lexicon | None:
        outline = self.context.outline
        if outline.kind == "tests":
            named = outline.values.get((*self.scope, "vocabulary")) or [outline.value("vocabulary")]
            name = named[0] or self._vocabulary_of_tests()
        else:
            name = outline.value("vocabulary") or str(getattr(self._base(), "vocabulary", None) or "")
        return self.workspace.words(self.file, name)

    def _vocabulary_of_tests(self) -> str:
        names = [
            value
            for path, values in self.context.outline.values.items()
            if path[-1] == "vocabulary"
            for value in values
        ]
        return next(iter(names), "")

    def _documents(self, kind: str) -> Iterator[Proposal]:
        library = self.workspace.library(self.file.path)
        for name, entry in (library.vocabularies() if kind == "vocabulary" else library.rulesets()).items():
            try:
                title = str(entry.document.title)
            except InputError:
                title = ""
            if name != self.file.id:
                yield Proposal(name, "name", title or kind)

    def _deal_files(self) -> Iterator[Proposal]:
        folder = os.path.dirname(self.file.path)
        for file in self.workspace.files():
            if file.kind == "deal":
                title = str(getattr(file.reading.document, "title", ""))
                yield Proposal(os.path.relpath(file.path, folder), "file", title)


def _vocabulary_words(lexicon: Lexicon, sort: str) -> Iterator[Proposal]:
    if sort == "verb":
        for verb, scale in lexicon.scale_of.items():
            yield Proposal(verb, "word", f"{scale}: {' < '.join(lexicon.scales[scale])}")
        return
    known: Mapping[str, Any] = lexicon.parties if sort == "party" else lexicon.objects
    for name, entry in known.items():
        if sort != "leaf" or not lexicon.parts[name]:
            parts = "" if sort == "party" else ", ".join(lexicon.parts[name][:6])
            yield Proposal(name, "word", str(entry.title), f"parts: {parts}" if parts else str(entry.description))
