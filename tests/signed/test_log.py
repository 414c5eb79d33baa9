"""Logs: nothing that was confirmed is lost, nothing is left half written, and every mistake is told with its line."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import dealcheck
from dealcheck.files.logs.events import moment_text
from dealcheck.files.logs.lines import LineStore
from dealcheck.files.logs.store import store_at
from tests.conftest import ROOT
from tests.signed.made import DEAL, RULES, SESSION, WORDS, record, status

NAMES = ["log.jsonl", "log.sqlite"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are those of POSIX")


@pytest.fixture(params=NAMES)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A log that is not there yet, of each kind."""
    return tmp_path / str(request.param)


def ids(log: Path) -> list[str]:
    return [event.id for event in dealcheck.read_log(log)]


def refusal(log: Path, *event: str, **more: str) -> str:
    """What `record` says to an event that can't be; the log is as it was."""
    before = log.read_bytes() if log.exists() else None
    with pytest.raises(dealcheck.InputError) as caught:
        record(log, *event, **more)  # type: ignore[misc, arg-type]
    after = log.read_bytes() if log.exists() else None
    assert after == before or (log.suffix == ".sqlite" and not dealcheck.read_log(log))
    return str(caught.value)


def test_events_are_read_as_they_were_recorded(log: Path) -> None:
    made = [
        record(log, "reached", "start", "2026-04-01"),
        record(log, "performed", "land", "2026-04-02", by="a", source="the registry — 登記", note="line\u00a0one"),
        record(log, "waived", "sea", "2026-04-02", by="a", until="2026-05-01"),
        record(log, "void", "e3", "2026-04-05"),
    ]
    assert list(dealcheck.read_log(log)) == made
    assert [event.id for event in made] == ["e1", "e2", "e3", "e4"]
    assert [event.line for event in dealcheck.read_log(log)] == [1, 2, 3, 4]
    assert ids(log) == ["e1", "e2", "e3", "e4"]
    assert [event.id for event in dealcheck.read_log(log, kind="performed", of="land", by="a")] == ["e2"]
    assert [event.id for event in dealcheck.read_log(log, since="2026-04-02", until="2026-04-02")] == ["e2", "e3"]


@pytest.mark.parametrize(
    ("event", "more", "message"),
    [
        (("reached", "strat", "2026-04-01"), {}, "unknown step `strat`; did you mean `start`?"),
        (("reached", "end", "2026-04-01"), {}, "step `end` can't begin before step `start`"),
        (("reached", "start", "2026-04-01"), {"by": "aa"}, "unknown party `aa`; did you mean `a`?"),
        (("void", "e1", "2026-04-01"), {"by": "aa"}, "`by`: unknown party `aa`"),
        (("reached", "signing", "2026-04-01"), {}, "step `signing` began on 2026-03-01 already"),
        (("performed", "lnd", "2026-04-01"), {}, "unknown provision `lnd`; did you mean `land`?"),
        (("performed", "land", "2026-04-01"), {"by": "b"}, "`b` is not bound by `land`"),
        (("performed", "both", "2026-04-01"), {}, "binds several parties, and `by` names none"),
        (("stopped", "land", "2026-04-01"), {}, "`a` did not perform `land` then"),
        (("invoked", "powr", "2026-04-01"), {}, "unknown remedy `powr`; did you mean `power`?"),
        (("invoked", "power", "2026-04-01"), {"by": "a"}, "`power` is no power of `a`"),
        (("invoked", "by-itself", "2026-04-01"), {}, "it takes effect by itself"),
        (("withdrawn", "power", "2026-04-01"), {}, "`power` was not invoked"),
        (("waived", "land", "2026-04-01"), {}, "a waiver needs `by`"),
        (("waived", "land", "2026-04-01"), {"by": "a"}, "`a` can't excuse what it owes itself"),
        (("waived", "land", "2026-04-01"), {"by": "b", "until": "2026-03-01"}, "which is not after 2026-04-01"),
        (("void", "e7", "2026-04-01"), {}, "unknown event `e7`"),
    ],
)
def test_what_can_not_be_is_refused(tmp_path: Path, event: tuple[str, ...], more: dict[str, str], message: str) -> None:
    log = tmp_path / "log.jsonl"
    assert message in refusal(log, *event, **more)
    assert not log.exists()


