"""What `lint` finds in rulesets, and what each kind of finding means. Plain data."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dealcheck.model.fields import field
from dealcheck.place import Place


@attrs.frozen
class LintCode:
    """A kind of finding: what it is about, why that matters, and what to do.

    `fixable`: the cure is certain, so `dealcheck lint --fix` applies it.
    """

    summary: str
    why: str
    cure: str
    fixable: bool = False


CODES: Mapping[str, LintCode] = {
    "always-broken": LintCode(
        "a bottom line that every deal breaks",
        "A party that holds it can sign nothing, not even an empty sheet. Most often a word is wrong, or an "
        "`unless` is missing.",
        "Say what would satisfy the party, with a weaker verb, `part-of`, `when` or `unless`.",
    ),
    "contradiction": LintCode(
        "red lines that can't all be kept",
        "No deal in the words of the vocabulary keeps all of them, so the party can sign nothing, though each of them "
        "alone can be kept.",
        "Mark one of them `priority`, or let one give way with `unless`, `until` or `only-after`.",
    ),
    "implied": LintCode(
        "a bottom line that adds nothing to another",
        "Whatever breaks it breaks another one, no weaker, too. It changes no verdict, but it can make a report "
        "clearer: then say that it is meant.",
        "Take it out, narrow the other one, or keep it with a comment `# dealcheck: ignore[implied]`.",
    ),
    "needless-ignore": LintCode(
        "a comment that silences nothing",
        "The finding is gone, or the code in the brackets does not exist. What is left would silence the next real "
        "finding there.",
        "Take the comment out.",
        fixable=True,
    ),
    "never-broken": LintCode(
        "a bottom line that no deal can break",
        "It reads like a protection and is none. Most often a scale or a part is not what the author thought.",
        "Look at the verbs and objects in it; `dealcheck explain` shows them.",
    ),
    "unsourced": LintCode(
        "a stated bottom line without a source",
        "A bottom line counts as stated by the party unless it says otherwise. A reader will ask by whom, and when.",
        "Cite a source, or mark it `status: inferred`.",
    ),
    "unused-definition": LintCode(
        "a definition that nothing uses",
        "Readers look for its use and find none. Most often another definition was meant where it should stand.",
        "Use it, or take it out.",
        fixable=True,
    ),
    "unused-source": LintCode(
        "a source that nothing cites",
        "A statement that no bottom line, score, mandate or offer rests on.",
        "Cite it, or take it out.",
        fixable=True,
    ),
    "unwanted-offer": LintCode(
        "an offer that no other party looks at",
        "No bottom line and no score of another party's ruleset can tell whether it is made, so it moves nothing.",
        "Offer something that the others ask for, or add a score entry to the ruleset that should value it.",
    ),
}
"""The kinds of finding by their codes."""


@attrs.frozen(kw_only=True)
class LintFinding:
    """One thing to look at in a ruleset."""

    code: str = field("what kind of finding it is")
    ruleset: str = field("the ruleset's id")
    entry: str = field("what it is about")
    message: str = field("the finding in words")
    place: Place | None = field("its place", default=None)


@attrs.frozen(kw_only=True)
class Lint:
    """All findings on some rulesets, in the order of their places."""

    rulesets: tuple[str, ...] = field("the ids of the rulesets")
    steps: int = field("the most steps of the deals considered")
    findings: tuple[LintFinding, ...] = field("what to look at")
    silenced: int = field("how many more there would be but for comments in the files", default=0)
    fixed: tuple[LintFinding, ...] = field("those that were mended", default=())
    failed: tuple[str, ...] = field("what is wrong with files that could not be looked at or mended", default=())
