"""The workbench without a browser: what its pages say, what they write, and whom they refuse."""

from __future__ import annotations

import html
import os
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import attrs
import html5lib
import pytest

import dealcheck
from dealcheck.language.settle_brackets import settle_brackets
from dealcheck.serve.state import MOST_CHOICES, REPAIR, State, state_of
from tests.conftest import HANOI, ROOT

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from dealcheck.serve.app import application
from dealcheck.serve.desk import LATER, Asked
from dealcheck.serve.folder import Folder

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
RULES = ("us-hanoi", "dprk-ri")
HERE = "http://127.0.0.1:8765"
SETTLED = (
    ("article-4", "option-2"),
    ("yongbyon.action", "disable"),
    ("enrichment-access", "out"),
    ("production-freeze", "out"),
    ("no-tests", "out"),
    ("war-declaration", "in"),
    ("exchanges.from", "first-measures"),
    ("barter.paid-in", "food-and-medicine"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(HANOI, tmp_path / "talks")
    return tmp_path / "talks"


@pytest.fixture
def client(folder: Path) -> TestClient:
    return TestClient(application(Folder(folder, dealcheck.Plugins(entry_points=False)), "tok"), base_url=HERE)


def get(client: TestClient, page: str, state: State | None = None, *, status: int = 200) -> str:
    """The text of a page, which must be proper HTML."""
    response = client.get(f"/tok/{page}" + (f"?{state.query}" if state else ""))
    assert response.status_code == status, response.text
    html5lib.HTMLParser(strict=True).parse(response.text)
    return html.unescape(response.text)


def post(client: TestClient, page: str, state: State, *, origin: str = HERE, **values: str):  # type: ignore[no-untyped-def]
    data = f"{state.query}&{urlencode(values)}"
    headers = {"origin": origin, "content-type": "application/x-www-form-urlencoded"}
    return client.post(f"/tok/{page}", content=data, headers=headers, follow_redirects=False)


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


DRAFT = State("draft.yaml", RULES)


def test_the_list_of_the_folder(client: TestClient, folder: Path) -> None:
    (folder / "broken.yaml").write_text("deal: x\nprovisions: [\n", encoding="utf-8")
    (folder / "own.yaml").write_text("ruleset: own\nparty: us\nvocabulary: korea\n", encoding="utf-8")
    text = get(client, "")
    assert "A bracketed draft for the working level" in text
    assert "<h3>broken.yaml</h3>" in text
    assert "own.yaml" in text
    assert "own" in get(client, "desk", State("draft.yaml"))
    own, installed = text.split("<h2>Installed rulesets</h2>")
    assert ">own<" in own
    assert "United States: The US position at Hanoi" in installed
    assert "own.yaml" not in installed


def test_a_draft_with_what_each_alternative_leaves(client: TestClient) -> None:
    text = get(client, "desk", DRAFT)
    assert "Of 864 resolutions 62 are acceptable to all, 6 without reservations." in text
    assert re.search(r">disable<span class=\"leaves\">.*?</span> 32</span>", text)
    assert "the only one left if all are to sign" in text


def test_values_of_a_range_have_each_what_it_leaves(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "fishery", tmp_path / "fishery")
    pages = application(Folder(tmp_path / "fishery", dealcheck.Plugins(entry_points=False)), "tok")
    with TestClient(pages, base_url=HERE) as client:
        tree = html5lib.parse(client.get("/tok/desk?file=draft.yaml").text, namespaceHTMLElements=False)
    (bracket,) = tree.findall(".//*[@id='bracket-catch-of-norra.tonnes']")
    said = ["".join(each.itertext()).replace(" leaves", "").split() for each in bracket.findall("a")]
    assert [each[-2:] for each in said] == [
        [str(tonnes), str({110: 50, 115: 60, 120: 30, 125: 10}.get(tonnes, 0))] for tonnes in range(100, 151, 5)
    ]


def test_a_choice_settles_and_undo_opens_again(client: TestClient) -> None:
    chosen = DRAFT.choosing("article-4", "option-2").choosing("article-4", "option-1")
    assert "Of 288 resolutions" not in get(client, "desk", DRAFT)
    expected = dealcheck.explore(HANOI / "draft.yaml", RULES, settle=["article-4=option-1"])
    assert f"Of {expected.resolutions} resolutions {expected.acceptable} are acceptable" in get(client, "desk", chosen)
    expected = dealcheck.explore(HANOI / "draft.yaml", RULES, settle=["article-4=option-2"])
    undone = chosen.undone()
    assert f"Of {expected.resolutions} resolutions {expected.acceptable} are acceptable" in get(client, "desk", undone)
    assert "Of 864 resolutions" in get(client, "desk", undone.choosing("article-4", ""))


def test_every_link_of_a_draft_leads_to_a_page(client: TestClient) -> None:
    text = client.get(f"/tok/desk?{DRAFT.showing('plot').query}").text
    links = {html.unescape(each) for each in re.findall(r'href="(/tok/[^"]*)"', text)}
    assert len(links) > 30
    for link in links:
        assert client.get(link).status_code == 200, link


def test_a_settled_draft_has_verdicts_and_reasons(client: TestClient) -> None:
    state = State("draft.yaml", RULES, SETTLED)
    assert "Acceptable to all." in get(client, "desk", state)
    broken = state.choosing("yongbyon.action", "dismantle").showing("why")
    text = get(client, "desk", broken)
    assert "can't sign" in text
    assert "Yongbyon is not dismantled for less than the proposal" in text
    assert '<blockquote dir="auto">' in text


def test_a_choice_whose_clause_is_out_is_passed_over(client: TestClient) -> None:
    state = DRAFT.choosing("sectoral-relief.action", "lift").choosing("article-4", "option-2")
    assert "Of 432 resolutions" in get(client, "desk", state.choosing("nothing", "x"))
    assert "nothing: x" in get(client, "desk", state.choosing("nothing", "x"))


def test_taking_a_repair(client: TestClient, folder: Path) -> None:
    state = State("us-ask.yaml", RULES)
    text = client.get(f"/tok/desk?{state.showing('repairs').query}").text
    found = re.search(r'id="take-1" href="/tok/desk\?([^"]*)"', text)
    assert found
    taken = state_of(parse_qsl(html.unescape(found[1])))
    assert taken.chosen[-1][0] == REPAIR
    assert "Acceptable to all." in get(client, "desk", taken)
    before = (folder / "us-ask.yaml").read_text(encoding="utf-8")
    response = post(client, "write", taken, seen=seen(get(client, "desk", taken.showing("save"))))
    assert response.status_code == 303
    after = (folder / "us-ask.yaml").read_text(encoding="utf-8")
    assert dealcheck.verify(folder / "us-ask.yaml", RULES).acceptable_to_all
    assert next(line for line in before.splitlines() if line.startswith("#")) in after


def test_saving_under_a_new_name(client: TestClient, folder: Path) -> None:
    state = State("draft.yaml", RULES, SETTLED)
    before = (folder / "draft.yaml").read_bytes()
    assert post(client, "save", state, name="agreed").status_code == 303
    assert (folder / "draft.yaml").read_bytes() == before
    saved = dealcheck.Session().scope().deal(folder / "agreed.yaml").deal
    draft = dealcheck.Session().scope().deal(HANOI / "draft.yaml").deal
    settled = settle_brackets(draft, [f"{name}={value}" for name, value in SETTLED])
    assert saved.id == "agreed"
    assert {name: attrs.evolve(each, text="") for name, each in saved.provisions.items()} == {
        name: attrs.evolve(each, text="") for name, each in settled.provisions.items()
    }
    assert "[" not in "".join(str(each.text) for each in saved.provisions.values())
    assert post(client, "save", state, name="agreed").status_code == 422


@pytest.mark.parametrize("name", ["", "../x", "x/y", "X", ".hidden", "a.yaml", "a\nb", "a" * 3000])
def test_no_file_is_saved_under_what_is_no_name(client: TestClient, folder: Path, name: str) -> None:
    before = sorted(folder.parent.rglob("*"))
    assert post(client, "save", DRAFT, name=name).status_code == 422
    assert sorted(folder.parent.rglob("*")) == before


def test_a_file_that_changed_meanwhile_is_not_written(client: TestClient, folder: Path) -> None:
    state = DRAFT.choosing("article-4", "option-2")
    known = seen(get(client, "desk", state.showing("save")))
    file = folder / "draft.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    response = post(client, "write", state, seen=known)
    assert response.status_code == 422
    assert "has changed since this page was shown" in response.text
    assert file.read_text(encoding="utf-8").endswith("# mine\n")
    assert post(client, "write", state, seen=seen(get(client, "desk", state.showing("save")))).status_code == 303
    assert file.read_text(encoding="utf-8").endswith("# mine\n")
    assert "alternatives:" not in file.read_text(encoding="utf-8")


def test_comparing_two_drafts(client: TestClient) -> None:
    text = client.get(f"/tok/compare?{DRAFT.query}&with=bigger.yaml").text
    assert "Going bigger" in text
    assert "<del>" in text
    assert "They say the same." in client.get(f"/tok/compare?{DRAFT.query}&with=").text


def test_the_report_to_download(client: TestClient) -> None:
    response = client.get(f"/tok/report.html?{DRAFT.query}")
    assert response.headers["content-disposition"] == 'attachment; filename="draft.html"'
    assert '<table class="grid">' in response.text


def test_without_a_plugin_there_is_no_other_format(client: TestClient) -> None:
    assert "export?" not in get(client, "desk", DRAFT.showing("save"))
    response = client.get(f"/tok/export?{DRAFT.query}&as=.docx")
    assert response.status_code == 422
    assert "no plugin saves drafts as `.docx`" in response.text


def test_a_plugin_saves_a_draft_in_its_format(folder: Path) -> None:
    given: list[dealcheck.DraftToExport] = []

    class Plain:
        @dealcheck.hookimpl
        def dealcheck_exports(self) -> dict[str, dealcheck.Export]:
            return {".txt": dealcheck.Export(title="<Text>", note="Plain & short.", write=self.write)}

        def write(self, draft: dealcheck.DraftToExport) -> bytes:
            given.append(draft)
            return "\n".join(draft.words.values()).encode()

    plugins = dealcheck.Plugins(entry_points=False)
    plugins.register(Plain(), "plain")
    (folder / "a.txt").write_text("a", encoding="utf-8")
    (folder / ".hidden").mkdir()
    for name in (".b.txt", "~lock.txt", "c.text", ".hidden/d.txt"):
        (folder / name).write_text("no", encoding="utf-8")
    os.symlink(folder / "a.txt", folder / "link.txt")
    with TestClient(application(Folder(folder, plugins), "tok"), base_url=HERE) as client:
        state = DRAFT.choosing("yongbyon.action", "disable")
        assert "Download as &lt;Text&gt;" in client.get(f"/tok/desk?{state.showing('save').query}").text
        response = client.get(f"/tok/export?{state.query}&as=.txt")
    assert response.headers["content-disposition"] == 'attachment; filename="draft.txt"'
    assert response.text.startswith("Democratic People's Republic of Korea: disable Yongbyon nuclear complex")
    (draft,) = given
    assert [path.name for path in draft.documents] == ["a.txt"]
    assert draft.settled.provisions["yongbyon"].text == "The DPRK shall disable the facilities at Yongbyon."
    assert draft.deal.provisions["yongbyon"].action == ("freeze", "disable", "dismantle")


def test_brackets_stand_in_the_words_of_the_clause(client: TestClient, folder: Path) -> None:
    text = client.get(f"/tok/desk?{DRAFT.query}").text
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    said = [" ".join("".join(each.itertext()).split()) for each in tree.findall(".//p[@class='wording']")]
    assert said[0] == "The DPRK shall freeze leaves 24 disable leaves 32 dismantle leaves 6 the facilities at Yongbyon."
    assert said[1].startswith("[The DPRK shall declare ✗ (nothing here) leaves 0 → and admit inspectors to leaves 14")
    kept = client.get(f"/tok/desk?{DRAFT.choosing('war-declaration', 'in').query}").text
    assert ">The United States and the DPRK declare that the war of 1950 to 1953 is over. <" in kept
    file = folder / "draft.yaml"
    mixed = file.read_text(encoding="utf-8").replace("[freeze] [disable] [dismantle] the", "[dismantle] [freeze] the")
    file.write_text(mixed, encoding="utf-8")
    text = client.get(f"/tok/desk?{DRAFT.query}").text
    assert "The DPRK shall [dismantle] [freeze] the facilities" in text  # in doubt the choices stand below
    assert '<span class="name">action</span>' in text


def test_a_repair_is_worded_where_words_say_how(client: TestClient, folder: Path) -> None:
    page = client.get(f"/tok/desk?{State('us-ask.yaml', RULES).showing('repairs').query}").text
    found = re.search(r'id="take-1" href="/tok/desk\?([^"]*)"', page)
    assert found
    taken = client.get(f"/tok/desk?{html.unescape(found[1])}").text
    assert "To be worded: from: relief → rollback" in taken
    assert "(brought in)" in taken


def test_counts_that_take_long_come_later(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Asked.answer

    def hurried(self: Asked, seconds: float):  # type: ignore[no-untyped-def]
        found = answer(self, seconds)
        return found if seconds >= LATER else attrs.evolve(found, uncounted="the time was up")

    monkeypatch.setattr(Asked, "answer", hurried)
    page = client.get(f"/tok/desk?{DRAFT.query}").text
    assert f'hx-get="/tok/counted?{html.escape(DRAFT.query)}" hx-trigger="load"' in page
    assert "<progress" in page
    counted = client.get(f"/tok/counted?{DRAFT.query}").text
    assert "hx-trigger" not in counted
    assert "<progress" not in counted
    assert "Of 864 resolutions 62 are acceptable" in counted


# Whom it refuses


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "[::1", "a@b"])
def test_other_hosts_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/tok/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_this_machine_is_served(client: TestClient, host: str) -> None:
    assert client.get("/tok/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/desk?file=draft.yaml", "/tokk/", "/tok", "/static/desk.css", "//tok/"])
