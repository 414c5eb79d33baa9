"""The rates as a plot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "dealcheck"

from matplotlib import pyplot  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402


def draw(by_lines: Mapping[int, float], by_cores: Mapping[int, float], file: Path) -> None:
    """Draw deals per second of one core against the number of bottom lines, and of all cores against that of cores."""
    figure, (lines, cores) = pyplot.subplots(1, 2, figsize=(8, 3), layout="constrained", width_ratios=(2, 1))
    _curve(lines, by_lines, "bottom lines", "thousand deals a second and core")
    lines.set(xscale="log", yscale="log", xticks=list(by_lines), xticklabels=list(by_lines))
    lines.minorticks_off()
    lines.yaxis.set_major_formatter(lambda rate, _: f"{rate:g}")
    _curve(cores, by_cores, "cores", "thousand deals a second")
    cores.set(xticks=list(by_cores), ylim=(0, 1.15 * max(by_cores.values()) / 1000))
    figure.savefig(file, metadata={"Date": None, "Creator": None})


def _curve(axes: Axes, rates: Mapping[int, float], label: str, rate_label: str) -> None:
    axes.plot(list(rates), [rate / 1000 for rate in rates.values()], marker="o")
    for place, rate in rates.items():
        axes.annotate(
            f"{rate / 1000:,.0f}", (place, rate / 1000), xytext=(0, 6), textcoords="offset points", ha="center"
        )
    axes.set(xlabel=label, ylabel=rate_label)
    axes.grid(alpha=0.3)
    axes.margins(0.12)
