"""What a command writes and prints: where it goes, what it never takes the place of, and in which letters."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dealcheck.atomic import replace, replacing
from dealcheck.cli import app
from dealcheck.cli.outputs import INPUTS, OutputFile
from dealcheck.cli.streams import shown_in
from dealcheck.errors import InputError
from dealcheck.files.documents import read_document
from tests.conftest import ROOT
from tests.faults.writers import BOTH, FILES, RULES, all_commands

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="devices and permissions are those of POSIX")

VERIFY = ("verify", "empty.yaml", *RULES)
SCREEN = ("screen", "deals.csv", *RULES)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), prog_name="dealcheck")


def in_shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which `dealcheck` is the command."""
    script = f'dealcheck() {{ "{sys.executable}" -m dealcheck "$@"; }}\n{line}'
    whole = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(["bash", "-c", script], cwd=folder, env=whole, capture_output=True, timeout=100)


class TestOneFile:
    """Replacing one file."""

    def test_permissions_stay(self, tmp_path: Path) -> None:
        file = tmp_path / "f"
        file.write_bytes(b"old")
        file.chmod(0o604)
        replace(file, b"new")
        assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", 0o604)

    def test_a_new_file_has_those_of_any_other(self, tmp_path: Path) -> None:
        replace(tmp_path / "ours", b"")
        (tmp_path / "other").write_bytes(b"")
        assert (tmp_path / "ours").stat().st_mode == (tmp_path / "other").stat().st_mode

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
    def test_the_owner_stays(self, tmp_path: Path) -> None:
        file = tmp_path / "f"
        file.write_bytes(b"old")
        os.chown(file, 1234, 1235)
        replace(file, b"new")
        assert (file.stat().st_uid, file.stat().st_gid) == (1234, 1235)

    @pytest.mark.parametrize("exists", [True, False])
    def test_a_symbolic_link_is_followed(self, tmp_path: Path, exists: bool) -> None:
        target, link, second = tmp_path / "target", tmp_path / "link", tmp_path / "second"
        if exists:
            target.write_bytes(b"old")
        link.symlink_to("target")
        second.symlink_to("link")
        replace(second, b"new")
        assert (second.is_symlink(), link.is_symlink(), target.read_bytes()) == (True, True, b"new")

    def test_other_names_of_a_file_keep_the_old_one(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"old")
        os.link(tmp_path / "a", tmp_path / "b")
        replace(tmp_path / "a", b"new")
        assert ((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (b"new", b"old")

    def test_a_fifo_is_written_into(self, tmp_path: Path) -> None:
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo)
        for write in (lambda: replace(fifo, b"new"), lambda: _through_a_path(fifo)):
            writer = threading.Thread(target=write)
            writer.start()
            assert fifo.read_bytes() == b"new"
            writer.join()
            assert stat.S_ISFIFO(fifo.stat().st_mode)

    def test_a_device_is_written_into(self, tmp_path: Path) -> None:
        device = tmp_path / "null"
        try:
            os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
            device.write_bytes(b"")
        except OSError as error:
            pytest.skip(f"no device can be made here: {error}")
        replace(device, b"new")
        _through_a_path(device)
        assert stat.S_ISCHR(device.stat().st_mode)
        assert os.listdir(tmp_path) == ["null"]

    @pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
    @pytest.mark.parametrize("name", ["/dev/fd/{}", "/proc/self/fd/{}", "/proc/thread-self/fd/{}"])
    def test_an_open_file_is_written_on(self, tmp_path: Path, name: str) -> None:
        """As after `>> log`: what is in it stays."""
        log = tmp_path / "log"
        log.write_bytes(b"old ")
        with log.open("ab") as stream:
            link = tmp_path / "link"
            link.symlink_to(name.format(stream.fileno()))
            replace(name.format(stream.fileno()), b"new ")
            replace(link, b"new")
        assert (log.read_bytes(), link.is_symlink()) == (b"old new new", True)

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("", "expected the name of a file"),
            ("folder", "it is a folder"),
            ("folder/", "it is a folder"),
            ("none/", "it is a folder"),
            ("none/file", "there is no folder"),
            ("file/file", "Not a directory"),
            ("x" * 300, "File name too long"),
            ("a\0b", "null"),
            ("circle", "symbolic links"),
            ("/dev/fd/987", "Bad file descriptor"),
        ],
    )
    def test_what_cannot_be_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reason: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("folder").mkdir()
        Path("file").touch()
        Path("circle").symlink_to("circle")
        with pytest.raises(InputError, match=reason):
            replace(name, b"new")
        assert sorted(os.listdir()) == ["circle", "file", "folder"]

    def test_the_longest_name_there_can_be(self, tmp_path: Path) -> None:
        file = tmp_path / ("é" * 127)
        replace(file, b"old")
        replace(file, b"new")
        assert file.read_bytes() == b"new"

    def test_litter_of_a_writer_goes(self, tmp_path: Path) -> None:
        with pytest.raises(KeyError), replacing(tmp_path / "f") as new:
            new.write_bytes(b"half")
            new.with_suffix(".tmp").write_bytes(b"litter")
            raise KeyError
        assert os.listdir(tmp_path) == []

    def test_a_folder_never_takes_the_place_of_anything(self, tmp_path: Path) -> None:
        (tmp_path / "f").write_bytes(b"old")
        with pytest.raises(InputError, match="can't write"), replacing(tmp_path / "f") as new:
            new.mkdir()
        with replacing(tmp_path / "made") as new:
            new.mkdir()
            (new / "in-it").touch()
        assert ((tmp_path / "f").read_bytes(), os.listdir(tmp_path / "made")) == (b"old", ["in-it"])


