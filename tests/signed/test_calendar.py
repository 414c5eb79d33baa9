"""Calendar files, read by another parser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import dealcheck
from dealcheck.cli import app
from tests.signed.made import DEAL, RULES, SESSION, WORDS, record

icalendar = pytest.importorskip("icalendar")


def events(text: str) -> list[tuple[str, date, date]]:
    """The events of a calendar file: what, from, up to and without."""
    parsed = icalendar.Calendar.from_ical(text)
    assert parsed["VERSION"] == "2.0"
    found = parsed.walk("VEVENT")
    assert len({each["UID"] for each in found}) == len(found)
    assert all(each["DTSTAMP"].dt.tzinfo is not None for each in found)
    return [(str(each["SUMMARY"]), each["DTSTART"].dt, each["DTEND"].dt) for each in found]


def calendar(log: Path | None, as_of: str, deal: str = DEAL) -> str:
    return dealcheck.calendar_text(deal, [WORDS, RULES], log=log, as_of=as_of, session=SESSION)


def test_another_parser_finds_every_term_and_notice(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    record(log, "reached", "start", "2026-04-01")
    record(log, "performed", "sea", "2026-04-01")
    record(log, "invoked", "power", "2026-05-20")
    assert events(calendar(log, "2026-05-21")) == [
        ("“What is lent is taken back” takes effect", date(2026, 5, 30), date(2026, 5, 31)),
        ("The condition of “by itself” is met, if the breach goes on", date(2026, 7, 17), date(2026, 7, 18)),
        ("Notice of “What is lent is taken back” runs", date(2026, 5, 20), date(2026, 5, 30)),
    ]


def test_before_anything_happened_the_plan_is_there() -> None:
    found = events(calendar(None, "2026-02-01"))
    assert ("Step “signing” begins", date(2026, 3, 1), date(2026, 3, 2)) in found
    assert ("“land” will be due from Alpha", date(2026, 5, 14), date(2026, 5, 15)) in found


def test_titles_can_not_break_out() -> None:
    title = "Peace, land; “bread” \\n END:VCALENDAR " + "長い" * 60
    deal = DEAL.replace("deal: deal\n", f"deal: deal\ntitle: {title!r}\n")
    text = calendar(None, "2026-02-01", deal)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\n") == text.count("\r\n")
    parsed = icalendar.Calendar.from_ical(text)
    descriptions = [str(each["DESCRIPTION"]) for each in parsed.walk("VEVENT")]
    assert all(text.startswith("Peace, land; “bread” \\") and "n END:VCALENDAR 長い" in text for text in descriptions)
    assert len(parsed.walk("VCALENDAR")) == 1


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("deal.yaml", DEAL), ("words.yaml", WORDS)):
        Path(name).write_text(text)
    rules = ["--rules", "words.yaml"]
    Path("rules.yaml").write_text(RULES)
    rules += ["--rules", "rules.yaml"]
    call = ["calendar", "deal.yaml", *rules, "--as-of", "2026-02-01", "--out", "out.ics"]
    result = CliRunner().invoke(app, call, prog_name="dealcheck")
    assert result.exit_code == 0, result.output
    assert events(Path("out.ics").read_bytes().decode())
