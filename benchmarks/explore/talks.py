"""Drafts and bottom lines of any size, drawn with a seed: talks that are made up, in the shape of real ones.

A draft has chapters of up to five provisions. Every provision is in brackets, and so are its verb (three of a scale)
and the step from which it holds (six), which makes 19 alternatives, with leaving it out. Each party's bottom lines tie
what it gives to what it gets: action for action, one after the other, one side's measure for any or all of a chapter,
a number of gestures, a ceiling on what is paid. Chapters are traded in pairs (arms for sanctions, prisoners for sites),
and most bottom lines stay within a pair; `CROSSING` of them tie any chapter to any other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import yaml

Data = dict[str, Any]

PARTIES = {
    "government": "The government",
    "movement": "The movement",
    "neighbour": "The neighbouring state",
    "donors": "The donors",
}
STEPS = ("signing", "spring", "summer", "autumn", "winter", "review")
CROSSING = 0.15


@attrs.frozen
class Chapter:
    """A chapter of a draft: the scale of its verbs, its objects, and the parties that act in it, by turns."""

    name: str
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    parties: tuple[str, ...]


def _chapter(name: str, verbs: str, objects: str, parties: str) -> Chapter:
    return Chapter(name, *(tuple(words.split()) for words in (verbs, objects, parties)))


CHAPTERS = (
    _chapter("arms", "store withdraw destroy", "rifles mortars rockets armour mines", "movement"),
    _chapter("sanctions", "exempt suspend lift", "fuel metals banking shipping travel", "neighbour"),
    _chapter("prisoners", "list parole release", "minors wounded fighters officers deputies", "government movement"),
    _chapter("sites", "declare admit hand-over", "depots airfields ports factories camps", "movement government"),
    _chapter("aid", "pledge commit pay", "housing water power clinics roads", "donors"),
    _chapter("self-rule", "consult share transfer", "council police budget courts schools", "government"),
    _chapter("troops", "halt reduce leave", "coast hills capital river islands", "government neighbour"),
    _chapter("borders", "survey patrol open", "bridge railway pass harbour market", "neighbour government"),
    _chapter("justice", "register charge try", "raids seizures shelling looting arson", "government movement"),
)
_CORE = 3
"""So many of a chapter's objects make up its core."""


@attrs.frozen
class Provision:
    """A provision of the draft; `size` is what it comes to, in whatever its chapter is counted in."""

    party: str
    chapter: Chapter
    object: str
    size: str

    def __str__(self) -> str:
        return f"{self.chapter.name}-{self.object}"


@attrs.frozen
class Talks:
    """A vocabulary, a draft, and a ruleset for each party, as the data of their files."""

    vocabulary: Data
    draft: Data
    rulesets: tuple[Data, ...]

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write the files; returns the draft's, and the folder of the rules."""
        rules = folder / "rules"
        rules.mkdir(parents=True, exist_ok=True)
        for data in (self.vocabulary, *self.rulesets):
            (rules / f"{next(iter(data.values()))}.yaml").write_text(_text(data), encoding="utf-8")
        draft = folder / "draft.yaml"
        draft.write_text(_text(self.draft), encoding="utf-8")
        return draft, rules


def _text(data: Data) -> str:
    return yaml.safe_dump(data, sort_keys=False, width=110)


