"""Where durable-rules can't be imported, the semantics judge and say so; asking for it by name is an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ABSENT = "raise ModuleNotFoundError(f'No module named {name!r}', name=name)"
OBSTACLES = {
    "absent": ABSENT,
    "for another platform": "raise ImportError('durable_rules_engine.so: wrong ELF class: ELFCLASS32')",
    "broken": "raise SystemError('initialization failed\\nwithout an exception')",
}
HOOK = """\
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("durable", "durable_rules_engine"):
            {raised}

sys.meta_path.insert(0, Blocked())
"""
NOTE = "note: durable-rules can't be imported ("
DEAL = "examples/hanoi/dprk-offer-ri.yaml"


class Machine:
    """Runs commands in Pythons that can't import durable-rules."""

    def __init__(self, folder: Path, raised: str) -> None:
        (folder / "sitecustomize.py").write_text(HOOK.format(raised=raised), encoding="utf-8")
        path = os.pathsep.join([str(folder), str(ROOT)])
        self.environment = {**os.environ, "PYTHONPATH": path, "DEALCHECK_TRACEBACK": "1", "PYTHONUTF8": "1"}

    def python(self, *arguments: str, folder: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env={**self.environment, **variables},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )

    def dealcheck(self, *arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "dealcheck", *arguments, folder=folder)


@pytest.fixture(params=OBSTACLES)
def machine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("hook"), OBSTACLES[request.param])


@pytest.fixture
def without(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("hook"), ABSENT)


def test_verify_uses_the_semantics_and_says_so_in_one_line(machine: Machine) -> None:
    found = machine.dealcheck("verify", DEAL)
    named = machine.dealcheck("verify", DEAL, "--engine", "reference")
    assert (found.returncode, found.stdout) == (named.returncode, named.stdout) == (1, found.stdout)
    assert found.stderr.startswith(NOTE)
    assert found.stderr.count("\n") == 1
    assert named.stderr == ""


def test_several_deals_get_one_line(without: Machine) -> None:
    found = without.dealcheck("verify", DEAL, "examples/hanoi/bigger.yaml", "--quiet")
    assert found.stderr.count("\n") == 1


def test_json_names_the_engine(without: Machine) -> None:
    files = (DEAL, "examples/hanoi/draft.yaml")
    found = without.dealcheck("verify", *files, "--format", "json")
    deal, draft = (each["engine"] for each in json.loads(found.stdout)["verifications"])
    assert (deal, draft in ("diagrams", "columns")) == ("reference", True)


def test_drafts_need_no_durable_rules(without: Machine) -> None:
    found = without.dealcheck("verify", "examples/hanoi/draft.yaml")
    assert found.stderr == ""


@pytest.mark.parametrize("deal", [DEAL, "examples/hanoi/draft.yaml"])
def test_durable_by_name_is_an_error_with_the_cure(machine: Machine, deal: str) -> None:
    found = machine.dealcheck("verify", deal, "--engine", "durable")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith("error: durable-rules can't be imported (")
    assert "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject pip install 'dealcheck[durable]'" in found.stderr
    assert "--engine reference" in found.stderr
    assert found.stderr.count("\n") == 1


def test_from_python(without: Machine) -> None:
    code = f"""
import warnings
warnings.simplefilter("error")
import dealcheck
print(dealcheck.verify({DEAL!r}).engine)
try:
    dealcheck.verify({DEAL!r}, engine="durable")
except dealcheck.EngineError as error:
    print("dealcheck[durable]" in str(error))
"""
    found = without.python("-c", code)
    assert (found.stdout, found.stderr) == ("reference\nTrue\n", "")


def test_cases_are_judged_by_the_semantics(without: Machine) -> None:
    found = without.dealcheck("test", "tests/rules", "--coverage")
    assert found.returncode == 0
    assert found.stderr.startswith(NOTE)
    assert found.stderr.count("\n") == 1
    named = without.dealcheck("test", "tests/rules", "--engine", "durable")
    assert named.returncode == 2
    assert named.stderr.startswith("error: durable-rules can't be imported (")


@pytest.mark.parametrize("workers", ["0", "1"])
def test_pytest_says_so_once(without: Machine, workers: str) -> None:
    arguments = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", workers, "tests/rules/test_korea.yaml")
    found = without.python(*arguments)
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.count("dealcheck: durable-rules can't be imported (") == 1


def test_pytest_is_silent_with_durable_rules() -> None:
    arguments = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/rules/test_korea.yaml")
    found = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert found.returncode == 0
    assert "can't be imported" not in found.stdout


def test_a_new_package_of_rules_passes_its_tests(without: Machine, tmp_path: Path) -> None:
    assert without.dealcheck("new", "rules", "canal", folder=tmp_path).returncode == 0
    package = tmp_path / "dealcheck-canal"
    entry = package / "src" / "dealcheck_canal-0.1.0.dist-info"  # as if it were installed
    entry.mkdir()
    (entry / "METADATA").write_text("Metadata-Version: 2.1\nName: dealcheck-canal\nVersion: 0.1.0\n", encoding="utf-8")
    (entry / "entry_points.txt").write_text("[dealcheck]\ncanal = dealcheck_canal\n", encoding="utf-8")
    without.environment["PYTHONPATH"] += os.pathsep + str(package / "src")
    tested = without.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", folder=package)
    assert tested.returncode == 0, tested.stdout + tested.stderr
    verified = without.dealcheck("verify", "deals/exchange.yaml", folder=package)
    assert verified.returncode == 0, verified.stderr


def test_the_doctor_says_what_is_wrong_and_the_cure(machine: Machine) -> None:
    found = machine.dealcheck("doctor", "--format", "json")
    assert found.returncode == 0, "dealcheck can do without durable-rules"
    (checkup,) = json.loads(found.stdout)["answers"]
    engines = {each["name"]: each for each in checkup["engines"]}
    assert (engines["durable"]["works"], engines["reference"]["works"]) == (False, True)
    assert "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject" in engines["durable"]["cure"]
    asked = machine.dealcheck("doctor", "durable")
    assert asked.returncode == 1
    assert "Missing: durable." in asked.stdout
    assert engines["durable"]["cure"] in asked.stdout
