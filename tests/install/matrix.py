"""The README's commands for installing, in fresh clones, on several Pythons, with a C compiler and with none.

    python tests/install/matrix.py              # every Python that pyenv has, the newest of each
    python tests/install/matrix.py 3.12 3.13    # these

The compiler refuses implicit declarations, as GCC does by default since version 14. pip compiles durable-rules from
its source each time: nothing comes from pip's cache. What each command prints is compared with the README.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
COMPILERS = {
    "a strict compiler": "cc -Werror=implicit-function-declaration -Werror=int-conversion",
    "no compiler": "/bin/false",
}
VERIFY = (
    ".venv/bin/dealcheck",
    "verify",
    "examples/hanoi/dprk-offer-ri.yaml",
    "--rules",
    "us-hanoi",
    "--rules",
    "dprk-ri",
)


def block(marker: str, language: str = "sh") -> str:
    """Return the block of the README below a comment."""
    found = re.search(rf"<!-- {marker} -->\n```{language}\n(.*?)\n```", README, re.DOTALL)
    assert found, f"README.md has no block `{marker}`"
    return found[1]


def cases(python: str) -> Iterator[tuple[str, str, str]]:
    """Yield what to type on a Python: the kind of machine, the command, and the engine that `verify` must then use."""
    compiled = python in ("3.10", "3.11", "3.12")
    plain = "without a compiler, on 3.13 and 3.14"
    by_name = "without a compiler, on 3.10 to 3.12"
    yield "a strict compiler", "first command", "durable"
    yield "a strict compiler", plain, "durable" if compiled else "reference"
    yield "no compiler", by_name if compiled else plain, "reference"


def prefix(python: str) -> Path | None:
    """Return the folder of the newest release of a Python that pyenv has."""
    listed = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True, check=True).stdout.split()
    releases = [each for each in listed if re.fullmatch(rf"{re.escape(python)}\.\d+", each)]
    if not releases:
        return None
    newest = max(releases, key=lambda release: int(release.rpartition(".")[2]))
    return Path(subprocess.run(["pyenv", "prefix", newest], capture_output=True, text=True, check=True).stdout.strip())


def environment(python: Path, compiler: str) -> dict[str, str]:
    """Return the environment variables of a machine that has this Python and this compiler."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CPPFLAGS", "CFLAGS", "PYTHONPATH")}
    path = f"{python / 'bin'}{os.pathsep}{kept['PATH']}"
    return {**kept, "PATH": path, "CC": COMPILERS[compiler], "PIP_NO_CACHE_DIR": "1", "PYTHONUTF8": "1"}


def run(command: list[str], folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=False)


def check(clone: Path, variables: dict[str, str], command: str, engine: str) -> Iterator[str]:
    """Install and verify as a command of the README says; yield all that doesn't come out as it should."""
    expected = block("output", "text")
    fell_back = engine == "reference"

    done = run(["bash", "-c", command], clone, variables)  # pip may have something to say on standard error
    if done.returncode != 1 or done.stdout.strip() != expected:
        yield f"the README's command: exit status {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    done = run([*VERIFY], clone, variables)
    notes = [line.startswith("note: durable-rules can't be imported") for line in done.stderr.splitlines()]
    if done.returncode != 1 or done.stdout.strip() != expected or notes != [True] * fell_back:
        yield f"verify: exit status {done.returncode}\n{done.stdout}{done.stderr}"
    as_json = run([*VERIFY, "--format", "json"], clone, variables)
    judged = [each["engine"] for each in json.loads(as_json.stdout)["verifications"]] if as_json.stdout else []
    if judged != [engine]:
        yield f"verify: judged by {judged}, not {engine}"
    named = run([*VERIFY, "--engine", "durable"], clone, variables)
    if fell_back and not (named.returncode == 2 and "CPPFLAGS=" in named.stderr and not named.stdout):
        yield f"verify --engine durable: exit status {named.returncode}\n{named.stderr}"
    for name, status in (("reference", 0), ("durable", int(fell_back))):
        found = run([".venv/bin/dealcheck", "doctor", name], clone, variables)
        if found.returncode != status:
            yield f"doctor {name}: exit status {found.returncode}\n{found.stdout}{found.stderr}"


def main(wanted: list[str]) -> int:
    """Try all cases; return how many failed."""
    failed = passed = 0
    for python in wanted or PYTHONS:
        home = prefix(python)
        if home is None:
            if python in wanted:
                sys.exit(f"pyenv has no Python {python}")
            continue
        for compiler, marker, engine in cases(python):
            with tempfile.TemporaryDirectory() as folder:
                clone = Path(folder) / "dealcheck"
                subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
                faults = list(check(clone, environment(home, compiler), block(marker), engine))
            print(f"{'FAILED' if faults else 'ok':6}  Python {python}, {compiler}: {marker}", flush=True)
            print(*faults, sep="\n", end="\n" if faults else "", flush=True)
            failed, passed = failed + bool(faults), passed + (not faults)
    print(f"{passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