def _through_a_path(target: Path) -> None:
    with replacing(target) as new:
        new.write_bytes(b"new")


INPUT = [
    (*VERIFY, "-o", "empty.yaml"),
    (*VERIFY, "-o", "./rules.yaml"),
    (*VERIFY, "-o", "soft"),
    (*VERIFY, "-o", "hard"),
    ("verify", "empty.yaml", "--rules", "folder", "-o", "folder/rules.yaml"),
    ("verify", "empty.yaml", "--rules", "folder", "-o", "beyond"),
    ("explore", "deal.yaml", *RULES, "-o", "deal.yaml"),
    ("repair", "empty.yaml", *BOTH, "-o", "empty.yaml"),
    ("conflicts", "deal.yaml", *RULES, "-o", "deal.yaml"),
    ("reconcile", *BOTH, "-o", "giver.yaml"),
    ("diff", "us-hanoi", "rules.yaml", "-o", "rules.yaml"),
    (*SCREEN, "--out", "deals.csv"),
    (*SCREEN, "--rejects", "deals.csv"),
    (*SCREEN, "-o", "deals.csv"),
    ("screen", "table*.csv", *RULES, "--out", "table1.csv"),
    ("screen", "tables", *RULES, "--out", "tables/deals.csv"),
    ("screen", "deals.rejects.csv", *RULES, "--out", "deals.csv"),
    ("new", "deal", "d", *RULES, "--output", "rules.yaml"),
    ("test", "test_rules.yaml", *RULES, "-o", "test_rules.yaml"),
    ("test", "test_rules.yaml", "-o", "deal.yaml"),
    ("test", "-o", "test_rules.yaml"),
    ("lint", "words.yaml", "rules.yaml", "-o", "rules.yaml"),
    ("schema", "deal", "--vocabulary", "words.yaml", "-o", "words.yaml"),
    (*VERIFY, "-o", "pyproject.toml"),
]


