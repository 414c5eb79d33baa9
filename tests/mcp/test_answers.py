"""Each tool answers what its command prints as JSON, in pages that are short."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator
from mcp import Client

from dealcheck.mcp.cuts import tokens_of
from dealcheck.mcp.tools import DEFAULT_TOKENS, Desk, tools
from dealcheck.questions import QUESTIONS
from dealcheck.session.plugins import Plugins
from tests.conftest import HANOI
from tests.mcp.client import connected, whole

HANOI_DRAFT = "examples/hanoi/draft.yaml"
RI = "examples/hanoi/dprk-offer-ri.yaml"
BIGGER = "examples/hanoi/bigger.yaml"
CALLS: dict[str, list[tuple[dict[str, Any], list[str]]]] = {
    "verify": [
        ({"deals": [RI]}, [RI]),
        (
            {"deals": [RI, BIGGER, HANOI_DRAFT], "rules": ["us-hanoi", "dprk-ri"], "strict": True},
            [RI, BIGGER, HANOI_DRAFT, "--rules", "us-hanoi", "--rules", "dprk-ri", "--strict"],
        ),
    ],
    "explore": [
        (
            {"draft": HANOI_DRAFT, "rules": ["us-hanoi"], "examples": 40, "seed": 7, "settle": ["no-tests=in"]},
            [HANOI_DRAFT, "--rules", "us-hanoi", "--examples", "40", "--seed", "7", "--settle", "no-tests=in"],
        )
    ],
    "repair": [({"deal": RI, "direction": "smaller"}, [RI, "--smaller"]), ({"deal": BIGGER}, [BIGGER])],
    "conflicts": [({"deal": HANOI_DRAFT, "limit": 20}, [HANOI_DRAFT, "--limit", "20"])],
    "matrix": [({"deal": HANOI_DRAFT}, [HANOI_DRAFT])],
    "accounts": [({"deal": RI}, [RI])],
    "reconcile": [
        (
            {"rules": ["us-hanoi", "dprk-ri"], "steps": 2, "best": "nash"},
            ["--rules", "us-hanoi", "--rules", "dprk-ri", "--steps", "2", "--best", "nash"],
        )
    ],
    "diff": [({"before": "dprk-trump", "after": "dprk-ri"}, ["dprk-trump", "dprk-ri"])],
    "test": [({"paths": ["tests/rules"], "coverage": True}, ["tests/rules", "--coverage"])],
    "lint": [({"rules": ["examples/lint"]}, ["examples/lint"])],
    "doctor": [({"names": ["mcp"]}, ["mcp"])],
}
"""For each question, arguments of its tool and the same as a command line."""


@pytest.fixture(scope="module")
def replies() -> dict[str, list[dict[str, Any]]]:
    """The whole answers of one server to all the calls."""

    async def answered(client: Client) -> dict[str, list[dict[str, Any]]]:
        answers = {}

        for name, calls in CALLS.items():  # Python 3.10 knows no asynchronous comprehension within another
            answers[name] = [await whole(client, name, **arguments) for arguments, _ in calls]
        return answers

    return connected(answered, ".")


def printed(done: Result) -> tuple[int, Any]:
    """The exit status of a command, and its JSON."""
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.parametrize("name", CALLS)
def test_a_tool_answers_what_its_command_prints(
    name: str, replies: dict[str, list[dict[str, Any]]], run: Callable[..., Result]
) -> None:
    for reply, (_, line) in zip(replies[name], CALLS[name]):
        assert (reply["status"], reply["answer"]) == printed(run(name, *line, "--format", "json"))


def test_tables_too(tmp_path: Path, run: Callable[..., Result]) -> None:
    table = tmp_path / "deals.csv"
    table.write_text("deal,provision,party,action,object\na,x,dprk,dismantle,yongbyon\n")
    reply = Desk(Plugins(), [tmp_path]).call("screen", {"tables": [str(table)], "rules": ["us-hanoi"], "steps": 1})
    line = ("screen", str(table), "--rules", "us-hanoi", "--steps", "1", "--format", "json")
    assert (reply["status"], reply["answer"]) == printed(run(*line))


def test_a_text_is_answered_as_a_file_is(run: Callable[..., Result]) -> None:
    text = (HANOI / "dprk-offer-ri.yaml").read_text(encoding="utf-8")
    ruleset = "ruleset: mine\nparty: us\nvocabulary: korea\nbottom-lines:\n  none:\n" + (
        "    forbid: {party: us, action: lift, part-of: sanctions}\n"
    )

    desk = Desk(Plugins())
    by_all = desk.call("verify", {"deals": [text], "most_tokens": 100_000})
    by_mine = desk.call("verify", {"deals": [text], "rules": [ruleset]})
    status, answer = printed(run("verify", "-", "--format", "json", input=text))
    assert by_all["status"] == status
    assert json.dumps(by_all["answer"]).replace("<text>", "<stdin>") == json.dumps(answer)
    (verdict,) = by_mine["answer"]["verifications"][0]["verdicts"]
    assert (verdict["ruleset"], verdict["can_sign"]) == ("mine", False)


def test_there_is_a_tool_for_each_question_with_proper_schemas() -> None:
    async def listed(client: Client) -> Any:
        return (await client.list_tools()).tools

    found = connected(listed)
    assert [tool.name for tool in found] == [question.name for question in QUESTIONS]
    for tool in found:
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
        assert tool.annotations.read_only_hint
        # What no tool may do: write files, or reach another machine.
        assert not {"out", "rejects", "fix", "connect", "write", "output"} & tool.input_schema["properties"].keys()


def test_tools_say_what_the_command_line_calls_by_other_names() -> None:
    assert [tool.name for tool in tools() if "--" in tool.description] == []


def test_answers_are_short_unless_more_is_allowed() -> None:
    arguments = CALLS["explore"][0][0]

    desk = Desk(Plugins(), ["."])
    short, long = desk.call("explore", arguments), desk.call("explore", {**arguments, "most_tokens": 100_000})
    assert tokens_of(short) <= DEFAULT_TOKENS < tokens_of(long)
    assert short["more"]
    assert "more" not in long


def test_what_was_answered_stays_while_it_is_read_on(tmp_path: Path) -> None:
    deal = tmp_path / "deal.yaml"
    deal.write_text((HANOI / "dprk-offer-ri.yaml").read_text(encoding="utf-8"), encoding="utf-8")

    desk = Desk(Plugins(), [tmp_path])
    asked = {"deals": [str(deal)], "most_tokens": 500}
    first = desk.call("verify", asked)
    deal.write_text("deal: other\nvocabulary: korea\nprovisions: {}\n")
    left = first["more"][0]
    part = desk.call("verify", {**asked, "at": left["at"], "start": left["start"]})
    assert part["part"]
    assert part["status"] == first["status"] == 1
    assert "mistakes" in desk.call("verify", asked) or desk.call("verify", asked)["answer"] != first["answer"]