def test_an_event_that_makes_another_impossible_is_refused(log: Path) -> None:
    record(log, "performed", "land", "2026-04-01")
    record(log, "stopped", "land", "2026-04-10")
    assert "event `e2` (stopped `land` on 2026-04-10) can't be" in refusal(log, "stopped", "land", "2026-04-05")
    assert "earlier one is impossible" in refusal(log, "void", "e1", "2026-04-05")
    record(log, "void", "e2", "2026-04-05")
    assert "struck out already" in refusal(log, "void", "e2", "2026-04-05")
    assert "strikes out another" in refusal(log, "void", "e3", "2026-04-05")


def test_an_event_that_can_not_be_may_be_struck_out_of_a_log_that_has_it(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text('{"id": "x", "on": "2026-04-01", "recorded": "2026-04-01T00:00:00Z", "stopped": "land"}\n')
    with pytest.raises(dealcheck.InputError, match=r"log.jsonl:1:1: event `x` \(stopped `land` on 2026-04-01\)"):
        status(log, "2026-05-01")
    record(log, "void", "x", "2026-05-01")
    assert status(log, "2026-03-02").events == 2


GOOD = {"id": "e1", "on": "2026-04-01", "recorded": "2026-04-01T00:00:00Z", "performed": "land"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "the line is empty"),
        ("{", "the JSON object is not finished"),
        ('{"id": "e\0"}', 'the JSON object goes wrong at `\\x00"}`'),
        (json.dumps(GOOD) + "," + json.dumps(GOOD), 'the line goes on after the event, with `,{"id": "e1"'),
        ("\xef\xbb\xbf" + json.dumps(GOOD), "the log begins with a byte order mark; save it as UTF-8 without one"),
        ("- id: e1", "expected a JSON object, found `- id: e1`"),
        ('{"a":' * 15_000, "expected a JSON object of texts"),
        (f'{{"id": {"9" * 10_000}}}', "it says of nothing what happened"),
        ("[" * 50_000, "expected a JSON object"),
        ("[1]", "expected a JSON object; begin it with"),
        ("5", "expected a JSON object"),
        ("\xff", "1:1: the line is no text in UTF-8"),
        ('{"id": "e1", "id": "e2"}', "`id` is given twice"),
        (json.dumps({**GOOD, "performd": "x"}), "unknown key `performd`; did you mean `performed`?"),
        (json.dumps({**GOOD, "stopped": "x"}), "it says both `performed` and `stopped`"),
        (json.dumps({"id": "e1", "on": "2026-04-01", "recorded": "x"}), "it says of nothing what happened"),
        (json.dumps({"on": "2026-04-01", "performed": "land"}), "`id` is missing"),
        (json.dumps({**GOOD, "on": "2026-02-30"}), "`2026-02-30` is not a date"),
        (json.dumps({**GOOD, "recorded": "2026-04-01T00:00:00"}), "is not a moment; write it with its time zone"),
        (json.dumps({**GOOD, "recorded": "20260401T000000Z"}), "is not a moment; write it with its time zone"),
        (json.dumps({**GOOD, "recorded": "2026-04-01T24:00:00Z"}), "is not a moment"),
        (json.dumps({**GOOD, "recorded": "2026-04-01T24:00:00.000000Z"}), "is not a moment"),
        (json.dumps({**GOOD, "by": 5}), "`by`: expected a text, found a number"),
        (json.dumps({**GOOD, "by": 5})[:-2] + "5" * 10_000 + "}", "`by`: expected a text, found a number"),
        (json.dumps({**GOOD, "note": ""}), "`note`: expected a text, found an empty text"),
        (json.dumps({**GOOD, "until": "2026-05-01"}), "`until` goes with `waived` alone"),
        (json.dumps({**GOOD, "note": "x" * 200_000}), "the line has more than 100,000 bytes"),
    ],
)
def test_a_line_that_is_no_event_is_told_with_its_place(tmp_path: Path, line: str, message: str) -> None:
    log = tmp_path / "log.jsonl"
    log.write_bytes(line.encode("latin-1") + b"\n" + json.dumps({**GOOD, "id": "e2"}).encode() + b"\n")
    with pytest.raises(dealcheck.InputError) as caught:
        dealcheck.read_log(log)
    assert message in str(caught.value)
    assert f"{log}:1:" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_what_is_no_log_is_told_once(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    for other in (DEAL, "id,on,recorded\ne1,2026-04-01,x\n", json.dumps([GOOD], indent=1)):
        log.write_text(other.lstrip())
        with pytest.raises(dealcheck.InputError, match="expected a JSON object") as caught:
            dealcheck.read_log(log)
        assert len(caught.value.mistakes) == 1


def test_a_column_says_where_a_line_goes_wrong(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps(GOOD) + "\n" + '{"id": "e2", on: 5}\n')
    with pytest.raises(dealcheck.InputError, match=r"log.jsonl:2:14: the JSON object goes wrong at `on: 5}`"):
        dealcheck.read_log(log)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-04-01T10:00:00Z", "2026-04-01T10:00:00Z"),
        ("2026-04-01T10:00:00.5Z", "2026-04-01T10:00:00.500000Z"),
        ("2026-04-01T10:00:00.123456789+02:00", "2026-04-01T08:00:00.123456Z"),
        ("2026-04-01T10:00:00-14:00", "2026-04-02T00:00:00Z"),
    ],
)
def test_moments_of_other_programs_are_read_by_every_python(tmp_path: Path, written: str, moment: str) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps({**GOOD, "recorded": written}) + "\n")
    (event,) = dealcheck.read_log(log)
    assert moment_text(event.recorded) == moment


