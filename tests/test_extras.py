"""What needs an extra says so where that is not installed, and nothing else needs one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

HEAVY = (
    "clingo",
    "duckdb",
    "ibis",
    "jinja2",
    "lsprotocol",
    "mcp",
    "matplotlib",
    "numpy",
    "oxidd",
    "pandas",
    "pyarrow",
    "pygls",
    "pyspark",
    "starlette",
    "uvicorn",
)
ABSENT = {
    "screen": (("screen", "deals.csv", "--rules", "us-hanoi"), "tables need Ibis and DuckDB", "dealcheck[screen]"),
    "sample": (
        ("sample", "examples/hanoi/draft.yaml", "-n", "3", "--out", "x.csv"),
        "tables need",
        "dealcheck[screen]",
    ),
    "serve": (("serve", "examples"), "the workbench needs", "dealcheck[serve]"),
    "lsp": (("lsp",), "the language server needs pygls", "dealcheck[lsp]"),
    "mcp": (("mcp",), "the server for assistants needs the MCP SDK", "dealcheck[mcp]"),
}


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)


def without_extras(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command where no extra is installed."""
    absent = [name for name in HEAVY if name not in ("clingo", "jinja2", "oxidd")]
    block = f"import sys; sys.modules.update(dict.fromkeys({absent!r}))"
    return python(f"{block}; from dealcheck.cli import main; main({list(arguments)!r})")


@pytest.mark.parametrize("name", ABSENT)
def test_a_command_says_which_extra_it_needs(name: str) -> None:
    call, what, extra = ABSENT[name]
    done = without_extras(*call)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {what}")
    assert extra in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ABSENT)
def test_but_its_help_does_not(name: str) -> None:
    done = without_extras(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_rest_needs_none() -> None:
    assert without_extras("verify", "examples/hanoi/bigger.yaml", "--quiet").returncode == 1
    assert without_extras("explore", "examples/hanoi/draft.yaml", "--rules", "us-hanoi").returncode == 0
    assert without_extras("lint", "us-hanoi").returncode == 0


def test_the_library_is_light_to_import() -> None:
    done = python(f"import sys, dealcheck; print(sorted(set({HEAVY!r}) & set(sys.modules)))")
    assert done.stdout == "[]\n"


def test_small_drafts_are_explored_alike_without_numpy() -> None:
    call = ("explore", "examples/hanoi/draft.yaml", "--rules", "us-hanoi", "--rules", "dprk-ri", "--examples", "3")
    by_columns = python(f"from dealcheck.cli import main; main({[*call, '--format', 'json']!r})")
    by_diagrams = without_extras(*call, "--format", "json")
    assert by_columns.returncode == by_diagrams.returncode == 0
    assert by_columns.stdout == by_diagrams.stdout