def test_without_the_token_there_is_nothing(client: TestClient, path: str) -> None:
    response = client.get(path, follow_redirects=False)
    assert response.status_code in (307, 403, 404)
    assert "draft" not in response.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", ""])
def test_only_pages_of_the_desk_may_write(client: TestClient, folder: Path, origin: str) -> None:
    before = sorted(folder.iterdir())
    assert post(client, "save", DRAFT, origin=origin, name="x").status_code == 403
    assert client.post("/tok/save", content=f"{DRAFT.query}&name=x").status_code == 403
    assert sorted(folder.iterdir()) == before


def test_a_large_request_is_refused(client: TestClient) -> None:
    assert post(client, "save", DRAFT, name="x" * 300_000).status_code == 413


@pytest.mark.parametrize(
    "file",
    ["../secret.yaml", "/etc/passwd", "link.yaml", "linked/secret.yaml", "", ".", "x\x00y", "a" * 5000, ".hidden.yaml"],
)
def test_files_outside_are_refused(client: TestClient, folder: Path, file: str) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    text = (HANOI / "draft.yaml").read_text(encoding="utf-8").replace("working level", "SECRET")
    for place in (folder.parent / "secret.yaml", outside / "secret.yaml", folder / ".hidden.yaml"):
        place.write_text(text, encoding="utf-8")
    os.symlink(folder.parent / "secret.yaml", folder / "link.yaml")
    os.symlink(outside, folder / "linked")
    for page in ("desk", "counted", "compare", "report.html"):
        response = client.get(f"/tok/{page}?{urlencode({'file': file})}")
        assert response.status_code == 422
        assert "SECRET" not in response.text
    assert "SECRET" not in client.get("/tok/").text


