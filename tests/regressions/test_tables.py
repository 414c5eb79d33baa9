"""Tables in which a "no" was once lost: each folder beside this file holds one, with its rules."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from click.testing import Result

import dealcheck
from dealcheck.engines.tables.reading.files import files_of

Run = Callable[..., Result]
HERE = Path(__file__).parent
HEAD = "deal,provision,party,action,object,steps"
SHIP = "1,m,seller,ship,machine,1"
RULES = ("--rules", str(HERE / "csv-hash" / "rules"))
FIELDS = [(name, pa.string()) for name in ("deal", "provision", "party", "action", "object")]


def verdicts(run: Run, *tables: object, rules: tuple[str, ...] = RULES, options: tuple[str, ...] = ()) -> Any:
    """How many deals a call of `screen` finds acceptable, how many it judges, and how many there are."""
    result = run("screen", *map(str, tables), *rules, *options, "--format", "json")
    assert result.output.startswith("{"), result.output
    (found,) = json.loads(result.output)["answers"]
    return found["acceptable"], found["judged"], found["deals"]


def refused(run: Run, *arguments: object) -> str:
    """What a call that is wrong says."""
    result = run(*map(str, arguments))
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output


def paying(amounts: Any, *names: str, deals: Any = None) -> pa.Table:
    """Deals in which goods are shipped and so much is paid; the rules want at least 1,000."""
    amounts = amounts if isinstance(amounts, pa.Array) else pa.array(amounts)
    size = len(amounts)
    deals = deals if deals is not None else pa.array([f"d{n}" for n in range(1, size + 1)])
    columns = {
        "deal": pa.concat_arrays([deals, deals]),
        "provision": pa.array(["m"] * size + ["p"] * size),
        "party": pa.array(["seller"] * size + ["buyer"] * size),
        "action": pa.array(["ship"] * size + ["pay"] * size),
        "object": pa.array(["machine"] * size + ["price"] * size),
        "steps": pa.array([1] * (2 * size)),
        (names or ("amount",))[0]: pa.concat_arrays([pa.nulls(size, amounts.type), amounts]),
    }
    return pa.table(columns)


def write_arrow(table: pa.Table, file: Path) -> None:
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def test_a_row_that_begins_like_a_comment_is_a_row(run: Run) -> None:
    assert verdicts(run, HERE / "csv-hash" / "deals.csv") == (1, 2, 2)


def test_whole_numbers_in_one_file_do_not_round_those_of_another(run: Run) -> None:
    assert verdicts(run, HERE / "parquet-types" / "ints-then-floats") == (0, 2, 2)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_column_that_only_one_file_has_is_kept(run: Run, kind: str) -> None:
    assert verdicts(run, HERE / "files-with-other-columns" / kind) == (1, 2, 2)


def test_an_attribute_with_the_name_of_a_column_of_ours_is_refused(run: Run) -> None:
    folder = HERE / "attribute-named-steps"
    assert "can't sign" in run("verify", str(folder / "st.yaml"), "--rules", str(folder / "ks.yaml")).output
    message = refused(run, "screen", folder / "st.csv", "--rules", folder / "ks.yaml")
    assert "ruleset `ks` asks for an attribute `steps`" in message


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_sample_holds_text_that_looks_like_a_number(run: Run, tmp_path: Path, suffix: str) -> None:
    folder, out = HERE / "sample-csv-loses-type", tmp_path / f"k.{suffix}"
    assert run("sample", str(folder / "k.yaml"), "-n", "2", "--out", str(out)).exit_code == 0
    assert verdicts(run, out, rules=("--rules", str(folder / "kr.yaml"))) == (2, 2, 2)


def test_a_sample_knows_the_words_of_the_project(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(HERE / "sample-local-rules", tmp_path / "project")
    monkeypatch.chdir(folder)
    assert run("sample", "d.yaml", "-n", "1", "--out", "o.csv").exit_code == 0
    monkeypatch.chdir(tmp_path)
    rules = ("--rules", "project/rules/vocabulary.yaml", "--rules", "project/rules/seller.yaml")
    assert run("sample", "project/d.yaml", *rules, "-n", "1", "--out", "o.csv").exit_code == 0
    assert dealcheck.sample("project/d.yaml", 1, "p.csv", rulesets="project/rules") == 2


def test_a_folder_is_never_removed(run: Run, tmp_path: Path) -> None:
    folder, out = HERE / "screen-out-folder", tmp_path / "out.parquet"
    out.mkdir()
    (out / "notes.txt").write_text("notes")
    rules = ("--rules", folder / "a.yaml", "--rules", folder / "vocabulary.yaml", "--steps", 2)
    for option in ("--out", "--rejects"):
        assert "it is a folder" in refused(run, "screen", folder / "t.csv", *rules, option, out)
    assert "it is a folder" in refused(run, "sample", "examples/hanoi/draft.yaml", "-n", 1, "--out", out)
    assert (out / "notes.txt").read_text() == "notes"


def test_an_output_is_no_input_and_no_other_output(run: Run, tmp_path: Path) -> None:
    table, link = tmp_path / "t.csv", tmp_path / "link.csv"
    table.write_text(f"{HEAD}\n{SHIP}\n")
    link.symlink_to(table)
    for out in (table, link):
        assert "is one of the inputs" in refused(run, "screen", table, *RULES, "--out", out)
    link.unlink()
    assert "is one of the inputs" in refused(run, "screen", tmp_path, *RULES, "--out", table)
    one = tmp_path / "one.csv"
    again = tmp_path / ".." / tmp_path.name / "one.csv"
    assert "are the same file" in refused(run, "screen", table, *RULES, "--out", one, "--rejects", again)
    assert table.read_text() == f"{HEAD}\n{SHIP}\n"


BROKEN = {
    "short": (f"{HEAD}\n{SHIP}\n2,m,seller,ship,machine\n", ":3:1: the row has 5 cells, and there are 6 columns"),
    "long": (f"{HEAD}\n{SHIP},\n", ":2:1: the row has 7 cells"),
    "long in quotes": (f'{HEAD}\n"1",m,seller,ship,machine,1,\n', ":2:1: the row has 7 cells"),
    "unclosed": (f'{HEAD}\n{SHIP}\n"2,m,seller,ship,machine,1\n3,m\n', ":3:1: the row has a quotation mark"),
    "after a quote": (f'{HEAD}\n"a\nb"x,m,seller,ship,machine,1\n', ":2:1: text follows the end of a quoted cell"),
    "blank after a quote": (f'{HEAD}\n"1" ,m,seller,ship,machine,1\n', ":2:1: text follows"),
    "latin": (f"{HEAD}\n\xe9,m,seller,ship,machine,1\n".encode("latin-1"), ":2:1: the row is not UTF-8 text"),
    "latin head": (f"{HEAD},\xe9\n{SHIP},\n".encode("latin-1"), ":1:1: the row is not UTF-8 text"),
    "utf-16": (f"{HEAD}\n{SHIP}\n".encode("utf-16"), ":1:1: "),
    "nul": (f"{HEAD}\n{SHIP}\n\0,m,seller,ship,machine,1\n", "NUL character"),
    "twice": (f"{HEAD},a,a\n", ":1:8: column `a` is there twice"),
    "case": (f"{HEAD},a,A\n", ":1:8: column `A` differs from `a` in case alone"),
    "nameless": (f"{HEAD},\n", ":1:7: column 7 has no name"),
    "empty": ("", ":1:1: the file is empty"),
    "semicolons": (HEAD.replace(",", ";") + "\n", "say what separates cells: `--delimiter`"),
    "From": (f"{HEAD},From\n{SHIP},1\n", "column `From` differs from `from` in case alone"),
    "Amount": (f"{HEAD},Amount\n{SHIP},1\n", "asks for an attribute `amount`, and the table has `Amount`"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_csv_table_is_told_by_file_and_line(run: Run, tmp_path: Path, name: str) -> None:
    content, message = BROKEN[name]
    file = tmp_path / "deals.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert message in refused(run, "screen", file, *RULES)


def test_the_dialect_of_csv_is_fixed(run: Run, tmp_path: Path) -> None:
    """Marks, blanks, line ends and a byte order mark; quotes that need none; numbers of all forms."""
    file = tmp_path / "deals.csv"
    rows = [
        "'1',m,seller,ship,machine,1,",
        '"a,""b""\nc", m ,seller,ship,machine,1,',
        "2,m,seller,ship,machine,1,",
        "2,p,buyer,pay,price,1,1e3",
        "3,m,seller,ship,machine,1,",
        "3,p,buyer,pay,price,1,999.99999999999999999999",
        "4,m,seller,ship,machine,1,",
        '4,p,buyer,pay,price,1,"""1000"""',
    ]
    for end in ("\n", "\r\n", "\r"):
        file.write_bytes(b"\xef\xbb\xbf" + end.join((f" {HEAD} , amount ", *rows, "", "")).encode())
        assert verdicts(run, file) == (1, 5, 5)
    file.write_bytes(file.read_bytes().replace(b",", b"|"))
    assert verdicts(run, file, options=("--delimiter", "|"))[2] == 5
    assert dealcheck.screen(file, RULES[1], delimiter="|").count().to_pyarrow().as_py() == 5
    assert "expected one character as delimiter" in refused(run, "screen", file, *RULES, "--delimiter", "||")


@pytest.mark.parametrize("cell", ["yes", "007", "0x1F", "1_000", "NULL", "~", "TRUE", ".inf", "1e99", "1e-60"])
def test_a_cell_that_can_be_read_in_two_ways_is_rejected(run: Run, tmp_path: Path, cell: str) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(f"{HEAD},amount\n{SHIP},\n2,p,buyer,pay,price,1,{cell}\n")
    assert verdicts(run, file) == (0, 1, 2)
    assert "`amount` can't be read" in run("screen", str(file), *RULES).output


@pytest.mark.parametrize("step", ["1.5", "01", "1e0", "+1", "-1", "one", "true"])
def test_steps_are_whole_numbers(run: Run, tmp_path: Path, step: str) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(f"{HEAD},from\n{SHIP},{step}\n2{SHIP[1:]}, 1 \n")
    assert verdicts(run, file) == (0, 1, 2)


def test_an_empty_table_has_no_deals(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD)
    assert verdicts(run, tmp_path / "a.csv") == (0, 0, 0)
    kinds = pa.schema([*FIELDS, ("steps", pa.int64())])
    pq.write_table(kinds.empty_table(), tmp_path / "a.parquet")
    assert verdicts(run, tmp_path / "a.parquet") == (0, 0, 0)


def test_a_name_is_a_name_before_it_is_a_pattern(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "year=2020"
    folder.mkdir()
    for name, amount in (("a*.parquet", 1000), ("ab.parquet", 1), ("a[b].parquet", 1000), ("a?.parquet", 1000)):
        pq.write_table(paying([amount]), folder / name)
    for name in ("a*.parquet", "a[b].parquet", "a?.parquet"):
        assert verdicts(run, folder / name) == (1, 1, 1)
        table = dealcheck.screen(folder / name, RULES[1])
        assert table.filter(table.verdict == "accepted").count().to_pyarrow().as_py() == 1


def test_a_folder_is_its_files_and_no_more(run: Run, tmp_path: Path) -> None:
    """The names of folders are no columns, though the rules ask for one of that name; hidden files are no tables."""
    folder = tmp_path / "deals" / "amount=1000"
    folder.mkdir(parents=True)
    pq.write_table(paying([1], "other"), folder / "part.parquet")
    (folder / "_SUCCESS").write_text("")
    (folder / ".part.parquet.crc").write_text("")
    pq.write_table(paying([1000], deals=pa.array(["x"])), folder / ".hidden.parquet")
    assert verdicts(run, tmp_path / "deals") == (0, 1, 1)
    assert verdicts(run, tmp_path / "deals" / "**" / "*.parquet") == (0, 1, 1)
    (folder / "more.txt").write_text("")
    assert "more.txt` is no table" in refused(run, "screen", tmp_path / "deals", *RULES)
    (folder / "more.txt").unlink()
    (folder / "_temporary").mkdir()
    assert "is not looked into" in refused(run, "screen", tmp_path / "deals", *RULES)
    assert "the folder holds no table" in refused(run, "screen", folder / "_temporary", *RULES)
    assert "found an empty text" in refused(run, "screen", "", *RULES)
    with pytest.raises(dealcheck.InputError, match="expected the path of a table"):
        files_of([""])


def test_a_file_counts_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{HEAD}\n{SHIP}\n")
    for other in (file, tmp_path, tmp_path / ".." / tmp_path.name / "a.csv"):
        assert "is given twice" in refused(run, "screen", file, other, *RULES)


TYPES = {
    "float64": pa.array([1000.0, 999.9999999999999, 1e22, 1e-7, -0.0, 1e300, 5e-324]),
    "float32": pa.array([1000.0, 999.99994, 1e22, 1e-7, -0.0, 1e30, 1e-45], pa.float32()),
    "uint64": pa.array([1000, 999, 2**64 - 1, 0, 1, 10**19, 2], pa.uint64()),
    "decimal": pa.array([Decimal("1000.0"), Decimal("999.9"), Decimal(10**35), None, None, Decimal(1000), None]).cast(
        pa.decimal128(38, 1)
    ),
    "dictionary": pa.array([1000, 999, 10**6, 5, 5, 1000, 5]).dictionary_encode(),
    "decimal256": pa.array([Decimal(n) for n in (1000, 999, 10**35, 0, 1, 1000, 2)], pa.decimal256(38, 0)),
}


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
@pytest.mark.parametrize("name", TYPES)
def test_numbers_of_every_type_are_what_they_are(run: Run, tmp_path: Path, name: str, suffix: str) -> None:
    table, file = paying(TYPES[name]), tmp_path / f"a.{suffix}"
    (pq.write_table if suffix == "parquet" else write_arrow)(table, file)
    assert verdicts(run, file) == (3, 7, 7)
    found = dealcheck.screen(table, RULES[1])
    assert found.filter(found.verdict == "accepted").count().to_pyarrow().as_py() == 3


UNREADABLE = {
    "float16": pa.array([1000.0], pa.float16()),
    "long decimal": pa.array([Decimal("1" * 40)], pa.decimal256(50, 2)),
    "date": pa.array([18000], pa.date32()),
    "timestamp": pa.array([1], pa.timestamp("us")),
    "binary": pa.array([b"\xff"]),
    "struct": pa.array([{"a": 1}]),
    "list": pa.array([["a"]]),
}


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_type_that_no_attribute_has_is_refused_by_name(run: Run, tmp_path: Path, name: str, suffix: str) -> None:
    write = pq.write_table if suffix == "parquet" else write_arrow
    write(paying(UNREADABLE[name]), tmp_path / f"a.{suffix}")
    assert "column `amount` is of type " in refused(run, "screen", tmp_path / f"a.{suffix}", *RULES)
    write(paying(UNREADABLE[name], "unasked"), tmp_path / f"b.{suffix}")
    assert verdicts(run, tmp_path / f"b.{suffix}") == (0, 1, 1)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_rejected(run: Run, tmp_path: Path, value: float) -> None:
    pq.write_table(paying(pa.array([value, 1000.0], from_pandas=False)), tmp_path / "a.parquet")
    assert verdicts(run, tmp_path / "a.parquet") == (1, 1, 2)


def test_types_of_files_are_united_without_loss_or_refused(run: Run, tmp_path: Path) -> None:
    kinds = [
        pa.array([2**53 + 1]),
        pa.array([1000.5]),
        pa.array([Decimal("999.99")], pa.decimal128(5, 2)),
        pa.array([0.1], pa.float32()),
        pa.nulls(1),
    ]
    for number, amounts in enumerate(kinds):
        table = paying(amounts, deals=pa.array([f"f{number}"]))
        until = pa.array([None, None], pa.int64() if number % 2 else pa.float64())
        pq.write_table(table.append_column("until", until), tmp_path / f"{number}.parquet")
    assert verdicts(run, tmp_path) == (2, 5, 5)
    pq.write_table(paying(["1000"]), tmp_path / "text.parquet")
    message = refused(run, "screen", tmp_path, *RULES)
    assert "column `amount` is of type int64 in `" in message
    assert "and of type string in `" in message
    assert "text.parquet`" in message


def test_names_that_differ_in_case_alone_are_refused_between_files(run: Run, tmp_path: Path) -> None:
    for suffix, write in (("parquet", pq.write_table), ("arrow", write_arrow)):
        write(paying([1000]), tmp_path / f"a.{suffix}")
        write(paying([1000], "Amount", deals=pa.array(["x"])), tmp_path / f"b.{suffix}")
        message = refused(run, "screen", tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}", *RULES)
        assert "column `Amount` of `" in message
        assert "in case alone" in message
    with pytest.raises(dealcheck.InputError, match="in case alone"):
        dealcheck.screen(paying([1000]).append_column("Amount", pa.array([1, 2])), RULES[1])


def test_steps_that_contradict_the_option_are_rejected(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEAD}\n{SHIP}\n2,m,seller,ship,machine,3\n3,m,seller,ship,machine,\n")
    assert verdicts(run, tmp_path / "a.csv", options=("--steps", "1")) == (0, 2, 3)


TEXTS = ["1.50", "true", "yes", "007", "null", "", " a ", "a\nb", "#1", "a,b", 'say "hi" twice', "é", "1e5", "~"]


def test_a_sample_holds_all_text_or_refuses_it(run: Run, tmp_path: Path) -> None:
    provision = dealcheck.Provision(
        id="a", party="us", action=("exempt",), object=("coal-exports",), attributes={"code": tuple(TEXTS)}
    )
    deal = dealcheck.Deal(id="d", vocabulary="korea", provisions={"a": provision})
    lines = "\n".join(
        f"  c{n}: {{forbid: {{party: us, action: exempt, object: coal-exports, where: {{code: {json.dumps(text)}}}}}}}"
        for n, text in enumerate(TEXTS)
    )
    rules = f"ruleset: r\nparty: us\nvocabulary: korea\nbottom-lines:\n{lines}\n"
    found = {}
    for suffix in ("csv", "parquet"):
        out = tmp_path / f"a.{suffix}"
        dealcheck.sample(deal, 200, out)
        rows = dealcheck.screen(out, rules).to_pyarrow().to_pylist()
        assert dealcheck.rejected_rows(out, rules).count().to_pyarrow().as_py() == 0
        found[suffix] = {row["deal"]: [each["bottom_line"] for each in row["broken"]] for row in rows}
    assert found["csv"] == found["parquet"]
    assert {line for lines in found["csv"].values() for line in lines} == {f"c{n}" for n in range(len(TEXTS))}


@pytest.mark.parametrize(
    ("values", "suffix", "message"),
    [
        (('"quoted"',), "csv", "CSV can't hold the text"),
        ((Decimal("1e30"), Decimal("1e-20")), "parquet", "more than 38 digits"),
        ((Decimal(1), "one"), "parquet", "values of several types"),
    ],
)
def test_a_sample_refuses_what_its_file_can_not_hold(
    tmp_path: Path, values: tuple[Any, ...], suffix: str, message: str
) -> None:
    provision = dealcheck.Provision(
        id="a", party="us", action=("exempt",), object=("coal-exports",), attributes={"code": values}
    )
    deal = dealcheck.Deal(id="d", vocabulary="korea", provisions={"a": provision})
    with pytest.raises(dealcheck.InputError, match=message):
        dealcheck.sample(deal, 2, tmp_path / f"a.{suffix}")
