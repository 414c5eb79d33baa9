"""Valid files as people write them at their worst: any order, indent, style and quotation marks, comments anywhere."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import yaml

from dealcheck.files.documents import KINDS
from dealcheck.files.layout.scalars import is_plain
from dealcheck.files.shapes import item_of, keys_of, mark_of, value_of
from dealcheck.model.deal import Step
from dealcheck.syntax.nodes import YamlNode, parse
from tests.conftest import ROOT

FILES = sorted(
    [*ROOT.glob("tests/files/valid/*.yaml"), *ROOT.glob("examples/hanoi/*.yaml"), *ROOT.glob("tests/rules/*.yaml")]
)
TREES = [node for file in FILES if (node := parse(file.read_bytes(), file.name)) is not None]
TEXTS = [
    *("plain", "two words", "a: b", "it's", 'say "no"', "- dash", "#hash", "a #b", "1984", "true", "null", "[x", "x]"),
    *("a, b", "{", "*a", "&a", "!t", "%d", "@at", "back\\slash", "한국어", "two\nlines", "two\n\nparagraphs", " led"),
    *("trailed ", "two  spaces", "end\n", "word " * 40 + "end", "x" * 150, "?", "-", "a:", ":a", "''", '"', "|", ">-"),
]
COMMENTS = [
    *("# a comment", "#tight", "# with: a colon", "# 'quoted", "#", "# [", "## - item"),
    "# yaml-language-server: x",
]


def untidy(random: Random) -> str:
    """The text of a file."""
    node = random.choice(TREES)
    lines = _Writer(random).block(node, KINDS[node.pairs[0][0].text], 0, is_root=True)
    head = random.choice(["", "\n", "# head\n", "---\n", "# head\n\n"])
    return head + "\n".join(lines) + random.choice(["\n", "\n\n", ""])


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.pick = random.choice
        self.indent = self.pick([1, 2, 2, 4])
        self.after_block = False

    def chance(self, of: int) -> bool:
        return self.random.randrange(of) == 0

    def comments(self, indent: int) -> list[str]:
        """Comments and blank lines between entries."""
        if not self.chance(6):
            return []
        shifts = [0, 0, 0, -2] + [2] * (not self.after_block)  # deeper, it would belong to the block
        pad = " " * max(0, indent + self.pick(shifts))
        kinds = self.random.choices([*COMMENTS, ""], k=self.random.randint(1, 3))
        return [pad + each if each else "" for each in kinds]

    def beside(self) -> str:
        return f"{self.pick([' ', '   '])}{self.pick(COMMENTS)}" if self.chance(8) else ""

    def pairs(self, node: YamlNode, hint: Any, *, is_root: bool = False) -> list[tuple[YamlNode, YamlNode, Any]]:
        given = [key.text for key, _ in node.pairs]
        pairs = [(key, value, value_of(hint, key.text, given)) for key, value in node.pairs]
        if keys_of(hint, given) is None:
            return pairs
        first, rest = (pairs[:1], pairs[1:]) if is_root else ([], pairs)
        return first + self.random.sample(rest, len(rest))

    def block(self, node: YamlNode, hint: Any, indent: int, *, is_root: bool = False) -> list[str]:
        """A list or mapping in lines of its own."""
        lines: list[str] = []
        pad = " " * indent
        if node.kind == "list":
            for item in node.items:
                lines += self.comments(indent) + self.entry(f"{pad}-", item, item_of(hint), indent)
        for key, value, inner in self.pairs(node, hint, is_root=is_root) if node.kind == "mapping" else ():
            written = key.text if self.chance(2) or is_root else json.dumps(key.text, ensure_ascii=False)
            lines += self.comments(indent) + self.entry(f"{pad}{written}:", value, inner, indent)
        return lines + self.comments(indent)

    def entry(self, start: str, node: YamlNode, hint: Any, indent: int) -> list[str]:
        below, self.after_block = indent + self.indent, False
        if node.kind == "scalar":
            return self.scalar(start, node, hint, below)
        if not (node.items or node.pairs) or (node.size < 12 and self.chance(2)) or self.chance(20):
            return self.flow_lines(start, node, hint, below)
        return [start + self.beside(), *self.block(node, hint, below)]

    def flow_lines(self, start: str, node: YamlNode, hint: Any, below: int) -> list[str]:
        opening, closing = "[]" if node.kind == "list" else "{}"
        parts = self.parts(node, hint)
        if not parts or self.chance(2):
            return [f"{start} {opening}{', '.join(parts)}{closing}{self.beside()}"]
        pad = " " * below
        inner = [line for part in parts for line in [*self.comments(below), f"{pad}{part},{self.beside()}"]]
        return [f"{start} {opening}{self.beside()}", *inner, *self.comments(below), f"{pad}{closing}{self.beside()}"]

    def parts(self, node: YamlNode, hint: Any) -> list[str]:
        if node.kind == "list":
            return [self.flow(item, item_of(hint)) for item in node.items]
        return [f"{key.text}: {self.flow(value, inner)}" for key, value, inner in self.pairs(node, hint)]

    def flow(self, node: YamlNode, hint: Any) -> str:
        if node.kind == "scalar":
            return node.text if node.plain and is_plain(node.text, in_flow=True) else self.quoted(node)
        opening, closing = "[]" if node.kind == "list" else "{}"
        return opening + ", ".join(self.parts(node, hint)) + closing

    def quoted(self, node: YamlNode) -> str:
        if node.plain and not is_plain(node.text, in_flow=False):
            return node.text  # a number and its like, which would be text in quotation marks
        return json.dumps(node.text, ensure_ascii=False)

    def scalar(self, start: str, node: YamlNode, hint: Any, below: int) -> list[str]:
        if hint is Step or node.is_null or (node.plain and not is_plain(node.text, in_flow=False)):
            return [f"{start} {node.text}{self.beside()}"]
        text, pad = node.text, " " * below
        if mark_of(hint) == "text":
            text = self.pick([text, text, *TEXTS]) if self.chance(3) else text
        ways = ["quotes", "single", "dumped"] + ["plain"] * 3 * is_plain(text, in_flow=False)
        ways += ["literal", "folded"] * (text.strip(" \n") == text and "  " not in text and "\n\n" not in text)
        match self.pick(ways):
            case "plain":
                return [f"{start} {text}{self.beside()}"]
            case "literal":
                self.after_block = True
                return [f"{start} |-{self.beside()}", *(pad + line for line in text.split("\n"))]
            case "folded" if "\n" not in text:
                self.after_block = True
                return [f"{start} >-{self.beside()}", *(pad + line for line in _broken(text))]
            case "single" if "\n" not in text:
                return [f"{start} '" + text.replace("'", "''") + f"'{self.beside()}"]
            case "dumped":
                lines = yaml.safe_dump({"k": text}, width=40, allow_unicode=True).removeprefix("k:").splitlines()
                if "|" not in lines[0][:3] and ">" not in lines[0][:3]:
                    return [start + lines[0], *(pad + line if line.strip() else "" for line in lines[1:])]
        return [f"{start} {json.dumps(text, ensure_ascii=False)}{self.beside()}"]


def _broken(text: str) -> list[str]:
    """A text in lines, broken at some of its spaces."""
    words = text.split(" ")
    return [" ".join(words[n : n + 3]) for n in range(0, len(words), 3)]