def test_rules_are_known_by_their_ids_alone(client: TestClient, folder: Path) -> None:
    (folder.parent / "other.yaml").write_text("ruleset: other\nparty: us\nvocabulary: korea\n", encoding="utf-8")
    for rules in (str(folder.parent / "other.yaml"), "../other.yaml", "ruleset: x\nparty: us\n"):
        assert client.get(f"/tok/desk?{State('draft.yaml', (rules,)).query}").status_code == 422


def test_no_page_has_a_script_of_its_own(client: TestClient) -> None:
    response = client.get(f"/tok/desk?{DRAFT.showing('plot').query}")
    policy = response.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    own = [f'<script src="/tok/static/{name}.js" defer>' for name in ("htmx.min", "desk")]
    assert re.findall(r"<script[^>]*>", response.text) == own
    assert not re.search(r"\s(on[a-z]+|style)=", response.text)
    assert response.headers["cache-control"] == "no-store"


def test_hostile_text_stays_text(client: TestClient, folder: Path) -> None:
    hostile = "</title><script>alert(1)</script>'\"><img src=x>"
    text = (folder / "draft.yaml").read_text(encoding="utf-8")
    quoted = "'" + hostile.replace("'", "''") + "'"
    (folder / "draft.yaml").write_text(
        text.replace("title: A bracketed draft for the working level", f"title: {quoted}"), encoding="utf-8"
    )
    for page in ("", f"desk?{DRAFT.query}", f"desk?file={hostile}", f"compare?{DRAFT.query}&with={hostile}"):
        tree = html5lib.parse(client.get(f"/tok/{page}").text, namespaceHTMLElements=False)
        assert not "".join(script.text or "" for script in tree.iter("script"))
        assert not tree.findall(".//img")
    state = DRAFT.choosing(hostile, hostile)
    assert not html5lib.parse(client.get(f"/tok/desk?{state.query}").text, namespaceHTMLElements=False).findall(
        ".//img"
    )


