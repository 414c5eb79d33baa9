"""Deals drawn and broken, and a scripted assistant that mends them by what tools answer, and nothing else."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

from mcp import Client

from tests.mcp.client import whole

PROVISIONS = (
    ("dprk", "dismantle", "yongbyon"),
    ("dprk", "freeze", "fissile-material-production"),
    ("dprk", "declare", "undeclared-enrichment"),
    ("us", "lift", "sectoral-sanctions"),
    ("us", "suspend", "core-sanctions"),
    ("us", "exempt", "people-to-people"),
    ("us", "establish", "liaison-offices"),
)
RULES = ["us-hanoi", "dprk-ri"]
_MOST_CALLS = 25
_USUAL = {"party": "dprk", "action": "dismantle", "object": "yongbyon", "vocabulary": "korea", "provisions": "{}"}
"""What a scripted assistant puts where something is missing; a better one would ask."""


def drawn(draw: random.Random) -> str:
    """A deal or draft in the words of the vocabulary `korea`, as a file has it."""
    rows = ["deal: drawn", "title: A deal that was drawn", "vocabulary: korea", "steps: [signing, exchange]"]
    rows.append("provisions:")
    for number, (party, action, thing) in enumerate(draw.sample(PROVISIONS, draw.randint(2, 5))):
        rows.append(f"  provision-{number}:")
        rows.append(f"    party: {party}")
        rows.append(f"    action: {action}")
        rows.append(f"    object: {thing}")
        rows.append(f"    from: {draw.choice(['signing', 'exchange'])}")
        if draw.random() < 0.15:
            rows.append("    bracketed: true")
    return "\n".join(rows) + "\n"


def broken(text: str, draw: random.Random) -> str:
    """A deal with one to three mistakes in it, such as an assistant makes."""
    for _ in range(draw.randint(1, 3)):
        text = draw.choice(_BREAKS)(text, draw)
    return text


def _misspelt(text: str, draw: random.Random) -> str:
    words = [match for match in re.finditer(r"[a-z][a-z-]{3,}(?=[\],:\n])", text) if match.start() > len("deal: drawn")]
    word = draw.choice([match for match in words if not match[0].startswith("provision-")])
    at = draw.randrange(word.start() + 1, word.end() - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _with_another_row(text: str, draw: random.Random, change: Callable[[str], str]) -> str:
    rows = text.splitlines(keepends=True)
    numbers = [number for number, row in enumerate(rows) if re.match(r" {4}[a-z]+:? ", row)]
    number = draw.choice(numbers)
    rows[number] = change(rows[number])
    return "".join(rows)


def _twice(text: str, draw: random.Random) -> str:
    return _with_another_row(text, draw, lambda row: row + row)


def _unknown_key(text: str, draw: random.Random) -> str:
    return _with_another_row(text, draw, lambda row: row + "    zzz: 1\n")


def _without_colon(text: str, draw: random.Random) -> str:
    return _with_another_row(text, draw, lambda row: row.replace(": ", " ", 1))


def _with_tab(text: str, draw: random.Random) -> str:
    return _with_another_row(text, draw, lambda row: row.replace("    ", "\t", 1))


def _ends_too_soon(text: str, draw: random.Random) -> str:
    return _with_another_row(text, draw, lambda row: row + "    until: signing\n" if "from" in row else row)


def _left_out(text: str, draw: random.Random) -> str:
    return _with_another_row(text, draw, lambda row: "" if "party" in row else row)


_BREAKS = (
    _misspelt,
    _misspelt,
    _misspelt,
    _twice,
    _unknown_key,
    _without_colon,
    _with_tab,
    _ends_too_soon,
    _left_out,
)


async def brought_to_an_end(client: Client, text: str) -> tuple[str, int]:
    """How a text ends, and after how many calls: `acceptable`, or `hopeless` if that is proved."""
    for calls in range(1, _MOST_CALLS):
        reply = await whole(client, "verify", deals=[text], rules=RULES)
        if "mistakes" in reply:
            text = _mended(text, reply["mistakes"][0])
            continue
        (answer,) = reply["answer"]["verifications"]
        if answer["kind"] == "deal" and answer["acceptable_to_all"]:
            return "acceptable", calls
        text = await (_settled if answer["kind"] == "draft" else _repaired)(client, text)
        if not text:
            return "hopeless", calls
    raise AssertionError(f"no end after {_MOST_CALLS} calls:\n{text}")


async def _settled(client: Client, draft: str) -> str:
    """A resolution that all can sign; empty when it is proved that none is."""
    reply = await whole(client, "explore", draft=draft, rules=RULES, examples=1)
    (answer,) = reply["answer"]["answers"]
    assert not answer["uncounted"]
    assert bool(answer["examples"]) is answer["acceptable_to_all"] is (answer["acceptable"] > 0)
    return answer["examples"][0]["deal"] if answer["examples"] else ""


async def _repaired(client: Client, deal: str) -> str:
    """A deal after the first repair; empty when it is proved that there is none."""
    reply = await whole(client, "repair", deal=deal, rules=RULES)
    answers = reply["answer"]["answers"]
    repairs = [repair for answer in answers for repair in answer["repairs"]]
    assert repairs or (reply["status"] == 1 and all(answer["complete"] for answer in answers))
    return repairs[0]["deal"] if repairs else ""


def _mended(text: str, mistake: dict[str, Any]) -> str:
    """A text without its first mistake, mended by the mistake's code, place and cure."""
    rows = text.splitlines(keepends=True)
    row, column = mistake["line"] - 1, mistake["column"] - 1
    code, cure = mistake["code"], mistake["cure"]
    close = re.fullmatch(r"did you mean `(.+)`\?", cure)
    missing = re.match(r"add `([a-z]+)", cure)
    began = re.search(r"begins in line (\d+)", mistake["message"])
    if close:
        rows[row] = rows[row][:column] + re.sub(r"[^\s:,\[\]{}]+", close[1], rows[row][column:], count=1)
    elif code == "unknown-word" or code == "given-twice" or cure.startswith("name a later step"):
        del rows[row]
    elif missing:
        indent = "    " if rows[row].startswith(" ") else ""
        rows.insert(row + 1, f"{indent}{missing[1]}: {_USUAL[missing[1]]}\n")
    elif cure.startswith("write `key: value`"):
        number = int(began[1]) - 1 if began else row
        rows[number] = re.sub(r"^( *[a-z]+) ", r"\1: ", rows[number])
    elif cure.startswith("indent with spaces"):
        return text.replace("\t", "    ")
    else:
        number = row if row < len(rows) else len(rows) - 1
        fixed = re.sub(r"^( *[a-z]+):? ", r"\1: ", rows[number]).replace("\t", "    ")
        rows[number : number + 1] = [fixed] if fixed != rows[number] else []
    return "".join(rows)
