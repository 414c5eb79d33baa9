"""`dealcheck explain`: one bottom line, or all of a ruleset, with the statements they rest on."""

from __future__ import annotations

import click

from dealcheck.cli.options import disable_option, rules_option, session_for, words_for, write
from dealcheck.reports.catalogue import bottom_line_text, score_sheet_text
from dealcheck.session.library import unknown_id


@click.command(name="explain")
@click.argument("names", nargs=-1, required=True, metavar="RULESET[/BOTTOM-LINE]...")
@rules_option
@disable_option
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], rules: tuple[str, ...], disabled: tuple[str, ...]) -> None:
    """Show a bottom line in words, with its quotations; of a ruleset, all of them, and its score sheet."""
    words = words_for(ctx, rules)
    library = session_for(ctx, disabled, words=words).scope(list(rules) or None).library
    texts = []
    for name in names:
        ruleset, _, wanted = name.partition("/")
        if ruleset not in library.rulesets():
            raise unknown_id("ruleset", ruleset, library.rulesets())
        position = library.position(ruleset)
        lines = position.ruleset.bottom_lines
        named = [line for line in lines if line == wanted or line.startswith(f"{wanted}.")]
        if wanted and not named:
            raise unknown_id(f"bottom line of `{ruleset}`:", wanted, lines)
        texts += [bottom_line_text(position, line) for line in (named if wanted else lines)]
        if not wanted and (sheet := score_sheet_text(position)):
            texts.append(sheet)
    write("\n\n".join(texts), None, for_people=True)
