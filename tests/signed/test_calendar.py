"""Calendar files, read by another parser."""

from __future__ import annotations

from datetime import date, datetime, timezone
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


OTHER_RULES = RULES.replace("ruleset: rules", "ruleset: others").replace("party: b\nbottom", "party: a\nbottom")


def test_rulesets_may_call_their_bottom_lines_alike(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    record(log, "reached", "start", "2026-04-01")
    record(log, "reached", "end", "2026-05-04")
    text = dealcheck.calendar_text(DEAL, [WORDS, RULES, OTHER_RULES], log=log, as_of="2026-05-04", session=SESSION)
    events(text)  # no two of one UID
    summaries = [str(each["SUMMARY"]) for each in icalendar.Calendar.from_ical(text).walk("VEVENT")]
    assert "“land in the end” of Beta (rules) is broken unless it is met before" in summaries
    assert "“land in the end” of Alpha (others) is broken unless it is met before" in summaries


def test_what_moves_keeps_its_uid_and_is_stamped_later(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"

    def written(as_of: str) -> dict[str, tuple[date, datetime]]:
        parsed = icalendar.Calendar.from_ical(calendar(log, as_of))
        return {str(each["UID"]): (each["DTSTART"].dt, each["DTSTAMP"].dt) for each in parsed.walk("VEVENT")}

    log.write_text("")
    before = written("2026-03-30")
    moment = record(log, "reached", "start", "2026-03-28").recorded
    after = written("2026-03-30")
    assert written("2026-03-30") == after
    assert before["provision.land.deal@dealcheck"][0] == date(2026, 5, 14)
    assert after["provision.land.deal@dealcheck"] == (date(2026, 4, 13), moment.replace(microsecond=0))
    assert all(stamp == datetime(2026, 3, 30, tzinfo=timezone.utc) for _, stamp in before.values())
    log.write_text(log.read_text().replace(f'"recorded": "{moment.year}', '"recorded": "0001'))
    assert {stamp.year for _, stamp in written("0001-01-01").values()} == {1}


def test_a_calendar_of_nothing_has_something_in_it(tmp_path: Path) -> None:
    """RFC 5545 asks for at least one component."""
    words = "deal: short\nvocabulary: words\nprovisions: {land: {party: a, action: give, object: land}}\n"
    text = dealcheck.calendar_text(words, [WORDS], as_of="2026-02-01", session=SESSION)
    parsed = icalendar.Calendar.from_ical(text)
    assert not parsed.walk("VEVENT")
    assert [each["TZID"] for each in parsed.walk("VTIMEZONE")] == ["UTC"]
    assert "VTIMEZONE" not in calendar(None, "2026-02-01")


def test_letters_of_many_bytes_are_folded_whole(tmp_path: Path) -> None:
    for shift in range(5):
        title = "x" * shift + "é登🕊\u200d한" * 40
        deal = DEAL.replace("title: What is lent is taken back", f"title: {title}")
        log = tmp_path / "log.jsonl"
        log.write_text("")
        for kind, of, on in (("reached", "start", "2026-04-01"), ("invoked", "power", "2026-05-20")):
            dealcheck.record(deal, kind, of, on=on, log=log, rulesets=[WORDS, RULES], session=SESSION)
        text = calendar(log, "2026-05-21", deal)
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        assert f"“{title}” takes effect" in [summary for summary, _, _ in events(text)]


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
