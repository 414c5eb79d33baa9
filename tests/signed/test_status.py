"""The status of a signed deal: states, remedies, bottom lines on what happened, and what comes next."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

import dealcheck
from tests.conftest import ROOT
from tests.signed.made import DEAL, RULES, SESSION, WORDS, record, states, status

ENGINES = ["ledger", "durable", "reference"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log in which land is not given in time."""
    log = tmp_path / "log.jsonl"
    record(log, "reached", "start", "2026-04-01")
    record(log, "performed", "sea", "2026-04-01")
    return log


def remedy(answer: dealcheck.Status, name: str = "power") -> tuple[str, str | None, str | None]:
    (found,) = (each for each in answer.remedies if each.remedy == name)
    return found.state, found.since, found.effect


def lines(answer: dealcheck.Status) -> dict[str, tuple[str, str | None]]:
    """The state of each bottom line, and the day that goes with it."""
    (ruleset,) = answer.rulesets
    return {line.bottom_line: (line.state, line.since or line.due) for line in ruleset.lines}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_provision_from_its_step_to_its_breach(log: Path, engine: str) -> None:
    # 10 working days after Wednesday 1 April 2026; Friday 3 April is a holiday, so it is due on Thursday 16 April.
    for day, state in {
        "2026-03-31": ("not due", None, None),
        "2026-04-01": ("due", "2026-04-01", "2026-04-16"),
        "2026-04-16": ("due", "2026-04-01", "2026-04-16"),
        "2026-04-17": ("breach", "2026-04-17", "2026-04-16"),
    }.items():
        assert states(status(log, day, engine=engine))["land"] == state, day


@pytest.mark.parametrize("engine", ENGINES)
def test_a_power_from_its_breach_to_its_lapse(log: Path, engine: str) -> None:
    # In breach since 17 April; for a month on 17 May; invoked on 20 May; after notice of 10 days in effect on 30 May.
    assert remedy(status(log, "2026-04-20", engine=engine)) == ("not available", None, "2026-05-17")
    assert remedy(status(log, "2026-05-17", engine=engine)) == ("not available", None, "2026-05-17")
    assert remedy(status(log, "2026-05-18", engine=engine)) == ("available", "2026-05-17", None)
    record(log, "invoked", "power", "2026-05-20", by="b")
    record(log, "stopped", "sea", "2026-05-25")
    assert remedy(status(log, "2026-05-20", engine=engine)) == ("notice", "2026-05-20", "2026-05-30")
    assert states(status(log, "2026-05-29", engine=engine))["sea"][0] == "breach"
    after = status(log, "2026-05-30", engine=engine)
    assert remedy(after) == ("in effect", "2026-05-30", "2026-05-30")
    assert states(after)["sea"] == ("suspended", "2026-05-30", None)
    assert states(after)["penalty"] == ("due", "2026-05-30", "2026-06-13")
    assert states(status(log, "2026-06-14", engine=engine))["penalty"][0] == "breach"
    # Cured on 20 June: from the day after, the remedy is gone and what it suspended is owed again.
    record(log, "performed", "land", "2026-06-20")
    assert states(status(log, "2026-06-20", engine=engine))["sea"][0] == "suspended"
    cured = status(log, "2026-06-21", engine=engine)
    assert remedy(cured)[0] == "not available"
    assert states(cured)["sea"] == ("due", "2026-06-21", "2026-06-21")
    assert states(cured)["penalty"][0] == "not due"
    assert states(status(log, "2026-06-22", engine=engine))["sea"][0] == "breach"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_remedy_by_itself_ends_for_good(log: Path, engine: str) -> None:
    # In breach since 17 April, for three months on 17 July, in effect the day after.
    assert remedy(status(log, "2026-07-17", engine=engine), "by-itself")[0] == "not available"
    assert remedy(status(log, "2026-07-18", engine=engine), "by-itself") == ("in effect", "2026-07-18", "2026-07-18")
    record(log, "performed", "land", "2026-08-01")
    assert states(status(log, "2026-09-01", engine=engine))["sea"] == ("ended", "2026-07-18", None)
    assert remedy(status(log, "2026-09-01", engine=engine), "by-itself")[0] == "in effect"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_notice_runs_on_where_a_cured_breach_lets_nothing_lapse(log: Path, engine: str) -> None:
    # In breach for three months on 17 July, cured on 25 July; what never lapses goes on.
    deal = DEAL.replace("    ends: sea\n", "    ends: sea\n    notice: 1 month\n")
    record(log, "performed", "land", "2026-07-25")
    for day in ("2026-07-20", "2026-08-01", "2026-08-16"):
        answer = dealcheck.status(deal, [WORDS, RULES], log=log, as_of=day, engine=engine, session=SESSION)
        assert remedy(answer, "by-itself") == ("notice", "2026-07-17", "2026-08-17"), day
    answer = dealcheck.status(deal, [WORDS, RULES], log=log, as_of="2026-08-17", engine=engine, session=SESSION)
    assert remedy(answer, "by-itself") == ("in effect", "2026-08-17", "2026-08-17")
    assert states(answer)["sea"][0] == "ended"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_waiver_excuses_until_its_day(log: Path, engine: str) -> None:
    record(log, "waived", "land", "2026-04-20", by="b", until="2026-05-10")
    assert states(status(log, "2026-04-20", engine=engine))["land"][:2] == ("waived", "2026-04-20")
    assert not status(log, "2026-05-09", engine=engine).overdue
    assert states(status(log, "2026-05-10", engine=engine))["land"][:2] == ("breach", "2026-05-10")