def test_two_events_of_one_id_are_told(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}\n")
    asks: list[Callable[[], object]] = [lambda: status(log, "2026-05-01"), lambda: dealcheck.read_log(log)]
    for ask in (*asks, lambda: record(log, "performed", "sea", "2026-04-02")):
        with pytest.raises(dealcheck.InputError, match=r"log.jsonl:2:1: .*there is an event `e1` already"):
            ask()
    assert log.read_text().count("\n") == 2


# What is torn


def test_a_torn_line_is_told_and_cut_off_on_request_alone(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    record(log, "performed", "land", "2026-04-01")
    whole = log.read_bytes()
    torn = whole + whole[: len(whole) // 2]
    log.write_bytes(torn)
    assert ids(log) == ["e1"]
    assert status(log, "2026-05-01").torn == 2
    assert "log.jsonl:2:1: the last line was begun and not finished; cut it off" in refusal(
        log, "stopped", "land", "2026-04-02"
    )
    assert log.read_bytes() == torn
    assert store_at(str(log)).cut() == whole[: len(whole) // 2].decode()
    assert log.read_bytes() == whole
    assert store_at(str(log)).cut() == ""
    record(log, "stopped", "land", "2026-04-02")
    assert ids(log) == ["e1", "e2"]


def test_every_beginning_of_a_line_is_torn(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    line = '{"id": "e2", "note": "登記 \\"\\u001b", "on": "2026-04-01"}'.encode()
    whole = json.dumps(GOOD).encode() + b"\n"
    for size in range(1, len(line)):
        for zeros in (b"", b"\0" * 9):  # which some file systems leave
            log.write_bytes(whole + line[:size] + zeros)
            assert store_at(str(log)).read().torn == 2
        assert store_at(str(log)).cut()
        assert log.read_bytes() == whole


@pytest.mark.parametrize(
    "rest",
    [
        json.dumps({**GOOD, "id": "e2", "on": "2026-02-30"}),
        json.dumps({**GOOD, "id": "e2", "nte": "x"}),
        "minutes of a meeting",
        "\x1f\x8b\x08",
        "\r".join(json.dumps({**GOOD, "id": f"e{number}"}) for number in range(2, 5)),
    ],
)
def test_what_is_no_beginning_of_an_event_is_never_cut_off(tmp_path: Path, rest: str) -> None:
    log = tmp_path / "log.jsonl"
    for before in ("", json.dumps(GOOD) + "\n"):
        log.write_bytes((before + rest).encode("latin-1"))
        for ask in (lambda: dealcheck.read_log(log), lambda: store_at(str(log)).cut()):
            with pytest.raises(dealcheck.InputError, match=rf"log.jsonl:{1 + bool(before)}:"):
                ask()
        assert log.read_bytes() == (before + rest).encode("latin-1")


def test_a_line_that_gets_its_end_is_read_once(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps(GOOD))
    store = store_at(str(log))
    read = store.read()
    record(log, "stopped", "land", "2026-04-02")
    assert [event.id for event in store.read(read).events] == ["e2"]
    log.write_text(json.dumps(GOOD) + ' "more"\n')
    with pytest.raises(dealcheck.InputError, match="its last line has become longer"):
        store.read(read)


def test_a_whole_line_without_its_end_is_an_event(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps(GOOD))
    record(log, "stopped", "land", "2026-04-02")
    assert ids(log) == ["e1", "e2"]


# Crashes, full disks, other writers

RECORDER = """
import sys
sys.path.insert(0, {root!r})
from dealcheck.questions.signed import record as module
from tests.signed.made import record
log, number = sys.argv[1], 0
while True:
    event = record(log, "waived", "land", "2026-04-01", by="b", note="x" * 500)
    print(event.id, flush=True)
"""


def recorder(log: Path) -> subprocess.Popen[str]:
    """A process that records events until it is killed, and says of each when it is recorded."""
    code = RECORDER.format(root=str(ROOT))
    return subprocess.Popen([sys.executable, "-c", code, str(log)], stdout=subprocess.PIPE, text=True, cwd=ROOT)


def kill_at_random(log: Path, times: int) -> None:
    """Kill a recorder at random moments; what it confirmed is there, once, and nothing is half written for good."""
    chosen = random.Random(times)
    confirmed: list[str] = []
    for _ in range(times):
        process = recorder(log)
        assert process.stdout is not None
        confirmed.append(process.stdout.readline().strip())  # it has started
        time.sleep(chosen.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        confirmed += rest.split("\n")[:-1]
        store_at(str(log)).cut()
        found = ids(log)
        assert len(found) == len(set(found))
        assert set(confirmed) <= set(found)
        # An event may be on the disk whose writer did not live to say so: at most one for each kill.
        assert len(found) <= len(confirmed) + times
        if log.stat().st_size > 300_000:
            log.unlink()
            confirmed.clear()


@POSIX
def test_killed_at_random_moments_nothing_is_lost(log: Path) -> None:
    kill_at_random(log, 12)


@POSIX
@pytest.mark.slow
def test_killed_a_thousand_times_nothing_is_lost(log: Path) -> None:
    kill_at_random(log, 500)


@POSIX
def test_several_writers_lose_nothing(log: Path) -> None:
    processes = [recorder(log) for _ in range(3)]
    confirmed: list[str] = []
    for process in processes:
        assert process.stdout is not None
        confirmed += [process.stdout.readline().strip() for _ in range(5)]
    for process in processes:
        process.send_signal(signal.SIGTERM)
        confirmed += process.communicate()[0].split("\n")[:-1]
    store_at(str(log)).cut()
    found = ids(log)
    assert len(found) == len(set(found)) >= 15
    assert len(confirmed) == len(set(confirmed))
    assert set(confirmed) <= set(found)


@pytest.fixture
def small_files() -> Iterator[int]:
    """No file may grow beyond so many bytes, as on a full disk."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = 20_600
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@POSIX
def test_a_full_disk_leaves_the_log_as_it_was(log: Path, small_files: int) -> None:
    with pytest.raises(dealcheck.InputError, match=r"can't write the log .*: ") as caught:
        for _ in range(100):
            before = log.read_bytes() if log.exists() else b""
            record(log, "waived", "land", "2026-04-01", by="b", note="x" * 900)
    assert len(str(caught.value).splitlines()) == 1
    assert len(before) > small_files / 4
    assert log.read_bytes() == before or log.suffix == ".sqlite"
    assert ids(log) == [f"e{number + 1}" for number in range(len(ids(log)))]
    assert not [path for path in log.parent.iterdir() if path != log and "journal" not in path.name]


@POSIX
def test_a_disk_that_is_full_at_once_leaves_no_log(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
        with pytest.raises(dealcheck.InputError, match="can't write the log"):
            record(tmp_path / "log.jsonl", "performed", "land", "2026-04-01")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_what_can_not_be_written_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in (folder, folder / "none" / "log.jsonl", folder / "log.jsonl" / "x", "a\0b", Path("/dev/null/x")):
        with pytest.raises(dealcheck.InputError, match="the log `"):
            record(name, "performed", "land", "2026-04-01")
    if os.geteuid() == 0:
        pytest.skip("to root no folder is read-only")
    folder.chmod(0o555)
    with pytest.raises(dealcheck.InputError, match="Permission denied"):
        record(folder / "log.jsonl", "performed", "land", "2026-04-01")


def test_what_is_no_table_is_told(tmp_path: Path) -> None:
    text = tmp_path / "text.sqlite"
    text.write_text("no database at all" * 100)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE others (id)")
    short = tmp_path / "short.sqlite"
    with sqlite3.connect(short) as connection:
        connection.execute("CREATE TABLE events (id, foo)")
        connection.execute("INSERT INTO events VALUES ('e1', 'x')")
    damaged = tmp_path / "damaged.sqlite"
    record(damaged, "performed", "land", "2026-04-01")
    damaged.write_bytes(damaged.read_bytes()[:5000])
    for path, reason in (
        (text, "file is not a database"),
        (other, "it has no table `events`"),
        (short, "no such column: events.on"),
        (damaged, "the database is damaged|malformed"),
    ):
        with pytest.raises(dealcheck.InputError, match=reason):
            record(path, "performed", "land", "2026-04-01")
        with pytest.raises(dealcheck.InputError, match=reason):
            dealcheck.read_log(path)


def test_rows_count_whatever_their_numbers(tmp_path: Path) -> None:
    log = tmp_path / "log.sqlite"
    record(log, "performed", "land", "2026-04-01")
    with sqlite3.connect(log) as connection:
        connection.execute("UPDATE events SET rowid = 0")
    store = store_at(str(log))
    read = store.read()
    assert [event.id for event in read.events] == ["e1"]
    record(log, "stopped", "land", "2026-04-02")
    assert [event.id for event in store.read(read).events] == ["e2"]
    with sqlite3.connect(log) as connection:
        connection.execute("UPDATE events SET note = x'ff' WHERE id = 'e2'")
    with pytest.raises(dealcheck.InputError, match=r"log.sqlite:1:1: `note`: expected a text, found bytes"):
        dealcheck.read_log(log)


def test_a_name_is_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite would make `log.db` of `file:log.db`, and reach out of the folder that a server may write to."""
    monkeypatch.chdir(tmp_path)
    record("file:log.db", "performed", "land", "2026-04-01")
    assert ids(Path("file:log.db")) == ["e1"]
    assert not Path("log.db").exists()
    with pytest.raises(dealcheck.InputError, match="a log is a file"):
        record("-", "performed", "land", "2026-04-01")


@POSIX
@pytest.mark.parametrize("name", ["pipe.jsonl", "pipe.sqlite"])
def test_a_pipe_keeps_nobody_waiting(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    for ask in (dealcheck.read_log, lambda log: record(log, "performed", "land", "2026-04-01")):
        with pytest.raises(dealcheck.InputError, match=r"the log `.*`: it is no file"):
            ask(tmp_path / name)


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).mkdir()
        with pytest.raises(dealcheck.InputError, match=r"can't read the log `.*`: "):
            dealcheck.read_log(tmp_path / name)


def test_nothing_has_happened_on_the_null_device() -> None:
    assert dealcheck.read_log(os.devnull) == ()


def test_a_log_that_another_writer_holds_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dealcheck.files.logs import locks

    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    log = tmp_path / "log.jsonl"
    record(log, "performed", "land", "2026-04-01")
    with LineStore(str(log))._opened(), pytest.raises(dealcheck.InputError, match="another process has held its lock"):
        record(log, "stopped", "land", "2026-04-02")
    record(log, "stopped", "land", "2026-04-02")


def test_the_deal_is_no_log(tmp_path: Path) -> None:
    deal = tmp_path / "deal.yaml"
    deal.write_text(DEAL)
    with pytest.raises(dealcheck.InputError):
        dealcheck.record(deal, "performed", "land", log=deal, rulesets=[WORDS, RULES], session=SESSION)
    assert deal.read_text() == DEAL
