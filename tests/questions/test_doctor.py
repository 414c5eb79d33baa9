"""`dealcheck doctor`: what is installed, what is missing, and the command that gets it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from packaging.requirements import Requirement

from dealcheck import schemas
from dealcheck.engines.native import BUILD_FLAGS
from dealcheck.questions.doctor import doctor as job
from dealcheck.questions.doctor.requirements import extras, needed, unmet
from tests.conftest import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def components(checkup: dict[str, Any], section: str) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in checkup[section]}


@pytest.fixture
def examined(run: Callable[..., Any]) -> Callable[..., Any]:
    """Call the doctor; the exit status, and what it found as data."""

    def examine(*arguments: str) -> tuple[int, dict[str, Any]]:
        result = run("doctor", *arguments, "--format", "json")
        report = json.loads(result.stdout)
        jsonschema.validate(report, schemas.schema("checkup"))
        return result.exit_code, report["answers"][0]

    return examine


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Hide distributions, or give them other versions."""
    real = metadata.distribution

    def lack(**versions: str | None) -> None:
        class Other:
            def __init__(self, name: str) -> None:
                self.version, self.requires = versions[name], real(name).requires

        def find(name: str) -> Any:
            if name not in versions:
                return real(name)
            if versions[name] is None:
                raise metadata.PackageNotFoundError(name)
            return Other(name)

        monkeypatch.setattr(metadata, "distribution", find)

    return lack


def test_an_extra_for_which_nothing_is_missing(examined: Callable[..., Any]) -> None:
    status, checkup = examined("screen", "duckdb", "reference")
    assert status == 0
    assert checkup["missing"] == []
    assert checkup["passed"]
    assert components(checkup, "extras")["screen"]["works"]
    assert components(checkup, "engines")["duckdb"]["version"] == metadata.version("duckdb")


def test_a_missing_extra_and_the_command_that_gets_it(
    examined: Callable[..., Any], lacking: Callable[..., None], run: Callable[..., Any]
) -> None:
    lacking(pygls=None)
    status, checkup = examined("lsp")
    assert (status, checkup["missing"]) == (1, ["lsp"])
    extra = components(checkup, "extras")["lsp"]
    assert "needs pygls" in extra["note"]
    assert extra["cure"] == f"{sys.executable} -m pip install 'dealcheck[lsp]'"
    assert extra["cure"] in run("doctor").stdout
    assert examined()[0] == 0, "nobody asked for it"


def test_an_extra_of_what_an_extra_needs(examined: Callable[..., Any], lacking: Callable[..., None]) -> None:
    lacking(duckdb=None)  # the extra `screen` names it as an extra of Ibis
    _, checkup = examined("reference")
    found = components(checkup, "extras")
    assert "needs duckdb" in found["screen"]["note"]
    assert not found["dev"]["works"], "it takes in `screen`"
    assert found["durable"]["works"]


def test_a_version_that_is_too_old(examined: Callable[..., Any], lacking: Callable[..., None]) -> None:
    lacking(oxidd="0.1")
    status, checkup = examined()
    assert (status, checkup["missing"]) == (1, ["oxidd"]), "dealcheck can't do without it"
    assert "(installed: 0.1)" in components(checkup, "dependencies")["oxidd"]["note"]


