"""Deals full of texts that YAML takes for something else, each written in every way that still says it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from random import Random

import yaml

STARTS = [
    *("*x", "&x", "!x", "!!str x", "%x", "@x", "`x", "?", "? x", "-", "- x", "|", "|-", ">", ">+ x", "'", "'x", '"'),
    *('"x"', "#", "# x", ":", ": x", ",", "[", "[x]", "]", "{", "{x: y}", "}", "---", "--- x", "...", "... x", "<<"),
    *("=", "~", "null", "true", "no", "1", "1.50", "0x1f", "1e3", "2020-01-01", ".5", "x:", "x: y", "x #y", "x#y"),
    *("x, y", "x]", "x}", "\\", "\\n", "$1", "한 국", "🎉", "é", " x", "x ", "x  y", "x\ny", "x\n\ny", "\nx", "x\n"),
    *("*", "&", "!", "*x y", "*x, y", "&x y", "! x", "?x", "-x", "--", "..", "x ", "long " * 40 + "end", "k" * 130),
]
PIECES = [*"*&!%@`?-|>'\"#:,[]{}~=.\\", " ", " ", "x", "y", "\n", "한", "🎉", "1", "---", ": ", " #", ", "]
MARK = "#§"
"""How the comments of these deals begin, and no text in them."""


def awkward_text(random: Random) -> str:
    """A text that is not empty but for blanks."""
    pieces = "".join(random.choices(PIECES, k=random.randint(0, 6)))
    text = random.choice([random.choice(STARTS), random.choice(STARTS) + pieces, pieces])
    return text if text.strip() else "*x"


class Writer:
    """Writes one deal, and numbers the comments that it puts in."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.pick = random.choice
        self.comments = 0
        self.anchors = 0

    def deal(self) -> str:
        """The text of the deal; its keys have the order of the model, so comments keep theirs."""
        lines = [
            *self.entry("deal: d", 0),
            *self.text_entry("title:", 0),
            *self.entry("vocabulary: v", 0),
            *self.steps(),
            *self.entry("provisions:", 0),
            *self.provision("a"),
            *self.provision("b"),
            *self.apart(0),
        ]
        return self.pick(["", "---\n"]) + "\n".join(lines) + self.pick(["\n", "", "\n...\n"])

    def chance(self, of: int) -> bool:
        return self.random.randrange(of) == 0

    def comment(self) -> str:
        self.comments += 1
        return f"{MARK}{self.comments}"

    def beside(self) -> str:
        return f" {self.comment()}" if self.chance(6) else ""

    def apart(self, indent: int) -> Iterator[str]:
        """Comments in lines of their own, and blank lines."""
        while self.chance(5):
            yield self.pick(["", " " * indent + self.comment()])

    def entry(self, line: str, indent: int) -> Iterator[str]:
        yield from self.apart(indent)
        yield " " * indent + line + self.beside()

    def steps(self) -> Iterator[str]:
        """A list of mappings."""
        yield from self.entry("steps:", 0)
        for name in ("s", "t"):
            yield from self.apart(2)
            if self.chance(2):
                yield f"  - {{id: {name}, title: {self.short(awkward_text(self.random), True)}}}{self.beside()}"
                continue
            yield f"  -{self.pick([' ', self.beside() + chr(10) + '    '])}id: {name}{self.beside()}"
            yield from self.text_entry("title:", 4)

    def provision(self, name: str) -> Iterator[str]:
        yield from self.entry(f"{name}:", 2)
        for line in ("party: p", "action: pay", "object: o"):
            yield from self.entry(line, 4)
        yield from self.attributes(4)
        yield from self.text_entry("text:", 4)

    def text_entry(self, start: str, indent: int) -> Iterator[str]:
        yield from self.apart(indent)
        first, *rest = self.value(awkward_text(self.random), indent)
        yield f"{' ' * indent}{start} {first}".rstrip(" ")
        yield from rest

    def attributes(self, indent: int) -> Iterator[str]:
        names = list(dict.fromkeys(awkward_text(self.random) for _ in range(self.random.randint(1, 4))))
        if self.chance(2):
            yield from self.apart(indent)
            pairs = [f"{self.short(name, True, is_key=True)}: {self.flow_value()}" for name in names]
            yield from self.in_flow(" " * indent + "attributes: ", "{}", pairs, indent)
            return
        yield from self.entry("attributes:", indent)
        for name in names:
            yield from self.apart(indent + 2)
            if self.chance(3):
                yield f"{' ' * (indent + 2)}{self.short(name, False, is_key=True)}:{self.beside()}"
                yield from self.items(indent + 4)
            else:
                yield from self.text_entry(f"{self.short(name, False, is_key=True)}:", indent + 2)

    def items(self, indent: int) -> Iterator[str]:
        """The lines of a list."""
        for text in dict.fromkeys(awkward_text(self.random) for _ in range(self.random.randint(1, 3))):
            yield from self.apart(indent)
            first, *rest = self.value(text, indent)
            yield f"{' ' * indent}- {first}"
            yield from rest

    def flow_value(self) -> str:
        texts = dict.fromkeys(awkward_text(self.random) for _ in range(self.random.randint(1, 3)))
        written = [self.short(text, True) for text in texts]
        return written[0] if len(written) == 1 else f"[{', '.join(written)}]"

    def in_flow(self, start: str, brackets: str, parts: list[str], indent: int) -> Iterator[str]:
        """A list or a mapping in brackets, on one line or on several with comments between."""
        if self.chance(2):
            yield f"{start}{brackets[0]}{', '.join(parts)}{brackets[1]}{self.beside()}"
            return
        yield f"{start}{brackets[0]}{self.beside()}"
        for part in parts:
            yield from self.apart(indent + 2)
            yield f"{' ' * (indent + 2)}{part},{self.beside()}"
        yield from self.apart(indent + 2)
        yield f"{' ' * (indent + 2)}{brackets[1]}{self.beside()}"

    def anchor(self) -> str:
        if not self.chance(12):
            return ""
        self.anchors += 1
        return f"&a{self.anchors} "

    def short(self, text: str, in_flow: bool, *, is_key: bool = False) -> str:
        """A text on one line, with an anchor or none."""
        return self.anchor() + self.raw(text, in_flow, is_key=is_key)

    def raw(self, text: str, in_flow: bool, *, is_key: bool = False) -> str:
        ways = [json.dumps(text, ensure_ascii=False)]
        if "\n" not in text:
            ways.append("'" + text.replace("'", "''") + "'")
        if reads_plain(text, in_flow, is_key):
            ways += [text] * 3
        return self.pick(ways)

    def value(self, text: str, indent: int) -> list[str]:
        """A text in one line or several, of which the first goes after a key or a dash."""
        pad = " " * (indent + self.pick([1, 2, 4]))
        if self.anchors and self.chance(12):
            return [f"*a{self.random.randint(1, self.anchors)}{self.beside()}"]
        ways: list[Callable[[], list[str]]] = [
            lambda: [self.short(text, False) + self.beside()],
            lambda: [self.anchor() + self.beside(), *self.apart(len(pad)), pad + self.raw(text, False) + self.beside()],
        ]
        if "\n" not in text and re.search(r"\w \w", text):
            ways.append(lambda: self.several(json.dumps(text, ensure_ascii=False), pad))
        if text.strip("\n") and not text.startswith((" ", "\n")):
            ways += [lambda: self.literal(text, pad)]
            if "\n" not in text and not text.endswith(" "):
                ways += [lambda: [f"{self.anchor()}>-{self.beside()}", pad + text]]
        return self.pick(ways)()

    def several(self, text: str, pad: str) -> list[str]:
        """A text in quotation marks with a line break for one of its blanks."""
        place = self.pick([each.start() + 1 for each in re.finditer(r"\w \w", text)])
        return [self.anchor() + text[:place], pad + text[place + 1 :] + self.beside()]

    def literal(self, text: str, pad: str) -> list[str]:
        end = "-" if not text.endswith("\n") else "" if not text.endswith("\n\n") else "+"
        lines = text.removesuffix("\n").split("\n") if end else text.split("\n")
        return [f"{self.anchor()}|{end}{self.beside()}", *(pad + line if line else "" for line in lines)]


def reads_plain(text: str, in_flow: bool, is_key: bool) -> bool:
    """Whether YAML's own library takes a bare text for this text, or a number and its like, at such a place."""
    if "\n" in text or "\t" in text:
        return False
    line = f"{text}: k" if is_key else f"k: {text}"
    try:
        found = yaml.load(f"{{{line}}}" if in_flow else line, yaml.BaseLoader)
        listed = yaml.load(f"[{text}]", yaml.BaseLoader) if in_flow else [text]
    except yaml.YAMLError:
        return False
    return found == ({text: "k"} if is_key else {"k": text}) and listed == [text]