def test_a_state_survives_its_address() -> None:
    state = State("a b/ü.yaml", ("x", "y"), (("a.b", "c=d&e"), ("a.b", ""), ("q", "1")), "why")
    assert state_of(parse_qsl(state.query, keep_blank_values=True)) == state
    assert state.choices == {"q": "1"}
    assert state.undone().undone().choices == {"a.b": "c=d&e"}


def test_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(dealcheck.InputError, match="is no folder"):
        Folder(tmp_path / "none", dealcheck.Plugins(entry_points=False))


def test_the_same_choice_again_is_one_choice() -> None:
    state = State("draft.yaml").choosing("a.action", "freeze")
    assert state.choosing("a.action", "freeze") == state
    assert State("draft.yaml").choosing("a.action", "") == State("draft.yaml")
    assert state.choosing("a.action", "lift").choosing("a.action", "freeze").undone().choices == {"a.action": "lift"}


def test_a_long_evening_of_choices_keeps_the_last_ones() -> None:
    state = State("draft.yaml")
    for number in range(MOST_CHOICES + 5):
        state = state.choosing("a.action", f"v{number}").choosing("b.action", "out")
    assert state.choices == {"a.action": f"v{MOST_CHOICES + 4}", "b.action": "out"}
    assert len(state.chosen) <= MOST_CHOICES


def test_more_choices_than_a_page_holds_are_refused(client: TestClient) -> None:
    many = "".join(f"&choose=a{number}%3Db" for number in range(MOST_CHOICES + 1))
    response = client.get(f"/tok/desk?file=draft.yaml{many}")
    assert response.status_code == 422
    assert f"there are more than {MOST_CHOICES} choices; save what is chosen as a new deal" in response.text
    response = client.get(f"/tok/desk?file=draft.yaml{'&x=1' * 3000}")
    assert response.status_code == 422
    assert "the address asks for more than 2000 things" in response.text