def test_what_has_to_be_compiled_is_got_with_flags(
    examined: Callable[..., Any], lacking: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking(**{"durable-rules": None})
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    status, checkup = examined()
    assert status == 0
    for section, name in (("extras", "durable"), ("engines", "durable")):
        cure = components(checkup, section)[name]["cure"]
        assert cure == f"{BUILD_FLAGS} {sys.executable} -m pip install 'dealcheck[durable]'"
    assert examined("durable")[0] == 1
    assert examined("dev")[0] == 1


def test_a_package_that_is_there_and_can_not_be_imported(
    examined: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "oxidd.bcdd", None)
    status, checkup = examined()
    assert (status, checkup["missing"]) == (1, ["diagrams"])


def test_dealcheck_that_is_not_installed(examined: Callable[..., Any], lacking: Callable[..., None]) -> None:
    lacking(dealcheck=None)
    status, checkup = examined()
    assert (status, checkup["missing"], checkup["extras"]) == (1, ["dealcheck"], [])


def test_unknown_names(run: Callable[..., Any]) -> None:
    result = run("doctor", "scren", "us-hanoi")
    assert result.exit_code == 2
    assert "error: there is no extra, engine or plugin `scren`; did you mean `screen`?" in result.output
    assert "`us-hanoi`" in result.output


@pytest.mark.parametrize(
    ("command", "works"), [(None, True), ("/bin/false", False), ("no-such-cc", False), ("'", False)]
)
def test_the_compiler_is_tried(
    examined: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, command: str | None, works: bool
) -> None:
    if command is None:
        monkeypatch.delenv("CC", raising=False)
    else:
        monkeypatch.setenv("CC", command)
    status, checkup = examined()
    compiler = components(checkup, "environment")["C compiler"]
    assert (status, compiler["works"]) == (0, works)
    assert works or command in compiler["note"]


PLUGINS = {
    "good": "import dealcheck\n@dealcheck.hookimpl\ndef dealcheck_rules():\n    return []\n",
    "fails": "import no_such_module_anywhere\n",
    "hooks": "import dealcheck\n@dealcheck.hookimpl\ndef dealcheck_readers():\n    raise ValueError('boom')\n",
    "judge": "import dealcheck\nclass Mine:\n    name = 'mine'\n    def compile(self, program): ...\n"
    "@dealcheck.hookimpl\ndef dealcheck_engines():\n    return [Mine()]\n",
    "rival": "import dealcheck\nclass Mine:\n    name = 'mine'\n    def compile(self, program): ...\n"
    "@dealcheck.hookimpl\ndef dealcheck_engines():\n    return [Mine()]\n",
}


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install plugins, as far as `importlib.metadata` can tell."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    def install(*names: str) -> None:
        for name in names:
            module = f"doctored_{name}_{tmp_path.name}".replace("-", "_")
            (tmp_path / f"{module}.py").write_text(PLUGINS[name], encoding="utf-8")
            described = tmp_path / f"{module}-1.2.dist-info"
            described.mkdir()
            (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.2\n", "utf-8")
            (described / "entry_points.txt").write_text(f"[dealcheck]\n{name} = {module}\n", "utf-8")

    return install


def test_plugins_that_fail_hide_no_other(examined: Callable[..., Any], plugins: Callable[..., None]) -> None:
    plugins("good", "fails", "hooks", "judge")
    status, checkup = examined("good", "mine")
    found = components(checkup, "plugins")
    assert {name: found[name]["works"] for name in PLUGINS if name in found} == {
        "good": True,
        "fails": False,
        "hooks": False,
        "judge": True,
    }
    assert (status, checkup["missing"]) == (1, ["fails", "hooks"])
    assert "no_such_module_anywhere" in found["fails"]["note"]
    assert "boom" in found["hooks"]["note"]
    assert found["good"]["version"] == "1.2"
    assert components(checkup, "engines")["mine"]["works"]


def test_plugins_that_are_switched_off(
    examined: Callable[..., Any], plugins: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugins("good", "fails", "hooks")
    monkeypatch.setenv("DEALCHECK_DISABLE_PLUGINS", "hooks")
    status, checkup = examined("--disable-plugin", "fails")
    assert status == 0
    assert components(checkup, "plugins")["fails"]["note"] == "switched off"
    assert examined("--disable-plugin", "fails", "fails")[0] == 1, "it was asked for"


def test_a_plugin_that_does_not_exist_can_not_be_switched_off(run: Callable[..., Any]) -> None:
    result = run("doctor", "--disable-plugin", "no-such-plugin")
    assert result.exit_code == 2
    assert "there is no plugin `no-such-plugin` to disable" in result.output


def test_plugins_that_clash(examined: Callable[..., Any], plugins: Callable[..., None]) -> None:
    plugins("judge", "rival")
    status, checkup = examined()
    assert status == 1
    clash = components(checkup, "plugins")["all together"]
    assert "`judge` and `rival` both bring the engine `mine`" in clash["note"]


def test_every_extra_says_what_it_is_for() -> None:
    assert set(extras()) == set(PROJECT["optional-dependencies"]) == set(job.USES)


def test_an_extra_is_what_the_project_says() -> None:
    assert {each.name for each in needed("durable")} == {"durable-rules"}
    assert list(unmet(Requirement("dealcheck[no-such-extra]"))) == []
    assert list(unmet(Requirement("no-such-distribution>=2"))) == ["no-such-distribution>=2"]


def test_markdown(run: Callable[..., Any]) -> None:
    assert "| name | works | version | note |" in run("doctor", "--format", "markdown").output


def test_the_commands_without_a_compiler_install_all_the_rest() -> None:
    wanted = {Requirement(each).name for each in PROJECT["dependencies"]} - {"durable-rules"}
    for page in ("README.md", "docs/installing.md"):
        (command,) = re.findall(r"pip install (?:-q )?(attrs [^&\n]*)", (ROOT / page).read_text(encoding="utf-8"))
        named = {Requirement(each.strip("'")).name for each in command.split()}
        assert named == wanted, page


def test_commands_that_compile_have_the_flags() -> None:
    for page in ("README.md", "CONTRIBUTING.md", "docs/installing.md", ".ci/run"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert BUILD_FLAGS in text
        for line in text.replace("\\\n", "").splitlines():
            if re.search(r"pip\"? install.*\[(dev|durable)", line):
                assert BUILD_FLAGS in line, line
