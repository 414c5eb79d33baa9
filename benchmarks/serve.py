"""How fast the workbench answers a click: `python benchmarks/serve.py`.

Prints for each page of the Hanoi draft, and of a draft of 10^38 resolutions, the median of processor time over several
clicks, none of them on the same alternative, after a first page that reads all rules. Counts that take longer than the
page may wait for come later, by themselves. Without a browser and a network.
"""

from __future__ import annotations

import html
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.explore.talks import talks  # noqa: E402
from dealcheck.serve.app import Pages  # noqa: E402
from dealcheck.serve.folder import Folder  # noqa: E402
from dealcheck.session.plugins import Plugins  # noqa: E402

CLICKS = 9


def measured(folder: Path, file: str, rules: str) -> Iterator[tuple[str, float, float]]:
    """Yield for each page its name, and seconds of processor time: the median and the most."""
    pages = Pages(Folder(folder, Plugins(entry_points=False)), "tok")

    def page(query: str, *, counted: bool = False) -> tuple[float, str]:
        begun = time.process_time()
        response = (pages.counted if counted else pages.desk)(parse_qsl(query, keep_blank_values=True))
        return time.process_time() - begun, bytes(response.body).decode()

    _, first = page(f"file={file}{rules}")
    clicks = [html.unescape(each) for each in re.findall(r'href="/tok/desk\?([^"]*choose=[^"]*)"', first)]
    clicks = clicks[:: max(len(clicks) // CLICKS, 1)][:CLICKS]
    taken = [page(query) for query in clicks]
    yield "a click", *_both([seconds for seconds, _ in taken])
    if any("counting" in text for _, text in taken):
        yield "  its counts, later", *_both([page(query, counted=True)[0] for query in clicks[:3]])
    for panel in ("why", "matrix", "conflicts"):
        yield f"  {panel}", *_both([page(f"{query}&panel={panel}")[0] for query in clicks[:3]])


def _both(seconds: list[float]) -> tuple[float, float]:
    return statistics.median(seconds), max(seconds)


def main() -> None:
    """Measure both drafts."""
    for name, median, most in measured(ROOT / "examples" / "hanoi", "draft.yaml", "&rules=us-hanoi&rules=dprk-ri"):
        print(f"Hanoi   {name:<22}{median * 1000:7.0f} ms, at most {most * 1000:.0f}")
    with tempfile.TemporaryDirectory() as folder:
        made = talks(30, 25, 0)
        made.write(Path(folder))
        file = next(path.name for path in Path(folder).iterdir() if "draft" in path.name)
        for name, median, most in measured(Path(folder), file, ""):
            print(f"10^38   {name:<22}{median * 1000:7.0f} ms, at most {most * 1000:.0f}")


if __name__ == "__main__":
    main()
