"""What judges one deal after the other: each as it is used, in one process, on deals that are in memory."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import attrs
from ceasefire.deals import STEPS

from dealcheck.language.position import Position
from dealcheck.language.program import Settled
from screening.unrolled import Broken

OTHERS = {
    "datalogic-py": ("json_logic", "JsonLogic in Rust; steps unrolled"),
    "cedarpy": ("cedar", "Cedar in Rust; steps unrolled, what is met at each step worked out in Python before"),
    "zen-engine": ("zen", "ZEN expressions in Rust; steps unrolled"),
    "clingo": ("asp", "answer sets; ground anew for each deal"),
    "regopy": ("rego", "a Rego interpreter in C++"),
}
"""By the name on PyPI: the module that has the rules for it, and what was done."""


@attrs.frozen
class Peer:
    """What judges a deal, given as `deals`, and how its answers become the bottom lines and steps that are broken."""

    name: str
    note: str
    judge: Callable[[Any], Any]
    deals: Sequence[Any]
    broken: Callable[[Any], Broken]

    def answers(self, number: int) -> list[Broken]:
        """The answers on the first deals."""
        return [self.broken(self.judge(deal)) for deal in self.deals[:number]]

    def rate(self, seconds: float) -> tuple[float, int]:
        """Deals in a second of processor time, and how many were done in so many seconds by the clock."""
        done, clock, processor = 0, time.perf_counter(), time.process_time()
        while not done or time.perf_counter() - clock < seconds:
            self.judge(self.deals[done % len(self.deals)])
            done += 1
        return done / (time.process_time() - processor), done


def others(position: Position, settled: Sequence[Settled]) -> list[Peer]:
    """The engines of others that are installed; says which are not."""
    found = []
    for package, (module, note) in OTHERS.items():
        try:
            judge = importlib.import_module(f"screening.{module}").compiled(position, len(STEPS))
        except ImportError:
            print(f"not installed, left out: {package}")
            continue
        found.append(Peer(package, note, judge, settled, set))
    return found


def check(peers: Sequence[Peer], expected: Sequence[Broken]) -> None:
    """End here unless all give the expected answers."""
    for peer in peers:
        if peer.answers(len(expected)) != list(expected):
            sys.exit(f"{peer.name} gives other answers")