@pytest.mark.parametrize("arguments", INPUT, ids=" ".join)
def test_no_output_takes_the_place_of_an_input(here: Path, arguments: tuple[str, ...]) -> None:
    Path("soft").symlink_to("words.yaml")
    os.link("empty.yaml", "hard")
    for folder, names in (("folder", ("words.yaml", "rules.yaml")), ("tables", ("deals.csv",))):
        Path(folder).mkdir()
        for name in names:
            (Path(folder) / name).write_text(FILES[name])
    Path("beyond").symlink_to("folder/rules.yaml")
    for name in ("table1.csv", "table2.csv", "deals.rejects.csv"):
        Path(name).write_text(FILES["deals.csv"])
    Path("pyproject.toml").write_text("[tool.dealcheck]\ncolor = 'never'\n")
    before = {each: each.read_bytes() for each in here.rglob("*") if each.is_file()}
    result = call(*arguments)
    assert result.exit_code == 2
    assert "is one of the inputs" in result.output
    assert {each: each.read_bytes() for each in here.rglob("*") if each.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "first", "second"),
    [
        ((*SCREEN, "--out", "x.csv", "--rejects", "x.csv"), "--out", "--rejects"),
        ((*SCREEN, "--out", "x.csv", "--rejects", "sub/../x.csv"), "--out", "--rejects"),
        ((*SCREEN, "--out", "x.csv", "-o", "x.csv"), "--out", "--output"),
        ((*SCREEN, "--out", "link.csv", "-o", "x.csv"), "--out", "--output"),
        ((*SCREEN, "--out", "x.csv", "-o", "x.rejects.csv"), "--output", "--rejects"),
    ],
)
def test_no_two_outputs_are_one_file(here: Path, arguments: tuple[str, ...], first: str, second: str) -> None:
    Path("sub").mkdir()
    Path("link.csv").symlink_to("x.csv")
    result = call(*arguments)
    assert result.exit_code == 2
    assert "are the same file" in result.output
    assert f"`{first}`" in result.output
    assert f"`{second}`" in result.output
    assert not Path("x.csv").exists()


