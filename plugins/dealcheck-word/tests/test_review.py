"""Reviews: comments on clauses, verdicts at the top, one side alone, repairs as tracked changes."""

from __future__ import annotations

from pathlib import Path

import deals
from conftest import Run
from revisions import W, accepted, normal, plain, rejected, root_of, texts
from test_binding import CLAUSES, paragraphs, put


def comments(file: Path) -> list[list[str]]:
    """The lines of each comment."""
    root = root_of(file.read_bytes(), "word/comments.xml")
    return [["".join(line.itertext()) for line in comment.iter(f"{W}p")] for comment in root]


def commented(file: Path) -> list[str]:
    """The text of the paragraph that each comment is on, in the order of the comments."""
    data = file.read_bytes()
    root = root_of(data)
    on = {
        mark.get(f"{W}id"): "".join(next(mark.iterancestors(f"{W}p")).itertext())
        for mark in root.iter(f"{W}commentReference")
    }
    return [on[comment.get(f"{W}id")] for comment in root_of(data, "word/comments.xml")]


def test_a_breach_is_a_comment_on_its_clause(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(*CLAUSES.values()), deals.deal(CLAUSES))
    result = run("review", "draft.docx", "deal.yaml", "--out", "out.docx")
    assert result.status == 1
    assert result.output.splitlines()[0] == "South (south) can't sign."
    top, breach = comments(tmp_path / "out.docx")
    assert top == [
        "South (south) can't sign.",
        "Because: Sanctions are not lifted before the works are gone (red line).",
        "North can sign (north).",
        "South can't sign (south).",
    ]
    assert breach == [
        "South: Sanctions are not lifted before the works are gone (red line, stated).",
        "Broken at step “second” by provision relief.",
        "Bottom line: no-lifting",
        "A. Minister, Parliament, 2026-02-03: “not before the works are gone”",
    ]
    assert commented(tmp_path / "out.docx") == ["A draft", CLAUSES["relief"]]


def test_what_is_missing_is_said(run: Run, tmp_path: Path) -> None:
    clauses = {name: text for name, text in CLAUSES.items() if name != "access"}
    deal = "".join(
        line for line in deals.deal(CLAUSES).splitlines(keepends=True) if not line.startswith("  access")
    ).replace("lift, object", "suspend, object")
    put(tmp_path, paragraphs(*clauses.values()), deal)
    assert run("review", "draft.docx", "deal.yaml", "--out", "out.docx").status == 0
    (breach,) = [lines for lines in comments(tmp_path / "out.docx") if lines[0].startswith("South: All sites")]
    assert breach[0] == "South: All sites are shown (priority, stated)."
    assert "still missing" in breach[1]
    assert "no provision does that" in breach[2]


def test_what_is_about_no_clause_is_at_the_top(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(CLAUSES["works"]), deals.deal(CLAUSES))
    run("review", "draft.docx", "deal.yaml", "--out", "out.docx")
    (top,) = comments(tmp_path / "out.docx")
    assert "Not bound to a paragraph: access, relief." in top
    assert "South: Sanctions are not lifted before the works are gone (red line, stated)." in top


def test_one_side_alone(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(*CLAUSES.values()), deals.deal(CLAUSES))
    result = run("review", "draft.docx", "deal.yaml", "--for", "north", "--out", "out.docx")
    assert (result.status, result.output.splitlines()[:2]) == (1, ["Not acceptable to all.", "North can sign (north)."])
    assert comments(tmp_path / "out.docx") == [["Not acceptable to all.", "North can sign (north)."]]
    assert "South" not in result.output
    other = deals.SOUTH.replace("not lifted before", "NEVER lifted before").replace("lift,", "exempt,")
    (tmp_path / "rules" / "south.yaml").write_text(other, encoding="utf-8")
    assert (
        run("review", "draft.docx", "deal.yaml", "--for", "north", "--out", "other.docx").output.replace(
            "other.docx", "out.docx"
        )
        == result.output
    )


def test_a_changed_verb_is_worded_anew_where_words_say_how(run: Run, tmp_path: Path) -> None:
    data = paragraphs(*CLAUSES.values())
    put(tmp_path, data, deals.deal(CLAUSES, lift="lifts", suspend="suspends"))
    result = run("review", "draft.docx", "deal.yaml", "--repair", "smaller", "--out", "out.docx")
    assert result.status == 0
    assert "Repair: relief: lift → suspend" in result.output
    root, before = root_of((tmp_path / "out.docx").read_bytes()), root_of(data)
    assert texts(accepted(root))[-1] == "South suspends its sanctions."
    assert normal(rejected(root), before) == normal(before, before)