def test_an_event_that_comes_late_changes_what_was(log: Path) -> None:
    assert states(status(log, "2026-05-01"))["land"][0] == "breach"
    record(log, "performed", "land", "2026-04-10")
    assert states(status(log, "2026-05-01"))["land"] == ("performed", "2026-04-10", None)
    record(log, "void", "e3", "2026-05-02")
    assert states(status(log, "2026-05-01"))["land"][0] == "breach"


def test_bottom_lines_are_kept_open_or_broken_since_a_day(log: Path) -> None:
    before = status(log, "2026-03-31")
    assert lines(before) == {
        "no-sea-without-land": ("kept", None),
        "land-in-the-end": ("open", None),
        "fine-soon": ("kept", None),
    }
    now = status(log, "2026-04-01")
    assert lines(now)["no-sea-without-land"] == ("broken", "2026-04-01")
    assert lines(now)["fine-soon"] == ("open", None)  # `end` has neither date nor term
    record(log, "reached", "end", "2026-05-04")
    over = status(log, "2026-05-04")
    assert lines(over)["fine-soon"] == ("broken", "2026-05-04")
    assert lines(over)["land-in-the-end"] == ("open", "2026-05-05")  # the last day on which anything falls due
    assert lines(status(log, "2026-05-05"))["land-in-the-end"] == ("broken", "2026-05-05")
    assert over.broken
    breach = next(line.breach for line in now.rulesets[0].lines if line.bottom_line == "no-sea-without-land")
    assert breach is not None
    assert (breach.at, breach.provisions, breach.sources[0].speaker) == ("2026-04-01", ("sea",), "The minister")
    assert breach.releases[0].finding.shortfalls[0].text == "it was never performed"


def test_what_comes_next_comes_in_its_order(log: Path) -> None:
    coming = status(log, "2026-04-10").next
    assert [(each.day, each.kind, each.name) for each in coming] == [("2026-04-16", "provision", "land")]
    coming = status(log, "2026-04-20").next
    assert [(each.day, each.name) for each in coming] == [("2026-05-17", "power"), ("2026-07-17", "by-itself")]
    assert coming[0].text == "Beta may invoke “What is lent is taken back”, if the breach goes on"
    planned = status(log.parent / "none.jsonl", "2026-02-01") if (log.parent / "none.jsonl").exists() else None
    assert planned is None
    empty = log.parent / "empty.jsonl"
    empty.write_text("")
    days = [(each.day, each.name) for each in status(empty, "2026-02-01").next]
    assert days == [("2026-03-01", "signing"), ("2026-04-30", "start"), ("2026-04-30", "sea"), ("2026-05-14", "land")]


def test_steps_and_those_that_are_overdue(log: Path, tmp_path: Path) -> None:
    told = [(step.step, step.state, step.since or step.due) for step in status(log, "2026-04-02").steps]
    assert told == [("signing", "begun", "2026-03-01"), ("start", "begun", "2026-04-01"), ("end", "to come", None)]
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    assert not status(empty, "2026-04-30").overdue
    late = status(empty, "2026-05-01")
    assert late.overdue
    assert (late.steps[1].state, late.steps[1].due) == ("overdue", "2026-04-30")


@pytest.mark.parametrize("as_of", ["2026-02-30", "today", 5, ""])
def test_a_day_that_is_none_is_refused(log: Path, as_of: object) -> None:
    with pytest.raises(dealcheck.InputError, match=r"`as_of`: expected a day as 2026-04-02"):
        status(log, as_of)  # type: ignore[arg-type]


def test_without_a_day_it_is_today(log: Path) -> None:
    answer = dealcheck.status(DEAL, [WORDS, RULES], log=log, session=SESSION)
    assert date.fromisoformat(answer.as_of) >= date(2026, 1, 1)