def talks(provisions: int, bottom_lines: int, seed: int, *, steps: int = 6, crossing: float = CROSSING) -> Talks:
    """Talks over so many provisions, with so many bottom lines of all parties together."""
    generator = random.Random(f"{provisions} {bottom_lines} {seed}")
    chapters = CHAPTERS[: max(2, -(-provisions // 5))]
    shares = [len(range(number, provisions, len(chapters))) for number in range(len(chapters))]
    draft = [
        Provision(chapter.parties[n % len(chapter.parties)], chapter, each, f"{generator.randint(2, 18) / 2:g}")
        for chapter, share in zip(chapters, shares)
        for n, each in enumerate(chapter.objects[:share])
    ]
    authors = [_Author(party, draft, generator, crossing, STEPS[:steps]) for party in PARTIES]
    authors = [each for each in authors if each.gives and each.gets]
    shares = [len(range(number, bottom_lines, len(authors))) for number in range(len(authors))]
    return Talks(_vocabulary(), _draft(draft, steps), tuple(a.ruleset(share) for a, share in zip(authors, shares)))


def _vocabulary() -> Data:
    return {
        "vocabulary": "talks",
        "parties": {name: {"title": title} for name, title in PARTIES.items()},
        "actions": {chapter.name: list(chapter.verbs) for chapter in CHAPTERS},
        "objects": {
            chapter.name: {
                "parts": {
                    f"core-{chapter.name}": {"parts": dict.fromkeys(chapter.objects[:_CORE])},
                    **dict.fromkeys(chapter.objects[_CORE:]),
                }
            }
            for chapter in CHAPTERS
        },
    }


def _draft(provisions: Sequence[Provision], steps: int) -> Data:
    return {
        "deal": "draft",
        "vocabulary": "talks",
        "steps": list(STEPS[:steps]),
        "provisions": {
            str(each): {
                "bracketed": True,
                "party": each.party,
                "action": list(each.chapter.verbs),
                "object": each.object,
                "from": list(STEPS[:steps]),
                "attributes": {"size": float(each.size)},
            }
            for each in provisions
        },
    }


class _Author:
    """Writes the bottom lines of one party."""

    def __init__(
        self, party: str, draft: Sequence[Provision], generator: random.Random, crossing: float, steps: Sequence[str]
    ) -> None:
        self.party = party
        self.draft = draft
        self.random = generator
        self.crossing = crossing
        self.steps = steps
        self.gives = [each for each in draft if each.party == party]
        self.gets = [each for each in draft if each.party != party]

    def ruleset(self, bottom_lines: int) -> Data:
        """A ruleset with so many bottom lines."""
        forms: list[Callable[[], Data]] = [
            *[self._until] * 6,
            *[self._only_after] * 4,
            *[self._in_return] * 4,
            *[self._gestures] * 3,
            *[self._unless] * 2,
            *[self._at_last] * 2,
            *[self._ceiling] * 2,
            self._floor,
        ]
        lines = {}
        for number in range(1, bottom_lines + 1):
            form = self.random.choice(forms)
            strength = self.random.choices(("red-line", "priority", "preference"), (7, 2, 1))[0]
            lines[f"{form.__name__.strip('_').replace('_', '-')}-{number}"] = {**form(), "strength": strength}
        return {"ruleset": self.party + "-line", "party": self.party, "vocabulary": "talks", "bottom-lines": lines}

    # Bottom lines.

    def _until(self) -> Data:
        give = self._given()
        return {"forbid": self._some(give), "until": self._return_for(give)}

    def _only_after(self) -> Data:
        give = self._given()
        return {"forbid": self._one(give, strong=True), "only-after": self._return_for(give)}

    def _in_return(self) -> Data:
        give = self._given()
        within = self.random.randint(0, 2)
        return {"require": self._return_for(give), "when": self._some(give), "within": within}

    def _gestures(self) -> Data:
        give = self._given()
        of = [self._one(each) for each in self._several(self._gettable(give), 4)]
        return {"require": {"count": {"of": of, "at-least": min(2, len(of))}}, "when": self._some(give, strong=True)}

    def _unless(self) -> Data:
        give = self._given()
        partly = {"all": [self._one(give), {"not": self._return_for(give)}]}
        return {"forbid": partly, "unless": self._one(self.random.choice(self._gettable(give)))}

    def _at_last(self) -> Data:
        get = self.random.choice(self.gets)
        return {"require": self._some(get), "unless": self._one(self.random.choice(self.gets))}

    def _ceiling(self) -> Data:
        give = self._given()
        own = [each for each in self.gives if each.chapter == give.chapter]
        most = sum(float(each.size) for each in own) * self.random.choice((0.4, 0.6, 0.8))
        return {"forbid": self._total(give, "more-than", most)}

    def _floor(self) -> Data:
        give = self._given()
        get = self.random.choice(self._gettable(give))
        same = [each for each in self.gets if each.chapter == get.chapter and each.party == get.party]
        least = sum(float(each.size) for each in same) * self.random.choice((0.2, 0.4, 0.6))
        return {"require": self._total(get, "at-least", least), "when": self._one(give), "within": 1}

    # Conditions.

    def _given(self) -> Provision:
        return self.random.choice(self.gives)

    def _gettable(self, give: Provision) -> list[Provision]:
        """What may be asked for in return: of the chapter itself and its pair, or of any."""
        pair = CHAPTERS.index(give.chapter) // 2
        near = [each for each in self.gets if CHAPTERS.index(each.chapter) // 2 == pair]
        return near if near and self.random.random() >= self.crossing else self.gets

    def _return_for(self, give: Provision) -> Data:
        get = self.random.choice(self._gettable(give))
        core = [f"{get.chapter.name}-{each}" for each in get.chapter.objects[:_CORE]]
        if self.random.random() < 0.3 and set(core) <= set(map(str, self.draft)):
            return {"action": self._verb(get), "whole-of": f"core-{get.chapter.name}"}
        return self.random.choice((self._one, self._some))(get)

    def _one(self, provision: Provision, *, strong: bool = False) -> Data:
        return {"party": provision.party, "action": self._verb(provision, strong), "object": provision.object}

    def _some(self, provision: Provision, *, strong: bool = False) -> Data:
        verb = self._verb(provision, strong)
        return {"party": provision.party, "action": verb, "part-of": provision.chapter.name}

    def _total(self, provision: Provision, test: str, size: float) -> Data:
        over = {"party": provision.party, "action": self._verb(provision), "part-of": provision.chapter.name}
        return {"total": {"of": "size", "over": over, test: round(size * 2) / 2}}

    def _verb(self, provision: Provision, strong: bool = False) -> str:
        return self.random.choices(provision.chapter.verbs, (1, 2, 2) if strong else (4, 2, 1))[0]

    def _several(self, provisions: Sequence[Provision], count: int) -> Iterator[Provision]:
        yield from self.random.sample(list(provisions), min(count, len(provisions)))
