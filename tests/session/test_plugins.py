"""Plugins bring rules, readers, reporters and engines; what goes wrong in one names it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import dealcheck
from dealcheck.engines.reference import ReferenceEngine
from dealcheck.session.library import Library
from dealcheck.session.plugins import DISABLE_VARIABLE, Plugins
from tests.conftest import HANOI


def plugin(**hooks: Callable[..., Any]) -> object:
    """A plugin with the given hooks."""
    return SimpleNamespace(**{name: dealcheck.hookimpl(function) for name, function in hooks.items()})


def with_plugin(name: str = "mine", **hooks: Callable[..., Any]) -> Plugins:
    plugins = Plugins(entry_points=False)
    plugins.register(plugin(**hooks), name)
    return plugins


def boom() -> Any:
    raise ValueError("boom")


def test_what_fails_in_dealcheck_itself_is_not_laid_at_a_plugins_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dealcheck.reports.formats.text.report", lambda *_, **__: boom())
    with pytest.raises(ValueError, match="boom"):
        Plugins(entry_points=False).reporters()["text"]([])


def test_a_plugin_brings_rules_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "v.yaml").write_text("vocabulary: extra\nparties: {a: {}}\n", encoding="utf-8")
    plugins = with_plugin(dealcheck_rules=lambda: [tmp_path])
    assert "extra" in Library(plugins).vocabularies()


def test_a_reader_by_suffix(tmp_path: Path) -> None:
    deal = dealcheck.read_document((HANOI / "bigger.yaml").read_bytes(), "bigger.yaml").document
    target = tmp_path / "deal.txt"
    target.write_bytes(b"whatever the reader makes of it")
    plugins = with_plugin(dealcheck_readers=lambda: {".txt": lambda data, file: deal})
    assert dealcheck.verify(target, "us-hanoi", engine="reference", plugins=plugins).acceptable_to_all


def test_a_reporter_and_an_engine_are_found_by_name() -> None:
    class Mine(ReferenceEngine):
        name = "mine"

    def engines() -> Iterable[object]:
        return [Mine()]

    def reporters() -> Mapping[str, Callable[..., str]]:
        return {"count": lambda verifications, **_: str(len(verifications))}

    plugins = with_plugin(dealcheck_engines=engines, dealcheck_reporters=reporters)
    result = dealcheck.verify(HANOI / "bigger.yaml", "us-hanoi", engine="mine", plugins=plugins)
    assert plugins.reporters()["count"]([result]) == "1"


def test_an_export_is_found_by_its_suffix_and_must_give_bytes() -> None:
    deal = dealcheck.Session().scope().deal(HANOI / "bigger.yaml").deal
    draft = dealcheck.DraftToExport(deal=deal, settled=deal, words={}, documents=())

    def exports() -> Mapping[str, object]:
        return {
            ".txt": dealcheck.Export(title="Text", note="", write=lambda draft: str(draft.deal.id).encode()),
            ".odd": dealcheck.Export(title="Odd", note="", write=lambda draft: "text"),  # type: ignore[arg-type,return-value]
        }

    found = with_plugin(dealcheck_exports=exports).exports()
    assert found[".txt"].write(draft) == b"hanoi-bigger"
    with pytest.raises(dealcheck.PluginError, match=r"`mine`: export `\.odd` must return bytes, not str"):
        found[".odd"].write(draft)


def test_every_verification_is_notified() -> None:
    seen: list[dealcheck.Verification] = []

    def verified(verification: dealcheck.Verification) -> None:
        seen.append(verification)

    result = dealcheck.verify(
        HANOI / "bigger.yaml", "us-hanoi", engine="reference", plugins=with_plugin(dealcheck_verified=verified)
    )
    assert seen == [result]


@pytest.mark.parametrize(
    "hook", ["dealcheck_rules", "dealcheck_readers", "dealcheck_reporters", "dealcheck_engines", "dealcheck_verified"]
)
def test_a_hook_that_raises_names_its_plugin(hook: str) -> None:
    plugins = with_plugin(**{hook: boom})
    with pytest.raises(dealcheck.PluginError, match=rf"plugin `mine` failed in hook {hook}: ValueError: boom"):
        dealcheck.verify(HANOI / "bigger.yaml", "us-hanoi", engine="reference", plugins=plugins)
        plugins.reporters()


@pytest.mark.parametrize("given", [3, "rules", [3], None])
def test_rules_that_are_no_paths_are_refused(given: object) -> None:
    with pytest.raises(dealcheck.PluginError, match="`mine`"):
        Library(with_plugin(dealcheck_rules=lambda: given))


def test_a_reader_that_raises_names_its_plugin(tmp_path: Path) -> None:
    target = tmp_path / "deal.odd"
    target.write_bytes(b"x")
    plugins = with_plugin(dealcheck_readers=lambda: {".odd": lambda data, file: boom()})
    with pytest.raises(dealcheck.PluginError, match=r"plugin `mine` failed in reader `.odd`: ValueError: boom"):
        dealcheck.verify(target, "us-hanoi", engine="reference", plugins=plugins)


def test_a_reader_that_gives_no_deal_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "deal.odd"
    target.write_bytes(b"x")
    plugins = with_plugin(dealcheck_readers=lambda: {".odd": lambda data, file: 7})
    with pytest.raises(dealcheck.PluginError, match=r"`mine`: reader `\.odd` must return a Deal or a Reading, not int"):
        dealcheck.verify(target, "us-hanoi", engine="reference", plugins=plugins)


def test_two_plugins_with_the_same_id_are_both_named(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "v.yaml").write_text("vocabulary: same\n", encoding="utf-8")
    plugins = with_plugin("first", dealcheck_rules=lambda: [tmp_path / "one"])
    plugins.register(plugin(dealcheck_rules=lambda: [tmp_path / "two"]), "second")
    with pytest.raises(dealcheck.PluginError, match=r"vocabulary `same` is brought twice.*`first`.*`second`"):
        Library(plugins)


def test_two_plugins_with_the_same_format_are_both_named() -> None:
    plugins = with_plugin("first", dealcheck_reporters=lambda: {"text": lambda verifications, **_: ""})
    with pytest.raises(dealcheck.PluginError, match="plugins `builtin` and `first` both bring the reporter `text`"):
        plugins.reporters()


class _EntryPoint:
    """An installed entry point, as importlib.metadata would find it."""

    def __init__(self, name: str, load: Callable[[], object]) -> None:
        self.name = name
        self.load = load
        self.dist = None


@pytest.fixture
def broken_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [_EntryPoint("rotten", lambda: __import__("no_such_module_anywhere"))]
    monkeypatch.setattr("dealcheck.session.plugins.entry_points", lambda _: found)


@pytest.mark.usefixtures("broken_entry_point")
def test_a_plugin_that_can_not_be_imported_is_named_and_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        dealcheck.PluginError, match=r"plugin `rotten` can't be imported: ModuleNotFoundError.*--disable"
    ):
        Plugins()
    assert [info.name for info in Plugins(disabled=["rotten"]).infos()] == ["builtin"]
    monkeypatch.setenv(DISABLE_VARIABLE, "rotten, another")
    assert [info.name for info in Plugins().infos()] == ["builtin"]


@pytest.mark.usefixtures("broken_entry_point")
def test_the_command_names_a_broken_plugin_in_one_line(run: Callable[..., Any]) -> None:
    result = run("verify", "examples/hanoi/bigger.yaml")
    assert result.exit_code == 2
    assert result.output.startswith("error: plugin `rotten` can't be imported")
    assert len(result.output.splitlines()) == 1
    assert run("--disable-plugin", "rotten", "plugins").exit_code == 0
    assert run("plugins", "--disable-plugin", "rotten").exit_code == 0