def test_where_no_wording_is_known_a_comment_says_what_to_draft(run: Run, tmp_path: Path) -> None:
    data = paragraphs(*CLAUSES.values())
    put(tmp_path, data, deals.deal(CLAUSES))
    result = run("review", "draft.docx", "deal.yaml", "--repair", "1", "--out", "out.docx")
    assert "3 comments, 1 left to draft." in result.output
    assert comments(tmp_path / "out.docx")[-1] == ["To draft, relief: action: lift → suspend"]
    assert commented(tmp_path / "out.docx")[-1] == CLAUSES["relief"]
    before = root_of(data)
    assert normal(root_of((tmp_path / "out.docx").read_bytes()), before) == normal(before, before)


DISMANTLED = {**CLAUSES, "works": "North shall dismantle the works."}


def dismantling() -> str:
    """A deal that takes an offer: North dismantles only for a road."""
    return (
        deals.deal(DISMANTLED)
        .replace("action: disable", "action: dismantle")
        .replace("action: lift", "action: suspend")
    )


def test_an_offer_comes_in_as_a_paragraph(run: Run, tmp_path: Path) -> None:
    data = paragraphs(*DISMANTLED.values(), "Done in two copies.")
    put(tmp_path, data, dismantling())
    result = run("review", "draft.docx", "deal.yaml", "--repair", "bigger", "--out", "out.docx")
    assert result.status == 0, result.output
    root, before = root_of((tmp_path / "out.docx").read_bytes()), root_of(data)
    assert texts(accepted(root))[-3:] == [DISMANTLED["relief"], "South shall build a road.", "Done in two copies."]
    assert normal(rejected(root), before) == normal(before, before)


def test_an_offer_without_a_text_is_left_to_draft(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules" / "south.yaml").write_text(
        deals.SOUTH.replace(", text: South shall build a road.", ""), encoding="utf-8"
    )
    put(tmp_path, paragraphs(*DISMANTLED.values()), dismantling())
    result = run("review", "draft.docx", "deal.yaml", "--repair", "bigger", "--out", "out.docx")
    assert "1 left to draft." in result.output
    assert "To draft, road: bring it in" in comments(tmp_path / "out.docx")[0]


def test_a_draft_says_what_each_alternative_leaves(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(*deals.TEXTS["en"].values()), deals.draft())
    result = run("review", "draft.docx", "deal.yaml", "--out", "out.docx")
    assert result.output.splitlines()[0].startswith("Of 48 resolutions 16 are acceptable to all")
    said = {lines[0]: lines[1:] for lines in comments(tmp_path / "out.docx")}
    assert said["In brackets: relief.action"] == [
        "suspend: 16 of the acceptable resolutions",
        "lift: none of the acceptable resolutions",
        "Only suspend is left.",
    ]


def test_what_is_settled_is_a_tracked_change_of_the_author(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(*deals.TEXTS["en"].values()), deals.draft())
    run(
        "review",
        "draft.docx",
        "deal.yaml",
        "--settle",
        "works.action=freeze",
        "--author",
        "B. Jurist",
        "--out",
        "o.docx",
    )
    root = root_of((tmp_path / "o.docx").read_bytes())
    assert {change.get(f"{W}author") for change in root.iter(f"{W}del", f"{W}ins")} == {"B. Jurist"}
    assert plain(texts(accepted(root))[2]) == 'North shall freeze the "works" at the river.'


def test_nothing_to_mend_and_nothing_that_mends(run: Run, tmp_path: Path) -> None:
    put(tmp_path, paragraphs(*CLAUSES.values()), deals.deal(CLAUSES))
    result = run("review", "draft.docx", "deal.yaml", "--repair", "bigger", "--out", "out.docx")
    assert result.status == 1
    assert "No repair: going bigger, no change makes it acceptable to all." in result.output
    put(tmp_path, paragraphs(*CLAUSES.values()), deals.deal(CLAUSES).replace("action: lift", "action: suspend"))
    result = run("review", "draft.docx", "deal.yaml", "--repair", "smaller", "--out", "out.docx")
    assert (result.status, "Nothing to mend" in result.output) == (0, True)
