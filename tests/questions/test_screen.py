"""`dealcheck screen` and `dealcheck sample`, as users call them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import jsonschema
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from click.testing import Result

import dealcheck
from dealcheck import schemas
from dealcheck.questions.screen.files import _check_complete, connected, write_table
from dealcheck.questions.screen.watched import Stage, watched
from tests.conftest import HANOI

Run = Callable[..., Result]
DRAFT = "examples/hanoi/draft.yaml"
BOTH = ("--rules", "us-hanoi", "--rules", "dprk-ri")


@pytest.fixture
def table(run: Run, tmp_path: Path) -> Path:
    """5,000 resolutions of the draft."""
    file = tmp_path / "deals.parquet"
    assert run("sample", DRAFT, "-n", "5000", "--seed", "7", "--out", str(file)).exit_code == 0
    return file


def test_a_sample_is_of_resolutions_each_as_likely_as_any_other(run: Run, table: Path) -> None:
    deals: dict[str, list[Any]] = {}
    for row in pq.read_table(table).to_pylist():
        deals.setdefault(row.pop("deal"), []).append(sorted(row.items(), key=str))
    assert len(deals) == 5000
    kinds = {str(sorted(map(str, rows))) for rows in deals.values()}
    assert 850 < len(kinds) <= 864  # nearly all are drawn, and nothing else is
    again = table.with_name("again.parquet")
    run("sample", DRAFT, "-n", "5000", "--seed", "7", "--out", str(again))
    assert pq.read_table(again).equals(pq.read_table(table))


def test_screening_gives_what_verify_gives_each_deal(run: Run, table: Path, tmp_path: Path) -> None:
    out = tmp_path / "verdicts.parquet"
    result = run("screen", str(table), *BOTH, "--out", str(out), "--format", "json")
    assert result.exit_code == 0
    data = json.loads(result.output)
    jsonschema.Draft202012Validator(schemas.schema("screening")).validate(data)
    (found,) = data["answers"]
    assert found["deals"] == found["judged"] == 5000
    zone = dealcheck.explore(HANOI / "draft.yaml", ["us-hanoi", "dprk-ri"])
    assert abs(found["acceptable"] / 5000 - zone.acceptable / zone.resolutions) < 0.02
    verdicts = pq.read_table(out).to_pylist()
    assert len(verdicts) == 10_000
    rejected = {row["deal"] for row in verdicts if row["verdict"] == "rejected"}
    assert 5000 - len(rejected) == found["acceptable"]
    rows = pq.read_table(table).to_pylist()
    for name in [f"hanoi-draft-{n}" for n in range(1, 40)]:
        deal = as_deal([row for row in rows if row["deal"] == name])
        for verdict in dealcheck.verify(deal, ["us-hanoi", "dprk-ri"]).verdicts:
            assert isinstance(verdict, dealcheck.Verdict)
            (row,) = [each for each in verdicts if (each["deal"], each["ruleset"]) == (name, verdict.ruleset)]
            assert row["verdict"] == verdict.outcome
            assert row["score"] == verdict.score
            broken = {each["bottom_line"]: [f"step-{n}" for n in each["steps"]] for each in row["broken"]}
            assert broken == {breach.bottom_line: list(breach.steps) for breach in verdict.breaches}


def as_deal(rows: list[dict[str, Any]]) -> dealcheck.Deal:
    """The deal that some rows of a table make."""
    steps = [f"step-{n}" for n in range(1, 4)]
    provisions = {}
    for row in rows:
        attributes = {name: (row[name],) for name in ("witnessed-by", "form", "paid-in") if row[name] is not None}
        provisions[row["provision"]] = dealcheck.Provision(
            id=row["provision"],
            parties=tuple(row["party"]),
            action=(row["action"],),
            object=(row["object"],),
            from_=(steps[row["from"] - 1],),
            until=(steps[row["until"] - 1],) if row["until"] else (),
            attributes=attributes,
        )
    return dealcheck.Deal(
        id="deal",
        vocabulary="korea",
        steps=tuple(dealcheck.Step(id=step) for step in steps),
        provisions=provisions,
    )


COLUMNS = ("deal", "provision", "party", "action", "object", "from", "until", "steps")
GOOD = ("d1", "freeze", "dprk", "freeze", "yongbyon", 1, None, 2)
BAD = {
    ("d2", "freeze", "dprk", "freze", "yongbyon", 1, None, 2): "unknown action `freze`",
    ("d3", "freeze", "dprk", "freeze", "yongbyn", 1, None, 2): "unknown object `yongbyn`",
    ("d4", "freeze", "prk", "freeze", "yongbyon", 1, None, 2): "unknown party `prk`",
    ("d5", "freeze", "dprk", "freeze", "yongbyon", 3, None, 2): "`from` is none of the deal's steps",
    ("d6", "freeze", "dprk", "freeze", "yongbyon", 0, None, 2): "`from` is none of the deal's steps",
    ("d7", "freeze", "dprk", "freeze", "yongbyon", 2, 2, 2): "`until` does not come after `from`",
    ("d8", "freeze", "dprk", "freeze", "yongbyon", 1, 4, 2): "`until` is none of the deal's steps",
    ("d9", "freeze", "dprk", "freeze", "yongbyon", 1, None, 0): "`steps` is not from 1 to 2",
    ("d10", "freeze", "dprk", None, "yongbyon", 1, None, 2): "`action` is null",
    ("d11", None, "dprk", "freeze", "yongbyon", 1, None, 2): "`provision` is null",
    (None, "freeze", "dprk", "freeze", "yongbyon", 1, None, 2): "`deal` is null",
    ("d12", "freeze", None, "freeze", "yongbyon", 1, None, 2): "`party` is null",
    ("d13", "freeze", "dprk", "freeze", "yongbyon", 1, None, None): "`steps` is null",
}


def arrow(rows: list[tuple[Any, ...]]) -> pa.Table:
    kinds = [pa.string()] * 5 + [pa.int64()] * 3
    return pa.table({name: pa.array(column, kind) for name, column, kind in zip(COLUMNS, zip(*rows), kinds)})


@pytest.mark.parametrize("suffix", ["parquet", "csv", "arrow"])
def test_what_does_not_fit_has_no_verdict_and_a_reason(run: Run, tmp_path: Path, suffix: str) -> None:
    data, file = arrow([GOOD, *BAD]), tmp_path / f"deals.{suffix}"
    write = {"parquet": pq.write_table, "csv": pyarrow.csv.write_csv, "arrow": pyarrow.feather.write_feather}
    write[suffix](data, file)
    out = tmp_path / "verdicts.parquet"
    result = run("screen", str(file), *BOTH, "--out", str(out))
    assert result.exit_code == 2
    assert "could not be judged, and have no verdict" in result.output
    assert {row["deal"] for row in pq.read_table(out).to_pylist()} == {"d1"}
    rejects = pq.read_table(tmp_path / "verdicts.rejects.parquet").to_pylist()
    assert {row["deal"]: row["why"] for row in rejects} == {row[0]: why for row, why in BAD.items()}
    for why in BAD.values():
        assert why in result.output


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        (pa.nulls(1), "`steps` is null"),
        (pa.array([1.5]), "is no whole number"),
        (pa.array([float("inf")]), "is no whole number"),
        (pa.array([float("nan")]), "`steps` is null"),
        (pa.array([Decimal("1.5")]), "is no whole number"),
        (pa.array([2**64 - 1], pa.uint64()), "is no whole number"),
        (pa.array([-(2**63)]), "`steps` is not from 1 to 1"),
        (pa.array(["two"]), "is no whole number"),
        (pa.array([2.0]), None),
        (pa.array([Decimal("2.0")]), None),
        (pa.array([2], pa.uint64()), None),
        (pa.array(["2"]), None),
    ],
)
def test_numbers_of_steps_of_any_type(run: Run, tmp_path: Path, steps: Any, why: str | None) -> None:
    file = tmp_path / "deals.parquet"
    pq.write_table(arrow([GOOD]).drop_columns(["steps"]).append_column("steps", steps), file)
    result = run("screen", str(file), "--rules", "us-hanoi")
    assert result.exit_code == (2 if why else 0)
    assert why is None or f"1  {why}" in result.output or f"`steps` {why}" in result.output


def test_hostile_text_is_shown_escaped_and_cut(run: Run, tmp_path: Path) -> None:
    evil = "`; DROP TABLE x; --\n\x1b[31m\u202e'\"" + "x" * 10_000
    file = tmp_path / "deals.parquet"
    pq.write_table(arrow([GOOD, (evil, evil, *GOOD[2:]), ("d2", "p", "dprk", evil, *GOOD[4:])]), file)
    result = run("screen", str(file), "--rules", "us-hanoi", "--out", str(tmp_path / "verdicts.csv"))
    assert result.exit_code == 2
    assert "Of 2 deals" in result.output
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert "x" * 200 not in result.output


def test_more_ids_of_provisions_than_can_be_told_apart_at_a_glance(run: Run, tmp_path: Path) -> None:
    """The sums then still count a joint provision once: `cash` is over 5 only if it counts twice."""
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "ruleset: mine\nparty: us\nvocabulary: korea\nbottom-lines:\n  cash:\n"
        "    forbid: {total: {of: millions, over: {part-of: sanctions}, more-than: 5}}\n"
    )
    kinds = pa.schema([*zip(COLUMNS, [pa.string()] * 5 + [pa.int64()] * 3), ("millions", pa.int64())])
    names = [f"p{n}" for n in range(300)]
    rows = [
        (f"d{n}", name, party, "exempt", "sanctions", 1, None, 1, 3)
        for n, name in enumerate(names)
        for party in ("us", "rok")
    ]
    data = pa.table([pa.array(column, kind) for column, kind in zip(zip(*rows), kinds.types)], schema=kinds)
    pq.write_table(data, tmp_path / "deals.parquet")
    for given, accepted in (((), 300), (("--joint-rows",), 300), (("--no-joint-rows",), 0)):
        result = run("screen", str(tmp_path / "deals.parquet"), "--rules", str(rules), *given)
        assert f"Of 300 deals {accepted} are acceptable to all." in result.output, given


def test_rows_that_contradict_each_other_are_not_judged(run: Run, tmp_path: Path) -> None:
    rows = [
        GOOD,
        ("d2", "a", "us", "implement", "confidence-building-measures", 1, None, 2),
        ("d2", "a", "rok", "implement", "confidence-building-measures", 1, None, 2),  # joint: that is fine
        ("d3", "a", "us", "implement", "confidence-building-measures", 1, None, 2),
        ("d3", "a", "rok", "implement", "confidence-building-measures", 2, None, 2),
        ("d4", "a", "us", "implement", "confidence-building-measures", 1, None, 2),
        ("d4", "b", "us", "exempt", "people-to-people", 1, None, 1),
    ]
    file = tmp_path / "deals.parquet"
    pq.write_table(arrow(rows), file)
    result = run("screen", str(file), "--rules", "us-hanoi", "--rejects", str(tmp_path / "rejects.csv"))
    assert result.exit_code == 2
    rejects = (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    assert "d3,,,,,,,,the rows of one provision differ in more than the party" in rejects
    assert "d4,,,,,,,,its rows say different numbers of steps" in rejects
    assert "Of 2 deals" in result.output


def test_several_files_and_one_number_of_steps_for_all(run: Run, tmp_path: Path) -> None:
    for number in range(3):
        row = (f"d{number}", *GOOD[1:])
        pq.write_table(arrow([row]).drop_columns(["steps", "until"]), tmp_path / f"part-{number}.parquet")
    for given in ([str(tmp_path)], [str(tmp_path / "part-*.parquet")], sorted(map(str, tmp_path.iterdir()))):
        result = run("screen", *given, "--rules", "us-hanoi", "--steps", "2")
        assert "Of 3 deals 3 are acceptable to all." in result.output
        assert result.exit_code == 0


def test_csv_verdicts_are_text(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "deals.parquet", tmp_path / "verdicts.csv"
    relief = ("d1", "relief", "us", "lift", "sanctions", 2, None, 2)
    pq.write_table(arrow([relief]), file)
    assert run("screen", str(file), "--rules", "us-hanoi", "--out", str(out)).exit_code == 1
    head, line = out.read_text(encoding="utf-8").splitlines()
    assert head == "deal,ruleset,verdict,score,broken"
    assert line.startswith("d1,us-hanoi,rejected,-")
    assert "core-sanctions-stay@2; " in line


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"action": None}, "error: the table has no column `action`"),
        ({"steps": None}, "error: the table has no column `steps`; say how many steps deals have: `--steps`"),
        ({"action": pa.array([1])}, "error: column `action` is of type int64, and it must be text"),
        ({"steps": pa.array([63])}, "error: some deal has more than 62 steps, which is the most that a table may hold"),
        ({"form": pa.array([{"a": 1}])}, "error: column `form` is of type struct"),
        ({"party": pa.array([[1]])}, "error: column `party` is of type array<int64>, and it must be text"),
        ({"action": pa.nulls(1)}, "error: column `action` is of type "),
        ({"steps": pa.array([True])}, "error: column `steps` is of type boolean, and it must hold whole numbers"),
    ],
)
def test_a_table_of_the_wrong_form_is_explained(run: Run, tmp_path: Path, change: Any, message: str) -> None:
    data = arrow([GOOD])
    for name, column in change.items():
        data = data.drop_columns([name]) if name in data.column_names else data
        data = data.append_column(name, column) if column is not None else data
    file = tmp_path / "deals.parquet"
    pq.write_table(data, file)
    result = run("screen", str(file), "--rules", "us-hanoi")
    assert result.exit_code == 2
    assert result.output.startswith(message)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            ("screen", "nowhere.parquet", "--rules", "us-hanoi"),
            "error: can't read `nowhere.parquet`: there is no such table",
        ),
        (("screen", "README.md", "--rules", "us-hanoi"), "error: `README.md` is no table"),
        (("screen", "x.parquet"), "error: no ruleset is named; name those to ask with `--rules`"),
        (("screen", "x.csv", "--rules", "us-hanoi", "--out", "x.txt"), "error: can't write `x.txt`"),
        (
            ("screen", "x.csv", "--rules", "us-hanoi", "--backend", "duckdb", "--connect", "spark://host:7077"),
            "error: only Spark connects to an address",
        ),
        (("sample", DRAFT, "-n", "5", "--out", "x.txt"), "error: can't write `x.txt`"),
        (("sample", DRAFT, "-n", "5", "--out", "nowhere/x.parquet"), "error: can't write `nowhere/x.parquet`"),
    ],
)
def test_a_wrong_call_is_explained(run: Run, call: tuple[str, ...], message: str) -> None:
    result = run(*call)
    assert result.exit_code == 2
    assert result.output.startswith(message)


def test_a_broken_file_is_explained(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "deals.parquet"
    file.write_bytes(b"PAR1 but not really")
    result = run("screen", str(file), "--rules", "us-hanoi")
    assert result.exit_code == 2
    assert result.output.startswith("error: can't read `")
    assert "Traceback" not in result.output


def test_an_interrupted_run_leaves_no_file(run: Run, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupt)
    out = table.with_name("verdicts.parquet")
    assert run("screen", str(table), *BOTH, "--out", str(out)).exit_code == 130
    assert list(table.parent.iterdir()) == [table]


def test_the_tables_of_other_libraries() -> None:
    """An Arrow, a pandas and an Ibis table give the same verdicts, as tables to go on from."""
    import ibis

    data = arrow([GOOD, ("d2", "relief", "us", "lift", "sanctions", 2, None, 2)])
    expected = [("d1", "accepted", Decimal(10)), ("d2", "rejected", Decimal(-20))]
    for given in (data, data.to_pandas(), ibis.memtable(data)):
        verdicts = dealcheck.screen(given, "us-hanoi")
        rows = verdicts.filter(verdicts.ruleset == "us-hanoi").order_by("deal").to_pyarrow().to_pylist()
        assert [(row["deal"], row["verdict"]) for row in rows] == [each[:2] for each in expected]
        assert dealcheck.rejected_rows(given, "us-hanoi").count().to_pyarrow().as_py() == 0
    with pytest.raises(dealcheck.InputError, match="expected a table or the path of one, found int"):
        dealcheck.screen(5, "us-hanoi")


def endless(connection: Any, _table: Any) -> None:
    connection.con.execute("SELECT count(*) FROM range(1000000000000000) AS t(n) WHERE hash(n) = 1")


def test_time_limit_ends_what_the_database_does(run: Run, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dealcheck.questions.screen.files._kept", endless)
    out = table.with_name("verdicts.parquet")
    result = run("screen", str(table), *BOTH, "--out", str(out), "--timeout", "0.1")
    assert result.exit_code == 2
    assert "time was up after 0.1 seconds; no table is half written" in result.stderr
    assert list(table.parent.iterdir()) == [table]


def test_time_limit_that_is_not_met_changes_nothing(run: Run, table: Path) -> None:
    plain, limited = (run("screen", str(table), *BOTH, *more) for more in ((), ("--timeout", "600")))
    assert (limited.exit_code, limited.stdout) == (plain.exit_code, plain.stdout)


def test_ctrl_c_ends_what_the_database_does(run: Run, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(what: str, _done: int = 0, of: int = 0) -> None:
        if of:
            raise KeyboardInterrupt

    monkeypatch.setattr("dealcheck.questions.screen.files._kept", endless)
    monkeypatch.setattr("dealcheck.questions.screen.watched.tell", interrupt)
    assert run("screen", str(table), *BOTH, "--out", str(table.with_name("verdicts.parquet"))).exit_code == 130
    assert list(table.parent.iterdir()) == [table]


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_what_workers_wrote_to_their_own_disks_is_missed(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / f"verdicts.{suffix}"
    folder.mkdir()
    (folder / "_SUCCESS").touch()
    part = pa.table({"deal": ["a", 'b\nb,"', "c"]})
    (pq.write_table if suffix == "parquet" else pyarrow.csv.write_csv)(part, folder / f"part-0.{suffix}")
    _check_complete(3, folder, folder.name)
    with pytest.raises(dealcheck.EngineError, match=r"of 5 rows .*, 3 are on this machine: give a folder"):
        _check_complete(5, folder, folder.name)


@pytest.mark.spark
def test_spark_writes_csv_as_duckdb_does(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    names = ["plain", 'q"uote', " spaces ", "a,b", "back\\", '\\"', "line\nbreak"]
    written = {}
    for backend in ("duckdb", "spark"):
        out = tmp_path / f"{backend}.csv"
        with connected(backend, None, None) as connection:
            write_table(ibis.memtable({"deal": names}), str(out), connection)
        files = out.glob("*.csv") if backend == "spark" else [out]
        rows = [row for file in files for row in csv.DictReader(io.StringIO(file.read_bytes().decode(), newline=""))]
        written[backend] = sorted(rows, key=str)
        if backend == "spark":
            _check_complete(len(rows), out, out.name)
    assert {row["deal"] for row in written["duckdb"]} == set(names)
    assert written["spark"] == written["duckdb"]


@pytest.mark.spark
def test_time_limit_ends_what_spark_does() -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    endless = "SELECT count(*) FROM range(1000000000000000) WHERE hash(id) = 1"
    with (
        connected("spark", None, None) as connection,
        pytest.raises(dealcheck.TimeLimitError, match="time was up after"),
    ):
        watched(connection, Stage(), lambda: connection.raw_sql(endless).collect(), 0.5)
