"""What depends on what: an order in which nothing comes too early, or a circle that rules out any."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from dealcheck.errors import shown


def dependencies_first(names: Mapping[str, Collection[str]]) -> list[str]:
    """Return the names in an order in which each comes after those it depends on; those in cycles are missing."""
    waiting = {name: len(set(needed)) for name, needed in names.items()}
    users: dict[str, list[str]] = {}
    for name, needed in names.items():
        for dependency in set(needed):
            users.setdefault(dependency, []).append(name)
    order = [name for name, count in waiting.items() if not count]
    for name in order:  # grows while it is walked
        for user in users.get(name, ()):
            waiting[user] -= 1
            if not waiting[user]:
                order.append(user)
    return order


def find_cycle(edges: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a cycle of a graph in which every node leads to one; its first and last node are the same."""
    path: dict[str, int] = {}
    name = min(node for node in edges)
    while name not in path:
        path[name] = len(path)
        name = min(edges[name])
    return [*list(path)[path[name] :], name]


def circle_text(circle: Sequence[str], verb: str) -> str:
    """Return a cycle in words, the middle of a long one left out."""
    names = [f"`{shown(name)}`" for name in circle]
    return f" {verb} ".join(names if len(names) <= 8 else [*names[:4], "…", *names[-3:]])
