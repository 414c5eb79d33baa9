"""A vocabulary with everything it extends, looked up by word: who ranks above whom, and what is part of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from dealcheck.errors import Mistakes, shown
from dealcheck.language.circles import circle_text, find_cycle
from dealcheck.model.vocabulary import Object, Party, Source, Vocabulary

MOST_VERBS = 1_000
"""A scale may have this many verbs."""
MOST_LEAVES = 2_000_000
"""The objects of a vocabulary may have this many leaves in all, each counted for every object that has it."""


@attrs.frozen(repr=False)
class Lexicon:
    """All words of a vocabulary, its own and those it extends.

    `lineage` runs from the oldest vocabulary it builds on to itself; `home` says for each word which of them
    brought it, under a key such as `object coal`.
    """

    lineage: tuple[Vocabulary, ...]
    parties: Mapping[str, Party]
    scales: Mapping[str, tuple[str, ...]]
    objects: Mapping[str, Object]
    parts: Mapping[str, tuple[str, ...]]
    leaves: Mapping[str, frozenset[str]]
    home: Mapping[str, str]
    scale_of: Mapping[str, str] = attrs.field(init=False, eq=False, repr=False)
    """The scale of each verb."""
    sources: Mapping[str, Source] = attrs.field(init=False, eq=False, repr=False)
    """The sources of all the vocabularies."""

    @scale_of.default
    def _scale_of(self) -> dict[str, str]:
        return {verb: scale for scale, verbs in self.scales.items() for verb in verbs}

    @sources.default
    def _sources(self) -> dict[str, Source]:
        return {name: source for vocabulary in self.lineage for name, source in vocabulary.sources.items()}

    @property
    def id(self) -> str:
        """The id of the vocabulary itself."""
        return self.lineage[-1].id

    def doing(self, verb: str) -> tuple[str, ...]:
        """Return the verbs by which `verb` is done: itself and the stronger ones of its scale."""
        scale = self.scale_of.get(verb)
        if scale is None:
            return (verb,)
        verbs = self.scales[scale]
        return verbs[verbs.index(verb) :]

    def speaks_with(self, lexicon: Lexicon) -> str:
        """Return why a deal in one of the two vocabularies can't be read by rules in the other; empty if it can.

        They must build on a common vocabulary, and no word may mean two things.
        """
        if lexicon is self:
            return ""
        if self.lineage[0].id != lexicon.lineage[0].id:
            return f"vocabulary `{self.id}` and vocabulary `{lexicon.id}` have no vocabulary in common"
        for word, home in self.home.items():
            if lexicon.home.get(word, home) != home:
                return f"{word} means one thing in vocabulary `{home}` and another in `{lexicon.home[word]}`"
        return ""


def lexicon(lineage: Sequence[Vocabulary]) -> Lexicon:
    """Join vocabularies, the oldest first, into one lexicon.

    Raises InputError when a word has two meanings, is unknown, or the parts form a cycle.
    """
    return _Joiner(tuple(lineage)).join()


class _Joiner:
    def __init__(self, lineage: tuple[Vocabulary, ...]) -> None:
        self.lineage = lineage
        self.mistakes = Mistakes()
        self.home: dict[str, str] = {}
        self.parties: dict[str, Party] = {}
        self.scales: dict[str, tuple[str, ...]] = {}
        self.objects: dict[str, Object] = {}
        self.parts: dict[str, dict[str, None]] = {}

    def join(self) -> Lexicon:
        for vocabulary in self.lineage:
            self._add(vocabulary)
        leaves = self._leaves()
        self.mistakes.raise_if_any()
        parts = {name: tuple(parts) for name, parts in self.parts.items()}
        return Lexicon(self.lineage, self.parties, self.scales, self.objects, parts, leaves, self.home)

    def _add(self, vocabulary: Vocabulary) -> None:
        for name, party in vocabulary.parties.items():
            if self._is_new("party", name, vocabulary):
                self.parties[name] = party
        for name, verbs in vocabulary.actions.items():
            if len(verbs) > MOST_VERBS:
                message = f"scale `{shown(name)}` has {len(verbs):,} verbs, and {MOST_VERBS:,} are the most it may have"
                self.mistakes.add(message, name, "make several of it")
            elif self._is_new("scale", name, vocabulary):
                self.scales[name] = tuple(verb for verb in verbs if self._is_new("verb", verb, vocabulary))
        objects = list(_walk(vocabulary.objects, None))
        for name, thing, _ in objects:
            if self._is_new("object", name, vocabulary):
                self.objects[name] = thing
                self.parts[name] = {}
        for name, thing, whole in objects:
            for parent in (*((whole,) if whole else ()), *thing.part_of):
                self._add_part(name, parent, vocabulary)

    def _is_new(self, kind: str, name: str, vocabulary: Vocabulary) -> bool:
        if not name:
            return False  # a mistake that was noted already
        word = f"{kind} `{name}`"
        if word not in self.home:
            self.home[word] = vocabulary.id
            return True
        first = self.home[word]
        brief = f"{kind} `{shown(name)}`"
        if first == vocabulary.id:
            self.mistakes.add(f"{brief} is defined twice in vocabulary `{shown(first)}`", name, "give one another id")
        else:
            self.mistakes.add(
                f"{brief} is already defined in vocabulary `{shown(first)}`, which `{shown(vocabulary.id)}` extends",
                name,
                "a vocabulary adds words to the one it extends and may not change any; give it another id",
            )
        return False

    def _add_part(self, name: str, parent: str, vocabulary: Vocabulary) -> None:
        if not parent:
            return  # a mistake that was noted already
        home = self.home.get(f"object `{parent}`")
        if home is None:
            self.mistakes.unknown("object", parent, self.objects)
        elif home != vocabulary.id:
            # Were this allowed, the same ruleset could answer differently once somebody installed an extension.
            self.mistakes.add(
                f"object `{shown(name)}` would change what `{shown(parent)}` of vocabulary `{shown(home)}` consists of",
                parent,
                "an extension may not change the words it builds on; give it a whole of its own",
            )
        else:
            self.parts[parent][name] = None

    def _leaves(self) -> dict[str, frozenset[str]]:
        """Return the leaves of every object, from the parts upwards, without recursion: chains may be long."""
        waiting = {name: len(parts) for name, parts in self.parts.items()}
        wholes: dict[str, list[str]] = {}
        for name, parts in self.parts.items():
            for part in parts:
                wholes.setdefault(part, []).append(name)
        ready = [name for name, count in waiting.items() if not count]
        leaves: dict[str, frozenset[str]] = {}
        size = 0
        while ready:
            name = ready.pop()
            parts = self.parts[name]
            leaves[name] = frozenset().union(*(leaves[part] for part in parts)) if parts else frozenset((name,))
            size += len(leaves[name])
            if size > MOST_LEAVES:
                cure = "name fewer wholes for the same parts"
                self.mistakes.add("the objects have too many parts to keep count of", self.lineage[-1], cure)
                return leaves
            for whole in wholes.get(name, ()):
                waiting[whole] -= 1
                if not waiting[whole]:
                    ready.append(whole)
        self._report_cycle({name for name in self.parts if name not in leaves})
        return leaves

    def _report_cycle(self, unresolved: set[str]) -> None:
        if unresolved:
            circle = find_cycle({name: [p for p in self.parts[name] if p in unresolved] for name in unresolved})
            first = circle[0]
            self.mistakes.add(
                f"object `{shown(first)}` is a part of itself: {circle_text(circle, 'contains')}",
                self.objects[first].id or self.objects[first],
                "take one of these `parts` or `part-of` out",
            )


def _walk(objects: Mapping[str, Object], whole: str | None) -> Iterator[tuple[str, Object, str | None]]:
    """Yield every object of a nested hierarchy with its name and the object it is nested in."""
    for name, thing in objects.items():
        yield name, thing, whole
        yield from _walk(thing.parts, name)
