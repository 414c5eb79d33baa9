"""`{lint-codes}`: what each code of `dealcheck lint` means, from where the command has it too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from dealcheck.answers.lint import CODES


class LintCodes(SphinxDirective):
    """A section for each code, to which links can lead."""

    def run(self) -> list[nodes.Node]:
        """Their nodes."""
        return self.parse_text_to_nodes("\n".join(_lines()), allow_section_headings=True)


def _lines() -> Iterator[str]:
    for name, code in sorted(CODES.items()):
        yield from (f"(lint-{name})=", f"## `{name}`", "")
        yield from (f"About {code.summary}.", "", code.why, "", f"**What to do:** {code.cure}", "")
        if code.fixable:
            yield from ("`dealcheck lint --fix` does so.", "")


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx."""
    app.add_directive("lint-codes", LintCodes)
    return {"parallel_read_safe": True}
