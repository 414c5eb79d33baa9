"""What is to be looked at again, and on which day."""

from __future__ import annotations

import heapq

from dealcheck.language.signed.days import LAST_DAY, Day


class Agenda:
    """Provisions and remedies by the day on which they are to be looked at again."""

    def __init__(self) -> None:
        self._days: list[Day] = []
        self._provisions: dict[Day, set[str]] = {}
        self._remedies: dict[Day, set[str]] = {}

    def copy(self) -> Agenda:
        """Return one that goes on by itself."""
        after = Agenda()
        after._days = list(self._days)
        after._provisions = {day: set(names) for day, names in self._provisions.items()}
        after._remedies = {day: set(names) for day, names in self._remedies.items()}
        return after

    def first(self) -> Day:
        """Return the first day on which there is something to look at; one after the last day without any."""
        return self._days[0] if self._days else LAST_DAY + 1

    def on(self, day: Day) -> None:
        """Note that there is something to look at on a day."""
        if day not in self._provisions:
            heapq.heappush(self._days, day)
            self._provisions[day], self._remedies[day] = set(), set()

    def provision(self, day: Day, name: str) -> None:
        """Note a provision for a day."""
        self.on(day)
        self._provisions[day].add(name)

    def remedy(self, day: Day, name: str) -> None:
        """Note a remedy for a day."""
        self.on(day)
        self._remedies[day].add(name)

    def take(self) -> tuple[Day, set[str], set[str]]:
        """Take the first day off, with the provisions and the remedies to look at."""
        day = heapq.heappop(self._days)
        return day, self._provisions.pop(day), self._remedies.pop(day)
