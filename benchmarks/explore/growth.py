"""Time and memory against the number of provisions, drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

Measured = Mapping[str, Any]


def draw(grown: Mapping[int, Sequence[Measured | None]], file: Path) -> None:
    """Write the plot as SVG: a dot for each draft, a line through the medians; drafts that ran out are left out."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.ticker import LogLocator

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "dealcheck", "font.size": 10})
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6))
    for axis, key, label, color in zip(axes, ("seconds", "mb"), ("seconds", "peak memory, MB"), ("#1f5a99", "#a0522d")):
        dots = [(count, each[key]) for count, rows in grown.items() for each in rows if each]
        middle = [(count, median(each[key] for each in rows if each)) for count, rows in grown.items() if any(rows)]
        axis.plot(*zip(*dots), "o", color=color, alpha=0.35, markersize=4, label="one draft")
        axis.plot(*zip(*middle), "-", color=color, linewidth=2, label="median")
        axis.set_xlabel("provisions, 19 alternatives each")
        axis.set_ylabel(label)
        axis.set_yscale("log")
        axis.yaxis.set_minor_locator(LogLocator(subs=(2, 5)))
        for which in (axis.yaxis.set_major_formatter, axis.yaxis.set_minor_formatter):
            which(lambda value, _: f"{value:g}")
        axis.grid(visible=True, which="major", color="#dddddd")
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(frameon=False, loc="upper left")
    figure.tight_layout()
    figure.savefig(file, format="svg", facecolor="white", metadata={"Date": None})
