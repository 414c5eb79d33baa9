"""What `lint` finds in rulesets. Plain data."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dealcheck.model.place import Place

CODES: Mapping[str, str] = {
    "unused-definition": "a definition that nothing uses",
    "unused-source": "a source that nothing cites",
    "never-broken": "a bottom line that no deal can break",
    "always-broken": "a bottom line that every deal breaks",
    "implied": "a bottom line that adds nothing to another",
    "contradiction": "red lines that can't all be kept",
    "unwanted-offer": "an offer that no other party looks at",
}
"""What each kind of finding is about."""


@attrs.frozen(kw_only=True)
class LintFinding:
    """One thing to look at in a ruleset: `code` is one of `CODES`, `entry` what it is about, `message` the sentence."""

    code: str
    ruleset: str
    entry: str
    message: str
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Lint:
    """All findings on some rulesets, in the order of their places; deals of up to `steps` steps were considered."""

    rulesets: tuple[str, ...]
    steps: int
    findings: tuple[LintFinding, ...]
