"""Whatever a plugin does or gives, in any hook: an error that names it, and a process that is as it was."""

from __future__ import annotations

import decimal
import importlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

import dealcheck
from dealcheck.engines.reference import ReferenceEngine
from dealcheck.language.program import Judgment
from dealcheck.session.guard import SECONDS_VARIABLE
from dealcheck.session.library import Library
from dealcheck.session.plugins import HOOKS, Plugins
from tests.conftest import HANOI

DEAL = HANOI / "bigger.yaml"


class Boom(BaseException):
    """What is no Exception."""


class SpeechlessError(Exception):
    """An error without a text."""

    def __str__(self) -> str:
        sys.exit(0)


class Prickly:
    """An object that raises at every touch."""

    def __getattribute__(self, name: str) -> Any:
        raise Boom(name)


def made(given: Any) -> Any:
    """What a test gives, with objects where it names the class of them; pytest would touch them."""
    if isinstance(given, list):
        return [made(each) for each in given]
    return given() if given in (Prickly, PricklyEngine) else given


class PricklyEngine(ReferenceEngine):
    """An engine without a name."""

    @property
    def name(self) -> str:  # type: ignore[override]
        sys.exit(0)


class Typed:
    """A path that reads as text."""

    name = "typed.yaml"

    def iterdir(self) -> Iterator[Any]:
        return iter(())

    def is_dir(self) -> bool:
        return False

    def read_bytes(self) -> Any:
        return "vocabulary: typed\n"


def hooked(**hooks: Callable[..., Any]) -> Plugins:
    """dealcheck's own plugin, and one called `mine` with some hooks."""
    plugins = Plugins(entry_points=False)
    plugins.register(SimpleNamespace(**{name: dealcheck.hookimpl(hook) for name, hook in hooks.items()}), "mine")
    return plugins


def used(plugins: Plugins, engine: str = "reference") -> None:
    """All that plugins bring, used once."""
    result = dealcheck.verify(DEAL, "us-hanoi", engine=engine, plugins=plugins)
    plugins.reporters()["text"]([result], strict=False, quiet=False, color=False)
    plugins.commands()
    plugins.exports()


def raising(error: BaseException) -> Callable[[], Any]:
    """A hook that raises."""

    def hook() -> Any:
        raise error

    return hook


def none() -> list[Any]:
    """A hook that brings nothing."""
    return []


