"""The benchmarks still run, and what they compare still gives the same answers."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_the_rules_by_hand_agree_with_the_ruleset() -> None:
    script = "import verify; verify.main(rounds=1, number=10)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT / "benchmarks", capture_output=True, text=True, check=True
    )
    assert "durable-rules by hand" in done.stdout
    assert not done.stderr
