from __future__ import annotations

from pathlib import Path

import attrs
import pytest

import dealcheck
from dealcheck.reports.escaping import escaped, web_address
from tests.conftest import ROOT
from tests.reports.made import BREACH, DRAFT, EXAMPLES, NASTY, REJECTED, SALE, nasty, verified, written

report = written("markdown")


def test_a_deal_from_the_summary_to_the_quotation() -> None:
    text = report([SALE])
    for part in (
        "## Sale of a house\n\ndeals/sale.yaml\n\n**Seller Ltd (seller) can't sign.**",
        "Because: Keys are handed over after payment (red line), and 1 more reason.",
        "| Ruleset | Party | Verdict | Score |\n| --- | --- | --- | ---: |\n",
        "| seller | Seller Ltd | rejected | 0.3 (needs 0.5) |\n",
        "| buyer | Buyer | accepted |  |",
        "### Seller Ltd can't sign (seller)\n",
        "#### Keys are handed over after payment (red line, stated)\n\n- Broken at steps",
        "- It holds until “paid”; at step “signing” still missing:\n  - Buyer: pay all",
        "\n    - deposit (deals/sale.yaml:20): “pledge” is weaker than “pay”\n",
        "Bottom line: keys-after-payment (rules/seller.yaml:7)",
        "> “not before we are paid”\n>\n> — Ann Lee, The Herald, 2024-05-06 ([source](<https://example.org/a?b=1&amp;c=2>))",
        "Needs referral, being beyond the mandate of the broker: keys and deposit.",
    ):
        assert part in text
    assert "### Buyer" not in text


def test_quiet_is_the_summary_alone() -> None:
    text = report([SALE], quiet=True)
    assert "| seller |" in text
    assert "###" not in text


def test_a_draft() -> None:
    text = report([DRAFT])
    assert "| Ruleset | Party | Can sign | Without reservations |" in text
    assert "| buyer | Buyer | some (6 of 8) | 5 |" in text
    assert "- keys-after-payment is broken in all 8 resolutions." in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("`*_[]~$\\", r"\`\*\_\[\]\~\$" + "\\\\"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("@alice", "&#64;&#8288;alice"),
        ("see #12 and gh-3", "see #&#8288;12 and gh-&#8288;3"),
        ("# head", r"\# head"),
        ("1. one", r"1\. one"),
        ("2) two", r"2\) two"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("=== a", r"\=== a"),
        ("> a", "&gt; a"),
        ("a\n\n- b", "a - b"),
        ("https://e.vil www.e.vil", r"https\://e.vil www\.e.vil"),
        ("core-sanctions, 2019-02-28", "core-sanctions, 2019-02-28"),
    ],
)
def test_escapes(text: str, shown: str) -> None:
    assert escaped(text) == shown


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "ftp://a.b",
        "//a.b",
        "http:",
        "http://",
        "data:text/html,x",
        "http://[::1",
        "/etc/passwd",
    ],
)
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert web_address(url) == ""
    source = attrs.evolve(BREACH.sources[0], url=url)
    text = report(
        [attrs.evolve(SALE, verdicts=(attrs.evolve(REJECTED, breaches=(attrs.evolve(BREACH, sources=(source,)),)),))]
    )
    assert "](" not in text


def test_web_addresses_cannot_break_out_of_their_link() -> None:
    address = web_address('https://e.org/a>b) <c|"`[d]\\\n(e) é%20')
    assert address.startswith("https://e.org/a%3Eb%29")
    assert not set(address) & set(' <>()[]|"`\\\n')


def test_rules_on_somebodys_disk_are_named_without_their_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    def text(file: Path) -> str:
        breach = attrs.evolve(BREACH, place=dealcheck.Place(str(file), 7, 3))
        return report([attrs.evolve(SALE, verdicts=(attrs.evolve(REJECTED, breaches=(breach,)),))])

    assert "Bottom line: keys-after-payment (rules/a.yaml:7)" in text(ROOT / "rules" / "a.yaml")
    assert "Bottom line: keys-after-payment\n" in text(ROOT.parent / "a.yaml")


def test_hostile_text_builds_nothing() -> None:
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("gfm-like", {"linkify": False, "html": True})
    types = {token.type for block in parser.parse(report([nasty()])) for token in (block, *(block.children or ()))}
    assert not types & {"link_open", "image", "html_inline", "html_block", "code_inline", "em_open", "s_open", "fence"}
    assert not types & {"ordered_list_open", "code_block", "hr"}
    html = parser.render(report([nasty()]))
    assert html.count("<table>") == 1
    assert html.count("<td") == 4
    assert html.count("<h2>") == 1
    assert "@a" not in html
    assert "#12" not in html


def test_hostile_text_is_shown_as_it_is() -> None:
    markdown_it = pytest.importorskip("markdown_it")
    html = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(escaped(NASTY)).replace("\u2060", "")
    assert (
        "<p>1. # &lt;b&gt;@alice|x&lt;/b&gt; [x](http://e.vil) ![i](y) `c` *b* _i_ ~~s~~ #12 &amp; &amp;lt; $a$ \\ www"
        in html
    )


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: str(file.stem))
def test_examples(file: Path) -> None:
    text = report([verified(file)])
    assert text.startswith("## ")
    assert "\n\n\n" not in text