@pytest.fixture(autouse=True)
def unchanged() -> Iterator[None]:
    """Whatever happens, the process is as it was."""

    def state() -> list[Any]:
        return [sys.stdin, sys.stdout, sys.stderr, sys.exit, os.getcwd(), decimal.getcontext().prec, *warnings.filters]

    before = state()
    yield
    assert state() == before


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(
    "error",
    [
        SystemExit(0),
        KeyboardInterrupt(),
        RecursionError("deep"),
        MemoryError(),
        Boom("!"),
        GeneratorExit(),
        SpeechlessError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_hook_that_raises_anything_is_named(hook: str, error: BaseException) -> None:
    with pytest.raises(dealcheck.PluginError) as caught:
        used(hooked(**{hook: raising(error)}))
    assert str(caught.value).startswith(f"plugin `mine` failed in hook {hook}: {type(error).__name__}")
    assert str(caught.value).endswith("; switch it off with `--disable-plugin mine`")


def endless() -> Iterator[Path]:
    """More paths than anybody needs."""
    while True:
        yield HANOI


def late() -> Iterator[Any]:
    """A generator that raises when it is used."""
    yield HANOI / "vocabulary.yaml"
    sys.exit(0)


EXPORT = dealcheck.Export(title="Text", note="", write=lambda draft: b"")
WRONG: dict[str, list[Any]] = {
    "dealcheck_rules": [
        None,
        3,
        "rules",
        b"rules",
        {},
        [3],
        ["rules"],
        [None],
        [Path],
        [Prickly],
        [Typed()],
        Prickly,
    ],
    "dealcheck_readers": [
        None,
        3,
        ".txt",
        [".txt"],
        {3: len},
        {"": len},
        {"txt": len},
        {".TXT": len},
        {".txt": 3},
        Prickly,
    ],
    "dealcheck_reporters": [None, 3, "csv", [len], {3: len}, {"": len}, {"csv": "text"}, {"csv": None}, Prickly],
    "dealcheck_engines": [None, 3, "mine", {}, [3], [None], [ReferenceEngine], [SimpleNamespace(name="x")], Prickly],
    "dealcheck_commands": [None, 3, "greet", [len], {3: len}, {"greet": len}, {"": len}, {"greet": None}, Prickly],
    "dealcheck_exports": [
        None,
        3,
        [".txt"],
        {".txt": len},
        {3: EXPORT},
        {"txt": EXPORT},
        {".TXT": EXPORT},
        {".txt": dealcheck.Export(title="Text", note="", write=3)},  # type: ignore[arg-type]
        {".txt": dealcheck.Export(title=3, note="", write=lambda draft: b"")},  # type: ignore[arg-type]
        Prickly,
    ],
    "dealcheck_verified": [3, "done", True, [], Prickly],
}
WRONG["dealcheck_engines"] += [[SimpleNamespace(name=3, compile=len)], [SimpleNamespace(name="", compile=len)]]
WRONG["dealcheck_engines"] += [[SimpleNamespace(name="x", compile=len)] * 2, [PricklyEngine], [Prickly]]


def test_every_hook_has_wrong_answers() -> None:
    assert set(WRONG) == set(HOOKS)


@pytest.mark.parametrize(("hook", "given"), [(hook, given) for hook, many in WRONG.items() for given in many])
def test_a_wrong_answer_is_refused(hook: str, given: Any) -> None:
    with pytest.raises(dealcheck.PluginError, match=r"^plugin `mine`.*`--disable-plugin mine`"):
        used(hooked(**{hook: lambda: made(given)}))


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("function", [late, endless])
def test_what_comes_bit_by_bit_or_late_is_refused(hook: str, function: Callable[[], Any]) -> None:
    with pytest.raises(dealcheck.PluginError, match=f"^plugin `mine`.*hook {hook}.*`--disable-plugin mine`"):
        used(hooked(**{hook: lambda: function()}))


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (lambda: print("hello"), "printed `hello` to standard output"),
        (lambda: sys.stdout.write("{}\n"), "printed `{}` to standard output"),
        (lambda: sys.stdout.buffer.write(b"\xff"), "printed "),
        (lambda: (print("closed"), sys.stdout.close()), "printed `closed`"),
        (lambda: setattr(sys, "stdout", sys.stderr), "changed sys.stdout"),
        (lambda: setattr(sys, "exit", lambda *_: None), "changed sys.exit"),
        (lambda: os.chdir("/"), "changed the working folder"),
        (lambda: warnings.simplefilter("error"), "changed warnings into errors"),
        (lambda: input("name? "), "must not read standard input"),
        (lambda: list(sys.stdin), "must not read standard input"),
    ],
)
def test_what_others_rely_on_is_left_alone(hook: str, deed: Callable[[], Any], said: str) -> None:
    right: dict[str, Any] = {"dealcheck_rules": [], "dealcheck_engines": []}
    right |= {f"dealcheck_{kind}": {} for kind in ("readers", "reporters", "commands", "exports")}

    def function() -> Any:
        deed()
        return right.get(hook)

    with pytest.raises(dealcheck.PluginError, match=f"^plugin `mine`.*{hook}.*`--disable-plugin mine`") as caught:
        used(hooked(**{hook: function}))
    assert said in str(caught.value)


