"""The workbench in a real browser, as people use it who never saw YAML: with a mouse, with keys alone, in two tabs."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import dealcheck
from tests.browser.conftest import look
from tests.conftest import HANOI, ROOT

pytestmark = pytest.mark.browser
RULES = ("us-hanoi", "dprk-ri")
SETTLING = {
    "article-4": "option-2",
    "yongbyon.action": "disable",
    "enrichment-access": "out",
    "production-freeze": "out",
    "no-tests": "out",
    "war-declaration": "in",
    "exchanges.from": "the-first-measures",
    "barter.paid-in": "food-and-medicine",
}
HOSTILE = "<script>document.title='taken'</script>'\"><img src=x onerror=document.title='taken'>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(HANOI, tmp_path / "talks")
    return tmp_path / "talks"


@pytest.fixture
def desk(folder: Path) -> Iterator[str]:
    """The address of a workbench on the folder."""
    uvicorn = pytest.importorskip("uvicorn")
    from dealcheck.serve.app import application
    from dealcheck.serve.folder import Folder

    app = application(Folder(folder, dealcheck.Plugins(entry_points=False)), "secret")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/secret/"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def page(desk: str, page: Any) -> Any:
    """A page that is closed before the workbench, which it may still be asking."""
    return page


def draft(desk: str, *choices: str) -> str:
    rules = "".join(f"&rules={name}" for name in RULES)
    return f"{desk}desk?file=draft.yaml{rules}" + "".join(f"&choose={each.replace('=', '%3D')}" for each in choices)


def choose(page: Any, bracket: str, value: str) -> None:
    """Click an alternative, and wait until the page says that it is taken."""
    group = page.locator(f"[id='bracket-{bracket}']")
    words = value.replace("-", ".")
    found = group.get_by_role("link").filter(has_text=re.compile(words, re.IGNORECASE)).first
    name = found.get_attribute("id")
    found.click()
    page.locator(f"[id='{name}'].taken").wait_for()


def answer(page: Any) -> str:
    return str(page.locator("aside .answer").inner_text())


def test_settle_undo_and_save(page: Any, desk: str, folder: Path) -> None:
    page.goto(desk)
    page.get_by_role("link", name="A bracketed draft for the working level").click()
    page.get_by_role("checkbox", name="dprk-trump").uncheck()
    page.get_by_role("button", name="Ask these").click()
    page.get_by_text("Of 864 resolutions 62 are acceptable to all").first.wait_for()
    for bracket, value in SETTLING.items():
        choose(page, bracket, value)
    assert "Acceptable to all." in answer(page)
    assert page.get_by_role("status").inner_text().strip() == "Acceptable to all."
    page.get_by_role("link", name="Undo: Barter, paid in").click()
    page.get_by_text("resolutions").first.wait_for()
    choose(page, "barter.paid-in", "payment")
    page.get_by_role("link", name="Save, share, compare").click()
    page.get_by_label("Save as a new deal").fill("room-text")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved as room-text.yaml.").first.wait_for()
    verification = dealcheck.verify(folder / "room-text.yaml", RULES)
    assert verification.acceptable_to_all
    assert "Invented for this example." in (folder / "room-text.yaml").read_text(encoding="utf-8")


def test_the_draft_is_settled_in_its_words(page: Any, desk: str) -> None:
    """By someone who reads the clauses alone, and clicks what stands in their brackets."""
    page.goto(draft(desk))
    clauses = page.locator("section.clause")
    for clause, words in (
        ("Yongbyon", "disable"),
        ("Enrichment access", "leave out"),
        ("Production freeze", "leave out"),
        ("No tests", "states"),
        ("No tests", "keep in"),
        ("War declaration", "keep in"),
        ("Exchanges", "the first measures"),
        ("Barter", "food and medicine"),
    ):
        own = clauses.filter(has=page.get_by_role("heading", name=re.compile(f"^{clause}")))
        own.get_by_role("link", name=re.compile(words)).click()
        own.locator(".choice.taken", has_text=words).wait_for()
    page.get_by_role("link", name=re.compile("Option 2: exchanges, barter")).click()
    page.locator(
        "aside .answer", has_text=re.compile("Acceptable to all")
    ).wait_for()  # of a draft it says "… are acceptable"
    page.get_by_role("link", name="Save, share, compare").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as HTML").click()
    assert download.value.suggested_filename == "draft.html"
    report = download.value.path().read_text(encoding="utf-8")
    assert "Acceptable to all" in report


def test_back_undoes(page: Any, desk: str) -> None:
    page.goto(draft(desk))
    choose(page, "article-4", "option-2")
    choose(page, "yongbyon.action", "freeze")
    page.go_back()
    page.get_by_role("link", name="Undo: Article 4").wait_for()


def test_clicks_in_quick_succession_all_count(page: Any, desk: str) -> None:
    """The second and third are made before the page that the first asks for has come."""
    page.goto(draft(desk))
    clicked = ("choice-yongbyon.action-2", "choice-no-tests-2", "choice-enrichment-access-2")
    page.evaluate("names => names.forEach(name => document.getElementById(name).click())", clicked)
    for name in clicked:
        page.locator(f"[id='{name}'].taken").wait_for()
    for name in reversed(clicked):
        page.evaluate("document.getElementById('undo').click()")
        page.locator(f"[id='{name}'].taken").wait_for(state="detached")


def test_a_double_click_is_one(page: Any, desk: str) -> None:
    page.goto(draft(desk))
    page.locator("[id='choice-yongbyon.action-2']").dblclick()
    page.locator("#undo").click()
    page.locator(".choice.taken").wait_for(state="detached")
    page.locator("#panel-why").dblclick()
    page.locator("#panel-why[aria-current]").wait_for()
    page.wait_for_timeout(300)
    assert page.locator("#panel-why[aria-current]").count() == 1


def test_what_is_sent_waits_for_the_page_that_is_coming(page: Any, desk: str, folder: Path) -> None:
    """Who is asked, and what is saved, goes with the choice clicked before it."""
    press = "name => document.getElementById(name).click()"
    page.goto(draft(desk))
    page.evaluate(press, "choice-yongbyon.action-2")
    page.evaluate(press, "rules-dprk-ri")
    page.evaluate("document.querySelector('#ask button').click()")
    page.locator("aside .verdicts li").nth(1).wait_for(state="detached")
    assert page.locator("[id='choice-yongbyon.action-2'].taken").count() == 1
    page.evaluate(press, "rules-dprk-ri")
    page.evaluate("document.querySelector('#ask button').click()")
    page.evaluate(press, "choice-no-tests-2")
    page.locator("[id='choice-no-tests-2'].taken").wait_for()
    assert page.locator("aside .verdicts li").count() == 2
    page.locator("#panel-save").click()
    page.locator("#name").fill("quick")
    page.evaluate(press, "choice-war-declaration-1")
    page.evaluate("document.querySelector('#save button').click()")
    page.get_by_text("Saved as quick.yaml.").first.wait_for()
    saved = dealcheck.read_document((folder / "quick.yaml").read_text(encoding="utf-8"), "quick.yaml").document
    assert isinstance(saved, dealcheck.Deal)
    assert not saved.provisions["war-declaration"].bracketed


def test_what_is_filled_in_outlasts_the_next_page(page: Any, desk: str) -> None:
    page.goto(f"{draft(desk)}&panel=save")
    page.locator("#name").fill("my-deal")
    page.locator("#rules-dprk-ri").uncheck()
    page.locator("#with").select_option("bigger.yaml")
    choose(page, "yongbyon.action", "disable")
    assert page.locator("#name").input_value() == "my-deal"
    assert not page.locator("#rules-dprk-ri").is_checked()
    assert page.locator("#with").input_value() == "bigger.yaml"


def test_a_workbench_that_is_gone_says_so(page: Any, desk: str) -> None:
    """Not there any more, or started again: the page stays, and so does what was chosen."""
    tab = page.context.new_page()  # its console tells of the requests that fail
    tab.goto(draft(desk))
    choose(tab, "yongbyon.action", "disable")
    gone = (lambda route: route.abort(), lambda route: route.fulfill(status=403, body="the address lacks its token"))
    for answered in gone:
        tab.route("**/desk?*", answered)
        tab.locator("[id='choice-no-tests-2']").click()
        tab.get_by_role("alert").wait_for()
        assert tab.locator("[id='choice-yongbyon.action-2'].taken").count() == 1
        tab.unroute("**/desk?*")
        tab.locator("[id='choice-no-tests-2']").click()
        tab.locator("[id='choice-no-tests-2'].taken").wait_for()
        assert not tab.get_by_role("alert").is_visible()
        tab.locator("#undo").click()
        tab.locator("[id='choice-no-tests-2'].taken").wait_for(state="detached")
    tab.close()


def test_from_a_mistake_back_to_the_draft_as_chosen(page: Any, desk: str) -> None:
    tab = page.context.new_page()
    tab.goto(f"{draft(desk, 'yongbyon.action=disable')}&panel=save")
    tab.locator("#name").fill("draft")
    tab.get_by_role("button", name="Save", exact=True).click()
    tab.get_by_text("`draft.yaml` is there already; choose another name").first.wait_for()
    tab.get_by_role("link", name="Back to the draft").click()
    tab.locator("[id='choice-yongbyon.action-2'].taken").wait_for()
    tab.locator("#name").wait_for()
    tab.close()


@pytest.mark.parametrize("panel", ["", "why", "matrix", "conflicts", "save"])
def test_nothing_is_wider_than_a_telephone(page: Any, desk: str, folder: Path, panel: str) -> None:
    """Not even with names and words in which no line can break by itself."""
    text = re.sub(
        "(?m)^title: .*$", f"title: {'Denuclearization' * 12}", (folder / "draft.yaml").read_text(encoding="utf-8")
    )
    name = f"{'A-draft' * 25}.yaml"
    (folder / name).write_text(text.replace("facilities at Yongbyon", "Yongbyon" * 20), encoding="utf-8")
    page.set_viewport_size({"width": 320, "height": 700})
    for address in (desk, draft(desk).replace("draft.yaml", name) + f"&panel={panel}"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_clause_reads_in_its_own_direction(page: Any, desk: str, folder: Path) -> None:
    text = (folder / "draft.yaml").read_text(encoding="utf-8")
    text = text.replace("The DPRK shall [freeze]", "على الشمال أن [freeze]")
    (folder / "draft.yaml").write_text(text, encoding="utf-8")
    page.goto(draft(desk))
    ways = page.locator("p.wording").evaluate_all("all => all.map(each => getComputedStyle(each).direction)")
    assert ways.count("rtl") == 1
    first, second = (page.locator(f"[id='choice-yongbyon.action-{at}']").bounding_box() for at in (1, 2))
    assert first["x"] > second["x"]


def test_a_click_is_not_lost_when_a_count_comes_before_its_answer(page: Any, desk: str, monkeypatch: Any) -> None:
    from dealcheck.serve import app
    from dealcheck.serve import desk as serve

    def uncounted(asked: Any, *, seconds: float) -> Any:
        shown = serve.desk(asked, seconds=seconds)
        return attrs.evolve(shown, counting=seconds < serve.LATER)

    counting: list[Any] = []

    def later(clicked: Any) -> None:
        counting[0].continue_()
        page.wait_for_timeout(500)
        clicked.continue_()

    monkeypatch.setattr(app, "desk", uncounted)
    page.route("**/counted?*", lambda route: counting.append(route))  # Playwright marks what it calls
    page.route("**/desk?*choose=*", later)
    page.goto(draft(desk))
    page.locator(".counting").wait_for()
    page.wait_for_timeout(200)
    choose(page, "yongbyon.action", "disable")


def test_take_a_repair_and_read_why(page: Any, desk: str) -> None:
    page.goto(f"{desk}desk?file=us-ask.yaml&rules=us-hanoi&rules=dprk-ri")
    assert "can't sign" in answer(page)
    page.get_by_role("link", name="Why?").click()
    page.get_by_text("Nothing beyond Yongbyon is opened or given up").first.wait_for()
    page.get_by_text("“will never be changed”").first.wait_for()
    page.get_by_role("link", name="Repairs").click()
    page.get_by_role("link", name="Take repair 1").click()
    page.get_by_text("Acceptable to all.").first.wait_for()
    page.get_by_role("link", name="Undo: the repair").click()
    page.get_by_text("can't sign.").first.wait_for()


def test_a_point_of_the_plot_settles_the_draft(page: Any, desk: str) -> None:
    page.goto(draft(desk))
    page.get_by_role("link", name="Efficient outcomes").click()
    page.locator("#outcome-0").wait_for()
    page.locator("#outcome-0").click()
    page.locator("aside .answer", has_text="Acceptable to all.").wait_for()


def test_keys_alone(page: Any, desk: str) -> None:
    page.goto(draft(desk))
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "choice-yongbyon.action-2":
            break
    page.keyboard.press("Enter")
    page.locator(".choice.taken", has_text="disable").wait_for()
    assert page.evaluate("document.activeElement.id") == "choice-yongbyon.action-2"
    for _ in range(200):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "undo":
            break
    page.keyboard.press("Enter")
    page.locator(".choice.taken").wait_for(state="detached")


def test_two_tabs_do_not_mix_and_do_not_overwrite(page: Any, desk: str, folder: Path) -> None:
    other = page.context.new_page()
    page.goto(draft(desk, "article-4=option-1"))
    other.goto(draft(desk))
    choose(other, "article-4", "option-2")
    choose(page, "yongbyon.action", "freeze")
    assert page.locator(".choice.taken", has_text="Option 1").count() == 1
    for tab in (page, other):
        tab.get_by_role("link", name="Save, share, compare").click()
        tab.get_by_role("button", name="Write into draft.yaml").wait_for()
    page.get_by_role("button", name="Write into draft.yaml").click()
    page.get_by_text("Written into draft.yaml.").first.wait_for()
    written = (folder / "draft.yaml").read_bytes()
    assert b"# yaml-language-server" in written
    with other.expect_response(lambda response: response.status == 422):
        other.get_by_role("button", name="Write into draft.yaml").click()
    other.get_by_text("has changed since this page was shown").first.wait_for()
    assert (folder / "draft.yaml").read_bytes() == written
    other.close()


def test_a_broken_file_and_a_hostile_title(page: Any, desk: str, folder: Path) -> None:
    (folder / "broken.yaml").write_text("deal: x\nprovisions: [\n", encoding="utf-8")
    text = (
        (folder / "draft.yaml")
        .read_text(encoding="utf-8")
        .replace("title: A bracketed draft for the working level", "title: '" + HOSTILE.replace("'", "''") + "'")
    )
    (folder / "draft.yaml").write_text(text, encoding="utf-8")
    page.goto(desk)
    assert page.get_by_role("heading", name="broken.yaml").is_visible()
    page.get_by_role("link", name=HOSTILE).click()
    page.get_by_role("heading", name=HOSTILE, level=1).wait_for()
    assert page.title() != "taken"
    assert page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("panel", ["", "why", "matrix", "conflicts", "plot", "save"])
def test_axe_finds_nothing_on_a_draft(page: Any, desk: str, panel: str) -> None:
    page.goto(f"{draft(desk, 'yongbyon.action=disable')}&panel={panel}")
    assert look(page) == []


def test_axe_finds_nothing_elsewhere(page: Any, desk: str) -> None:
    for path in ("", "desk?file=us-ask.yaml&panel=repairs", "compare?file=draft.yaml&with=bigger.yaml"):
        page.goto(desk + path)
        assert look(page) == []


def test_the_picture_of_the_readme(page: Any, desk: str) -> None:
    """With `DEALCHECK_PICTURES=1` the picture in the README is made anew."""
    page.goto(draft(desk, "article-4=option-2", "yongbyon.action=disable"))
    page.set_viewport_size({"width": 1280, "height": 860})
    picture = page.screenshot()
    assert picture.startswith(b"\x89PNG")
    if "DEALCHECK_PICTURES" in os.environ:
        (ROOT / "docs" / "serve.png").write_bytes(picture)