def test_an_output_is_refused_before_the_work(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dealcheck.questions.verify.Verifier", None)
    for name in ("empty.yaml", "none/file"):
        result = call(*VERIFY, "-o", name)
        assert (result.exit_code, "defect" in result.output) == (2, False)


def test_the_same_report_twice_in_a_folder_of_rules(here: Path) -> None:
    """A report is no input because it is beside inputs."""
    Path("only").mkdir()
    for name in ("words.yaml", "rules.yaml"):
        Path(name).rename(Path("only") / name)
    for _ in range(2):
        assert call("verify", "empty.yaml", "--rules", "only", "-o", "only/report.json").exit_code == 1
        assert call("screen", "deals.csv", "--rules", "only", "--out", "only/out.csv").exit_code == 2
    assert Path("only/out.csv").read_text().startswith("deal,ruleset,")


def test_nothing_that_was_read_is_written_over_by_a_folder_of_deals(here: Path) -> None:
    Path("deal-1.yaml").write_text(FILES["deal.yaml"].replace("deal: deal\n", "deal: deal\ntitle: Mine\n"))
    before = Path("deal-1.yaml").read_bytes()
    Path("deal-1.yaml").rename("mine.yaml")
    Path("deal-1.yaml").symlink_to("mine.yaml")
    result = call("explore", "mine.yaml", *RULES, "--examples", "2", "--write", ".")
    assert (result.exit_code, Path("mine.yaml").read_bytes(), Path("deal-2.yaml").exists()) == (2, before, False)


def test_every_parameter_is_known_as_an_input_or_as_none() -> None:
    """A new parameter that takes paths belongs in `INPUTS`."""
    other = {
        "author",
        "best",
        "connect",
        "delimiter",
        "disabled",
        "engine",
        "settle",
        "examples",
        "fix",
        "folder",
        "format_",
        "including",
        "kind",
        "into",
        "memory",
        "timeout",
    }
    other |= {"name", "names", "parties", "title", "explain"}
    other |= {"about", "as_of", "by", "event", "note", "on", "since", "source", "until", "void", "defaulters"}
    other |= {"for_", "host", "roots", "token"}
    found = {
        param.name
        for _, command in all_commands()
        for param in command.params
        if not isinstance(param.type, (OutputFile, click.Choice, click.IntRange, click.types.IntParamType))
        and not getattr(param, "is_flag", False)
    }
    assert found - set(INPUTS) - {"select", "ignore"} <= other
    assert set(INPUTS) <= found


PRINTING = [
    ("verify", "empty.yaml", "--rules", "us-hanoi", "--format", "json"),
    ("--help",),
    ("--version",),
    ("verify", "--help"),
    ("rules",),
    ("schema", "deal"),
    ("fmt", "--diff", "untidy.yaml"),
    ("new", "deal", "--rules", "us-hanoi", "--rules", "dprk-ri"),
    ("lint", "--explain", "unused-source"),
]


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_standard_output_that_is_full_or_closed(here: Path, arguments: tuple[str, ...]) -> None:
    line = " ".join(arguments)
    if "verify empty.yaml" in line:
        line = line.replace("us-hanoi", "words.yaml --rules rules.yaml")
    script = f"dealcheck {line} >&-; echo $?; (dealcheck {line}; echo $? >status) | true; cat status"
    if Path("/dev/full").exists():
        script += f"; dealcheck {line} >/dev/full; echo $?"
    done = in_shell(script, here)
    errors = done.stderr.decode().splitlines()
    assert set(done.stdout.split()) <= {b"2", b"0", b"1"}
    codes = done.stdout.split()
    assert (codes[0], codes[-1]) == (b"2", b"2")
    assert errors[0] == "error: can't write to standard output: it is closed"
    assert errors[1:] in ([], ["error: can't write to standard output: No space left on device"])


def test_a_reader_that_has_gone(here: Path) -> None:
    """Quiet, as is usual, but neither a success nor a verdict."""
    reading, writing = os.pipe()
    os.close(reading)
    for arguments in (VERIFY, ("--help",), ("schema", "deal")):
        done = subprocess.run(
            [sys.executable, "-m", "dealcheck", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=100,
        )
        assert (done.returncode, done.stderr) == (2, b"")
    os.close(writing)


def test_other_streams_that_are_closed(here: Path) -> None:
    line = " ".join(VERIFY)
    done = in_shell(
        f"dealcheck {line} 2>&- >one; echo $?; dealcheck verify none.yaml 2>&-; echo $?; "
        f"dealcheck verify - {' '.join(RULES)} <&- 2>two; echo $?; dealcheck {line} -o three >&- <&- 2>&-; echo $?; "
        f"dealcheck {line} -o /dev/stdout 2>four >&-; echo $?; dealcheck --nonsense 2>/dev/full; echo $?",
        here,
    )
    assert done.stdout.split() == [b"1", b"2", b"2", b"1", b"2", b"2"]
    assert done.stderr == b""
    assert Path("two").read_text() == "error: can't read standard input: it is closed\n"
    assert Path("one").read_text() == Path("three").read_text()
    assert "can't write `/dev/stdout`" in Path("four").read_text()


def test_an_output_that_is_standard_output(here: Path) -> None:
    Path("log").write_text("old\n")
    done = in_shell(f"dealcheck {' '.join(VERIFY)} -q -o /dev/stdout >>log; echo $?", here)
    assert (done.stdout, done.stderr) == (b"1\n", b"")
    assert Path("log").read_text() == "old\nempty.yaml: rules: rejected\n"
    done = in_shell(f"dealcheck {' '.join(VERIFY)} >>empty.yaml; echo $?", here)
    assert done.stdout == b"2\n"
    assert b"standard output is one of the inputs" in done.stderr
    assert Path("empty.yaml").read_text() == FILES["empty.yaml"]


TERMINALS = [
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]
LETTERS = "“Länder” — 평양 ✓"


@pytest.mark.parametrize("terminal", TERMINALS, ids=str)
def test_letters(here: Path, terminal: dict[str, str]) -> None:
    """Formats for programs are UTF-8 everywhere; in text, what a terminal lacks is escaped, and never a `?`."""
    words = FILES["words.yaml"].replace("land: {}", f"land: {{title: '{LETTERS}'}}")
    Path("words.yaml").write_text(words, encoding="utf-8")
    Path("untidy.yaml").write_text(f"deal:  untidy\ntitle: '{LETTERS}'\nvocabulary: 'words'\n", encoding="utf-8")
    rules = " ".join(RULES)
    machine = [
        *(f"verify empty.yaml {rules} --format {each}" for each in ("json", "markdown", "sarif", "junit")),
        f"repair empty.yaml {' '.join(BOTH)} --format json",
        f"new deal --rules words.yaml --rules rules.yaml --title '{LETTERS}'",
        "fmt --diff untidy.yaml",
        "fmt - <untidy.yaml",
    ]
    script = "\n".join(f"dealcheck {line}; echo; echo =====" for line in machine)
    done = in_shell(script, here, **terminal)
    assert done.stderr == b""
    for line, printed in zip(machine, done.stdout.split(b"=====\n")):
        assert "평양" in printed.decode("utf-8"), line
    text = in_shell(f"dealcheck verify empty.yaml {rules}", here, **terminal).stdout
    assert b"?" not in text
    assert b"\\ud3c9\\uc591" in text
    assert (b"L\xe4nder" if "latin-1" in terminal.values() else b"L\\xe4nder") in text


def test_signs_of_reports_in_plain_letters() -> None:
    assert shown_in("✓ “a” — ‘b’… é 평", "ascii") == "v \"a\" - 'b'... \\xe9 \\ud3c9"
    assert shown_in("✗ é", "latin-1") == "x é"
    assert shown_in("a\udcff", "utf-8") == "a\\udcff"


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "sarif", "junit"])
def test_names_of_files_that_are_no_text(here: Path, format_: str) -> None:
    name = os.fsdecode(b"d\xff.yaml")
    Path(name).write_text(FILES["empty.yaml"])
    script = f"dealcheck verify $'d\\xff.yaml' {' '.join(RULES)} --format {format_}; echo $?"
    for terminal in ({}, {"PYTHONIOENCODING": "ascii"}):
        done = in_shell(script, here, **terminal)
        assert done.stderr == b""
        assert done.stdout.endswith(b"\n1\n")
        done.stdout.decode("utf-8")
    assert call("verify", name, *RULES, "--format", format_, "-o", "report").exit_code == 1
    Path("report").read_text(encoding="utf-8")
    done = in_shell("dealcheck verify $'none\\xff.yaml'; dealcheck fmt $'d\\xff.yaml'", here)
    assert b"can't read `none\\xdcff.yaml`" in done.stderr