def test_numbers_stay_exact_whatever_a_plugin_does_to_decimals() -> None:
    def verified() -> None:
        decimal.getcontext().prec = 1

    used(hooked(dealcheck_verified=verified))


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_blocks_is_given_up(hook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, "0.1")
    parked = Thread(target=lambda: None)

    def function() -> None:
        while not parked.ident:
            pass

    with pytest.raises(dealcheck.PluginError, match=f"`mine` did not come back from hook {hook} within 0.1 seconds"):
        used(hooked(**{hook: function}))
    parked.start()  # ends the loop


def test_others_print_while_a_plugin_runs(capsys: pytest.CaptureFixture[str]) -> None:
    def verified() -> None:
        other = Thread(target=print, args=("from another thread",))
        other.start()
        other.join()

    used(hooked(dealcheck_verified=verified))
    assert capsys.readouterr().out == "from another thread\n"


def read_with(reader: Callable[..., Any], tmp_path: Path) -> None:
    """Verify a file by a reader of a plugin."""
    (tmp_path / "deal.odd").write_bytes(b"x")
    plugins = hooked(dealcheck_readers=lambda: {".odd": reader})
    dealcheck.verify(tmp_path / "deal.odd", "us-hanoi", engine="reference", plugins=plugins)


def a_deal(**changes: Any) -> Any:
    return dealcheck.Deal(**{"id": "made", "vocabulary": "korea", **changes})


@pytest.mark.parametrize(
    "given",
    [
        None,
        7,
        "deal: x\n",
        b"deal: x\n",
        {},
        Prickly,
        dealcheck.Reading(None),
        dealcheck.Reading("deal"),  # type: ignore[arg-type]
        dealcheck.Reading(a_deal(), "wrong"),  # type: ignore[arg-type]
        dealcheck.Reading(a_deal(), (3,)),  # type: ignore[arg-type]
        dealcheck.Reading(None, (dealcheck.Mistake("no", "file:1"),)),  # type: ignore[arg-type]
        dealcheck.Reading(None, (dealcheck.Mistake(3),)),  # type: ignore[arg-type]
        dealcheck.Reading(dealcheck.Ruleset(id="no id")),
        dealcheck.Reading(a_deal(), also=dealcheck.Vocabulary(id="words")),  # type: ignore[arg-type]
        dealcheck.Reading(a_deal(), also=(a_deal(id="other"),)),
        dealcheck.Reading(a_deal(), also=("words",)),  # type: ignore[arg-type]
        dealcheck.Reading(a_deal(), also=(dealcheck.Vocabulary(id="no id"),)),
        dealcheck.Reading(a_deal(), warnings=("ignored",)),  # type: ignore[arg-type]
        a_deal(id=None),
        a_deal(id="no id"),
        a_deal(provisions=3),
        a_deal(provisions={"x": "y"}),
        a_deal(steps=("signature",)),
        dealcheck.Reading(a_deal(provisions=3)),
    ],
)
def test_a_reader_that_gives_no_proper_deal_is_named(given: Any, tmp_path: Path) -> None:
    with pytest.raises(dealcheck.PluginError, match=r"^plugin `mine`.* reader `\.odd`.*`--disable-plugin mine`"):
        read_with(lambda data, file: made(given), tmp_path)


@pytest.mark.parametrize(
    "error", [SystemExit(0), dealcheck.InputError([]), dealcheck.PluginError("x"), Boom(), SpeechlessError()], ids=repr
)
def test_a_reader_that_raises_is_named(error: BaseException, tmp_path: Path) -> None:
    with pytest.raises(dealcheck.PluginError, match=r"^plugin `mine`.* reader `\.odd`.*`--disable-plugin mine`"):
        read_with(lambda data, file: raising(error)(), tmp_path)


def test_what_a_reader_says_of_a_file_is_said_as_it_is(tmp_path: Path) -> None:
    mistakes = [dealcheck.Mistake("odd", dealcheck.Place("deal.odd", 1, 1)), dealcheck.Mistake("even")]
    for reader in (
        lambda data, file: raising(dealcheck.InputError(mistakes))(),
        lambda data, file: dealcheck.Reading(None, tuple(mistakes)),
        lambda data, file: dealcheck.Reading(a_deal(provisions=3), tuple(mistakes)),
    ):
        with pytest.raises(dealcheck.InputError) as caught:
            read_with(reader, tmp_path)
        assert set(caught.value.mistakes) == set(mistakes)


