"""Resources, prompts, and calls that are wrong, over stdio."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from click.testing import Result
from mcp import Client, MCPError

from dealcheck.mcp.resources import language_page
from tests.conftest import ROOT
from tests.mcp.client import called, connected


def test_resources_are_the_language_the_schemas_and_the_rules() -> None:
    async def read(client: Client) -> dict[str, Any]:
        listed = (await client.list_resources()).resources
        return {each.uri: (await client.read_resource(each.uri)).contents[0] for each in listed}

    contents = connected(read)
    texts = {uri: content.text for uri, content in contents.items()}
    assert texts["dealcheck://language"] == (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    assert json.loads(texts["dealcheck://schema/deal"])["$id"] == "urn:dealcheck:schema:deal:1"
    assert yaml.safe_load(texts["dealcheck://vocabulary/korea"])["vocabulary"] == "korea"
    assert yaml.safe_load(texts["dealcheck://ruleset/us-hanoi"])["party"] == "us"
    assert {each["id"] for each in json.loads(texts["dealcheck://rules"])["rulesets"]} >= {"us-hanoi", "dprk-ri"}
    assert contents["dealcheck://language"].mime_type == "text/markdown"


def test_prompts_say_in_which_order_the_tools_serve() -> None:
    async def prompts(client: Client) -> tuple[Any, str, str]:
        listed = (await client.list_prompts()).prompts
        draft = await client.get_prompt("draft-and-verify", {"terms": "coal {for} food"})
        playbook = await client.get_prompt("encode-a-playbook", {"party": "us", "playbook": "no relief first"})
        return listed, draft.messages[0].content.text, playbook.messages[0].content.text

    listed, draft, playbook = connected(prompts)
    assert {each.name: [arg.name for arg in each.arguments if arg.required] for each in listed} == {
        "draft-and-verify": ["terms"],
        "encode-a-playbook": ["party", "playbook"],
    }
    assert "coal {for} food" in draft
    assert "Rules: none named" in draft
    assert "no relief first" in playbook


@pytest.mark.parametrize(
    ("arguments", "message", "cure"),
    [
        ({}, "argument `deals` is missing", "The deal or draft"),
        ({"deals": []}, "argument `deals`: found `[]`", "expected a list of at least 1"),
        ({"deals": "x"}, "argument `deals`: found `'x'`", "expected a list"),
        ({"deals": ["a\n"], "ruels": ["b"]}, "unknown argument `ruels`", "did you mean `rules`?"),
        ({"deals": ["a\n"], "at": "/answer/5"}, "there is nothing at `/answer/5` in the answer", "take `at`"),
        ({"deals": ["deal: \x00\n"]}, "U+0000 (a control character) may not stand in a file", "take it out"),
        ({"deals": ["deal: x\n"]}, "`vocabulary` is missing", "add `vocabulary: …`"),
    ],
)
def test_a_wrong_call_is_told_how_to_be_right(arguments: dict[str, Any], message: str, cure: str) -> None:
    from dealcheck.mcp.tools import Desk
    from dealcheck.session.plugins import Plugins

    mistakes = Desk(Plugins()).call("verify", arguments)["mistakes"]
    assert any(each["message"] == message and each.get("cure", "").startswith(cure) for each in mistakes)


def test_what_does_not_exist_is_an_error_of_the_protocol() -> None:
    async def errors(client: Client) -> list[str]:
        messages = []
        for request in (
            client.read_resource("dealcheck://ruleset/nobody"),
            client.get_prompt("draft-and-verfy", {}),
            client.get_prompt("draft-and-verify", {}),
            client.call_tool("verifi", {}),
        ):
            with pytest.raises(MCPError) as caught:
                await request
            messages.append(caught.value.message)
        # The server goes on after all of these.
        assert (await called(client, "doctor"))["status"] in (0, 1)
        return messages

    unread, unknown, lacking, tool = connected(errors)
    assert unread == "there is no resource `dealcheck://ruleset/nobody`"
    assert unknown == "unknown prompt `draft-and-verfy`; did you mean `draft-and-verify`?"
    assert lacking.startswith("argument `terms` is missing")
    assert tool == "unknown tool `verifi`; did you mean `verify`?"


def test_the_language_page_is_the_one_of_the_documentation() -> None:
    assert language_page() == (ROOT / "docs" / "language.md").read_text(encoding="utf-8")


def test_a_root_that_is_no_folder_is_refused(run: Callable[..., Result]) -> None:
    done = run("mcp", "examples", "no-such-folder")
    assert done.exit_code == 2
    assert done.stderr.startswith("error: there is no folder `no-such-folder`; name folders")


def test_relative_paths_begin_at_the_first_folder() -> None:
    async def replies(client: Client) -> list[int]:
        paths = ("dprk-offer-ri.yaml", "../hanoi/bigger.yaml", "../fishery/draft.yaml")
        return [(await called(client, "verify", deals=[path], rules=["us-hanoi"]))["status"] for path in paths]

    assert connected(replies, "examples/hanoi") == [1, 0, 2]