@pytest.mark.parametrize("option", ["deal d --rules us-hanoi --title", "rules water --author"])
def test_a_title_that_is_no_text(here: Path, option: str) -> None:
    done = in_shell(f"dealcheck new {option} $'\\xff'", here)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"expected text in UTF-8, found `\\xdcff`" in done.stderr
    done = in_shell(f"dealcheck new {option} $'a\\xe2\\x80\\xa8b'", here)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"U+2028 may not stand in" in done.stderr


def test_a_new_deal_is_read_back(here: Path) -> None:
    for terminal in TERMINALS:
        done = in_shell(
            f"dealcheck new deal d {' '.join(BOTH)} >d.yaml && dealcheck fmt --check d.yaml", here, **terminal
        )
        assert (done.returncode, done.stderr) == (0, b"")
    data = Path("d.yaml").read_bytes()
    assert data.endswith(b"\n")
    assert not read_document(data, "d.yaml").mistakes


@pytest.mark.parametrize("name", ["a.yaml", "with a space.yaml"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_patch_takes_what_fmt_shows(here: Path, name: str, ends: str, last: str) -> None:
    text = f"deal:  d\ntitle: 'Ü 평양'\nvocabulary: 'v'{last}"
    file = Path(name)
    file.write_bytes(text.replace("\n", ends).encode())
    done = in_shell(f"dealcheck fmt --diff '{name}' >change", here, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    try:
        subprocess.run(["patch", "--binary", "-p0", "-i", "change"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs patch")
    patched = file.read_bytes()
    assert call("fmt", "--check", name).exit_code == 0
    assert patched.count(b"\r\n") == (patched.count(b"\n") if ends == "\r\n" else 0)