@pytest.mark.parametrize("given", [None, b"text", 3, ["text"], "half \ud800 a pair", Prickly])
def test_a_reporter_that_gives_no_text_is_named(given: Any) -> None:
    reporter = hooked(dealcheck_reporters=lambda: {"odd": lambda verifications, **_: made(given)}).reporters()["odd"]
    with pytest.raises(dealcheck.PluginError, match=r"^plugin `mine`.* reporter `odd`.*`--disable-plugin mine`"):
        reporter([])


LINE = "nothing-for-nothing"


def judged_by(judge: Any) -> Plugins:
    engine = SimpleNamespace(name="odd", compile=lambda program: judge)
    return hooked(dealcheck_engines=lambda: [engine])


@pytest.mark.parametrize(
    "judge",
    [
        None,
        "judge",
        lambda deal: None,
        lambda deal: True,
        lambda deal: Judgment(None, frozenset()),  # type: ignore[arg-type]
        lambda deal: Judgment({}, None),  # type: ignore[arg-type]
        lambda deal: Judgment({}, frozenset({"no-such-entry"})),
        lambda deal: Judgment({"no-such-line": 1}, frozenset()),
        lambda deal: Judgment({3: 1}, frozenset()),  # type: ignore[dict-item]
        lambda deal: SimpleNamespace(broken={}, earned=frozenset()),
        lambda deal: sys.exit(0),
        lambda deal: raising(dealcheck.InputError([dealcheck.Mistake("x")]))(),
        lambda deal: Prickly(),
    ],
)
def test_an_engine_that_gives_no_judgment_is_named(judge: Any) -> None:
    with pytest.raises(dealcheck.PluginError, match=r"^plugin `mine`.* engine `odd`.*`--disable-plugin mine`"):
        used(judged_by(judge), engine="odd")


@pytest.mark.parametrize("steps", [0, -1, True, 1.0, "1", None, 1 << 70])
def test_a_bottom_line_is_broken_at_steps_of_the_deal(steps: Any) -> None:
    line = next(iter(Library(Plugins(entry_points=False)).position("us-hanoi").program.bottom_lines))
    with pytest.raises(dealcheck.PluginError, match="expected steps as bits"):
        used(judged_by(lambda deal: Judgment({line: steps}, frozenset())), engine="odd")


def test_an_engine_says_what_it_can_not_judge() -> None:
    with pytest.raises(dealcheck.EngineError, match=r"^too much$"):
        used(judged_by(lambda deal: raising(dealcheck.EngineError("too much"))()), engine="odd")


class Unmarked:
    """A plugin whose author forgot the decorator of one hook."""

    @dealcheck.hookimpl
    def dealcheck_engines(self) -> list[Any]:
        return []

    def dealcheck_rules(self) -> list[Path]:
        return [HANOI]


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        (SimpleNamespace(), "no function of it is marked with `dealcheck.hookimpl`"),
        (Unmarked(), "`dealcheck_rules` is not marked with `dealcheck.hookimpl`"),
        (SimpleNamespace(dealcheck_rules=dealcheck.hookimpl(lambda wrong: [])), "can not be found in the hookspec"),
        (SimpleNamespace(dealcheck_rulez=dealcheck.hookimpl(none)), "unknown hook 'dealcheck_rulez'"),
        (None, "expected a module or an object with hooks, found None"),
        (Prickly, "Boom"),
    ],
)
def test_a_plugin_whose_hooks_would_never_be_called_is_refused(plugin: Any, said: str) -> None:
    plugins = Plugins(entry_points=False)
    with pytest.raises(dealcheck.PluginError, match=r"^plugin `mine`.*`--disable-plugin mine`$") as caught:
        plugins.register(made(plugin), "mine")
    assert said in str(caught.value)
    assert [each.name for each in plugins.infos()] == ["builtin"]