def test_a_draft_is_not_signed(log: Path) -> None:
    draft = DEAL.replace("action: give, object: land", "action: [lend, give], object: land")
    with pytest.raises(dealcheck.InputError, match="has brackets: a deal is signed once it has none"):
        dealcheck.status(draft, [WORDS, RULES], log=log, session=SESSION)


def test_the_answer_has_what_is_overdue_beside_what_is_in_breach(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text("")
    deal = DEAL.replace("object: land, from: start", "object: land, from: signing")
    answer = dealcheck.status(deal, [WORDS, RULES], log=log, as_of="2026-05-18", session=SESSION)
    assert dealcheck.render(answer).splitlines()[:2] == [
        "On 2026-05-18, Alpha is in breach of land since 2026-03-14; step “start” is overdue, as it was due on",
        "2026-04-30.",
    ]


def test_titles_come_with_the_ids_that_commands_take(log: Path) -> None:
    deal = DEAL.replace("{id: end}", "{id: end, title: All is done}").replace(
        "{id: signing,", "{id: signing, title: Signing,"
    )
    answer = dealcheck.status(deal, [WORDS, RULES], log=log, as_of="2026-05-18", session=SESSION)
    steps = dealcheck.render(answer).partition("Steps:\n")[2].splitlines()[1:4]
    assert [line[:20].strip() for line in steps] == ["Signing", "start", "All is done (end)"]
    assert answer.parties == {"a": "Alpha", "b": "Beta"}


def test_every_format_shows_it(log: Path) -> None:
    answer = status(log, "2026-05-18")
    text = dealcheck.render(answer)
    assert text.startswith(
        "On 2026-05-18, Alpha is in breach of land since 2026-04-17.\nBroken since 2026-04-01: No sea"
    )
    assert "- What is lent is taken back (power): Beta may invoke it, since 2026-05-17" in text
    assert "Broken on 2026-04-01 by provision sea" in text
    data = json.loads(dealcheck.render(answer, "json"))["answers"][0]
    assert {each["provision"]: each["state"] for each in data["provisions"]}["land"] == "breach"
    assert (data["overdue"], data["broken"]) == (True, True)
    assert "deal:breach" in dealcheck.render(answer, "sarif")
    assert 'failures="2"' in dealcheck.render(answer, "junit")
    assert dealcheck.render(answer, "markdown").startswith("## ")


def test_the_status_is_told_again_after_each_change(log: Path, tmp_path: Path) -> None:
    for name, text in (("deal.yaml", DEAL), ("words.yaml", WORDS), ("rules.yaml", RULES)):
        (tmp_path / name).write_text(text)
    call = [sys.executable, "-m", "dealcheck", "status", "deal.yaml", "--log", "log.jsonl", "--watch", "--quiet"]
    call += ["--as-of", "2026-05-01", "--rules", "words.yaml", "--rules", "rules.yaml"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(call, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            first = process.stdout.readline()
            assert "Alpha is in breach of land since 2026-04-17" in first
            record(log, "performed", "land", "2026-04-20")
            assert "nothing is overdue" in process.stdout.readline()
            with log.open("ab") as stream:
                stream.write(b'{"id": "e9", "on": ')
                stream.flush()
                assert "nothing is overdue" in process.stdout.readline()  # a line that was begun is told
                stream.write(b'"2026-04-25", "recorded": "2026-05-01T00:00:00Z", "stopped": "land"}\n')
            assert "Alpha is in breach of land since 2026-04-25" in process.stdout.readline()
        finally:
            time.sleep(0.5)  # it has flushed what it wrote, and waits
            process.terminate()
            process.wait()
    assert process.returncode == 143


def test_what_is_followed_is_what_is_read_at_once(tmp_path: Path) -> None:
    from dealcheck.questions.signed.status import Following

    log = tmp_path / "log.jsonl"
    log.write_text("")
    follow = Following(DEAL, [WORDS, RULES], log=log, as_of="2026-06-15", session=SESSION)
    follow.read_on()
    days = ("2026-04-01", "2026-04-05", "2026-04-03", "2026-06-20", "2026-06-01")  # late ones, and one that is to come
    kinds = (("reached", "start"), ("performed", "land"), ("performed", "sea"), ("stopped", "land"), ("stopped", "sea"))
    for (kind, of), on in zip(kinds, days):
        record(log, kind, of, on)
        assert follow.read_on()
        assert follow.status() == status(log, "2026-06-15")
    record(log, "void", "e4", "2026-06-30")
    follow.read_on()
    assert follow.status() == status(log, "2026-06-15")
    start = time.process_time()
    assert not follow.read_on()
    assert time.process_time() - start < 5
