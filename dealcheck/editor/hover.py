"""What a word means, in Markdown; whatever comes from files is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from dealcheck.editor.index import Occurrence
from dealcheck.editor.keys import is_required, key_text
from dealcheck.editor.names import Names, asked_ruleset
from dealcheck.editor.workspace import File, Workspace
from dealcheck.errors import InputError
from dealcheck.files.several import EACH
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.resolve import names_in
from dealcheck.language.wording import Wording, plain
from dealcheck.model.deal import Remedy
from dealcheck.model.vocabulary import Source
from dealcheck.reports.catalogue import bottom_line_text
from dealcheck.reports.escaping import escaped
from dealcheck.reports.sentences import source_text
from dealcheck.text import one_line

_MOST_ROWS = 30
_MOST_DEPTH = 4


def hover(workspace: Workspace, file: File, word: Occurrence) -> str:
    """Describe a word in a file; empty if nothing is known about it."""
    return "\n\n".join(_Hover(Names(workspace, file), word).paragraphs())


class _Hover:
    def __init__(self, names: Names, word: Occurrence) -> None:
        self.names = names
        self.word = word
        self.name = word.name

    def paragraphs(self) -> Iterator[str]:
        """Yield the paragraphs for the sort of word that it is."""
        describe = getattr(self, "_" + self.word.family.replace("-", "_"), None)
        if describe is not None:
            yield from describe()

    def _head(self, what: str, title: str = "") -> str:
        return f"**{escaped(title or plain(self.name))}** ({what} {_code(self.name)})"

    def _key(self) -> Iterator[str]:
        text = key_text(self.word.hint, self.name)
        if text:
            needed = " (required)" if is_required(self.word.hint, self.name) else ""
            yield f"`{self.name}`: {escaped(text)}{needed}"

    def _party(self) -> Iterator[str]:
        lexicon = self.names.lexicon
        party = lexicon.parties.get(self.name) if lexicon else None
        if party is not None:
            yield self._head("party", party.title)
            yield from _texts(party.description)

    def _verb(self) -> Iterator[str]:
        lexicon = self.names.lexicon
        scale = lexicon.scale_of.get(self.name) if lexicon else None
        if lexicon is None or scale is None:
            return
        verbs = lexicon.scales[scale]
        number = verbs.index(self.name) + 1
        yield self._head("verb") + f", {number} of {len(verbs)} of scale {_code(scale)}"
        yield " < ".join(f"**{escaped(verb)}**" if verb == self.name else escaped(verb) for verb in verbs)
        if weaker := verbs[: verbs.index(self.name)]:
            yield f"Who does this has also done: {', '.join(escaped(verb) for verb in weaker)}."

    def _scale(self) -> Iterator[str]:
        lexicon = self.names.lexicon
        if lexicon is not None and self.name in lexicon.scales:
            yield self._head("scale")
            yield " < ".join(map(escaped, lexicon.scales[self.name]))

    def _object(self) -> Iterator[str]:
        lexicon = self.names.lexicon
        thing = lexicon.objects.get(self.name) if lexicon else None
        if lexicon is None or thing is None:
            return
        yield self._head("object", thing.title)
        yield from _texts(thing.description)
        wholes = [whole for whole, parts in lexicon.parts.items() if self.name in parts]
        if wholes:
            yield f"Part of {', '.join(_code(whole) for whole in wholes)}."
        rows = list(_tree(self.name, lexicon, 0))
        if rows:
            leaves = len(lexicon.leaves[self.name])
            more = [f"- … {len(rows) - _MOST_ROWS} more"] if len(rows) > _MOST_ROWS else []
            yield f"Its parts, with {leaves} {'leaf' if leaves == 1 else 'leaves'} in all:"
            yield "\n".join([*rows[:_MOST_ROWS], *more])

    def _definition(self) -> Iterator[str]:
        ruleset, lexicon = self.names.ruleset(), self.names.lexicon
        if ruleset is None or lexicon is None or self.name not in ruleset.definitions:
            return
        condition = ruleset.definitions[self.name]
        yield self._head("definition")
        yield escaped(Wording(lexicon).condition(condition))
        for inner in dict.fromkeys(names_in(condition)):
            if inner in ruleset.definitions:
                text = Wording(lexicon).condition(ruleset.definitions[inner])
                yield f"“{escaped(plain(inner))}”: {escaped(text)}"

    def _variable(self) -> Iterator[str]:
        own = self.names.own(self.word)
        node = self.names.file.node
        for key in (*self.word.scope, EACH, self.name) if own is not None else ():
            node = next((value for name, value in node.pairs if name.text == key), None) if node is not None else None
        if node is not None:
            values = [item.text for item in node.items] if node.kind == "list" else [node.text]
            more = f" and {len(values) - _MOST_ROWS} more" if len(values) > _MOST_ROWS else ""
            yield self._head("variable") + ", one after the other:"
            yield ", ".join(map(_code, values[:_MOST_ROWS])) + more

    def _source(self) -> Iterator[str]:
        source = self._known_source()
        if source is not None:
            yield self._head("source", source.title)
            yield escaped(source_text(source))

    def _known_source(self) -> Source | None:
        document = self.names.file.reading.document
        ruleset, lexicon = self.names.ruleset(), self.names.lexicon
        known = [
            getattr(document, "sources", None),
            ruleset.sources if ruleset else None,
            lexicon.sources if lexicon else None,
        ]
        return next((sources[self.name] for sources in known if sources and self.name in sources), None)

    def _bottom_line(self) -> Iterator[str]:
        name = asked_ruleset(self.word) or self.names.file.id
        ruleset = self.names.ruleset(name)
        lines = ruleset.bottom_lines if ruleset else {}
        several = [each for each in lines if each == self.name or each.startswith(f"{self.name}.")]
        if not several:
            return
        line = lines[several[0]]
        yield self._head(f"{plain(line.strength)}, {line.status};", line.title)
        position = self.names.position(name)
        if position is not None:
            rows = bottom_line_text(position, several[0]).split("\n")[2:]
            yield "\n".join(f"- {escaped(row.strip())}" for row in rows)
        if len(several) > 1:
            more = [f"- … {len(several) - _MOST_ROWS} more"] if len(several) > _MOST_ROWS else []
            yield f"It stands for {len(several)} bottom lines:"
            yield "\n".join([*(f"- {_code(each)}" for each in several[:_MOST_ROWS]), *more])

    def _provision(self) -> Iterator[str]:
        document, lexicon = self.names.file.reading.document, self.names.lexicon
        known = {**(getattr(document, "provisions", None) or {}), **(getattr(document, "offers", None) or {})}
        provision = known.get(self.name) or next((known[n] for n in known if n.startswith(f"{self.name}.")), None)
        if isinstance(provision, Remedy) and lexicon is not None:
            yield self._head("remedy", provision.title)
            yield escaped(Wording(lexicon).remedy(provision))
        elif provision is not None and lexicon is not None:
            yield self._head("provision", provision.title)
            yield escaped(Wording(lexicon).provision(provision))
            yield from _texts(provision.text)

    def _step(self) -> Iterator[str]:
        steps = getattr(self.names.file.reading.document, "steps", ())
        step = next((step for step in steps if step.id == self.name), None)
        if step is not None:
            number = [step.id for step in steps].index(step.id) + 1
            yield self._head(f"step {number} of {len(steps)},", step.title) + (f" {step.date}" if step.date else "")

    def _vocabulary(self) -> Iterator[str]:
        yield from self._document("vocabulary")

    def _ruleset(self) -> Iterator[str]:
        yield from self._document("ruleset")

    def _document(self, kind: str) -> Iterator[str]:
        library = self.names.workspace.library(self.names.file.path)
        entry = (library.vocabularies() if kind == "vocabulary" else library.rulesets()).get(self.name)
        if entry is None:
            return
        try:
            document = entry.document
        except InputError:
            return
        yield self._head(kind, document.title)
        yield from _texts(document.description)
        yield f"From {escaped(entry.origin)}."


def _code(text: str) -> str:
    return f"`{one_line(text).replace('`', '')}`"


def _texts(*texts: str) -> Iterator[str]:
    yield from (escaped(" ".join(text.split())) for text in texts if text)


def _tree(name: str, lexicon: Lexicon, depth: int) -> Iterator[str]:
    """Yield the parts of an object, as a list within lists."""
    for part in lexicon.parts[name] if depth < _MOST_DEPTH else ():
        title = lexicon.objects[part].title
        yield "  " * depth + f"- {_code(part)}" + (f" {escaped(title)}" if title else "")
        yield from _tree(part, lexicon, depth + 1)