@pytest.mark.parametrize("name", ["builtin", "mine", "", None, 3])
def test_a_name_is_for_one_plugin(name: Any) -> None:
    plugins = hooked(dealcheck_rules=none)
    with pytest.raises(dealcheck.PluginError, match=r"already|expected the name of a plugin"):
        plugins.register(SimpleNamespace(dealcheck_rules=dealcheck.hookimpl(none)), name)


class TestInstalled:
    """Distributions in a folder that Python looks in."""

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
        importlib.invalidate_caches()
        (tmp_path / "guarded_module.py").write_text(
            "import dealcheck\n@dealcheck.hookimpl\ndef dealcheck_rules(): return []\n", encoding="utf-8"
        )
        monkeypatch.delitem(sys.modules, "guarded_module", raising=False)
        return tmp_path

    def install(self, folder: Path, entry: str, name: str = "px", files: tuple[str, ...] = ("METADATA",)) -> Path:
        info = folder / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "entry_points.txt").write_text(f"[dealcheck]\n{entry}\n", encoding="utf-8")
        for each in files:
            (info / each).write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        return info

    @pytest.mark.parametrize(
        "value", ["no_such_module_here", "guarded_module:missing", "guarded_module:a.b", "not a module", ""]
    )
    def test_an_entry_that_leads_nowhere_is_named(self, folder: Path, value: str) -> None:
        self.install(folder, f"px = {value}")
        with pytest.raises(dealcheck.PluginError, match=r"plugin `px` can't be imported.*`--disable-plugin px`"):
            Plugins()
        assert "px" not in [each.name for each in Plugins(disabled=["px"]).infos()]

    def test_two_of_one_name_are_both_named(self, folder: Path) -> None:
        self.install(folder, "same = guarded_module", "first")
        self.install(folder, "same = guarded_module", "second")
        with pytest.raises(dealcheck.PluginError) as caught:
            Plugins()
        assert all(f"`{name}`" in str(caught.value) for name in ("first", "second", "same", "--disable-plugin same"))

    def test_none_is_called_as_dealchecks_own(self, folder: Path) -> None:
        self.install(folder, "builtin = guarded_module")
        with pytest.raises(dealcheck.PluginError, match="`px` calls its plugin `builtin`, as dealcheck calls its own"):
            Plugins()
        assert Plugins(disabled=["builtin"]).infos()

    def test_one_without_metadata_is_unknown_and_works(self, folder: Path) -> None:
        self.install(folder, "px = guarded_module", files=())
        (info,) = (each for each in Plugins().infos() if each.name == "px")
        assert (info.distribution, info.version) == ("unknown", "unknown")

    def test_one_that_another_hides_is_not_loaded(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        behind = folder / "behind"
        behind.mkdir()
        self.install(behind, "px = no_such_module_here")
        self.install(folder, "px = guarded_module")
        monkeypatch.setattr(sys, "path", [*sys.path, str(behind)])
        assert len(list(metadata.entry_points(group="dealcheck", name="px"))) == 1
        assert "px" in [each.name for each in Plugins().infos()]

    @pytest.mark.parametrize("data", [b"[dealcheck]\npx = \xff\n", b"[dealcheck]\nno equals sign\n"])
    def test_entry_points_that_can_not_be_read_are_an_error(self, folder: Path, data: bytes) -> None:
        (self.install(folder, "") / "entry_points.txt").write_bytes(data)
        with pytest.raises(dealcheck.PluginError, match="px"):
            Plugins()

    def test_nor_are_those_passed_over_that_can_not_be_opened(self, folder: Path) -> None:
        entries = self.install(folder, "") / "entry_points.txt"
        entries.unlink()
        entries.mkdir()
        with pytest.raises(dealcheck.PluginError, match=r"can't read `.*entry_points\.txt`, which may name plugins"):
            Plugins()
