"""`dealcheck word`: bind a Word draft to a deal, review it, and write the positions matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from dealcheck import Session, matrix, seen_by, write_file

_rules: Callable[[Any], Any] = click.option(
    "--rules",
    multiple=True,
    metavar="ID|PATH",
    help="A ruleset's id, a file, or a folder with vocabularies and rulesets; may be given more than once.",
)
_out: Callable[[Any], Any] = click.option("--out", required=True, metavar="FILE", help="The Word document to write.")


@click.group(name="word")
def command() -> None:
    """Work on a draft in Word: bind it to a deal, review it, write the positions matrix."""


@command.command(name="bind")
@click.argument("draft", metavar="DRAFT.docx")
@click.argument("deal", metavar="DEAL")
@_rules
@click.option("--write", "is_written", is_flag=True, help="Put a bookmark around each clause that is bound.")
@click.option("--out", metavar="FILE", help="With --write: a new document, instead of the draft itself.")
@click.pass_context
def bind_command(
    ctx: click.Context, draft: str, deal: str, rules: tuple[str, ...], is_written: bool, out: str | None
) -> None:
    """Bind the provisions of DEAL to the paragraphs of DRAFT.docx.

    A provision is bound by the bookmark dealcheck_NAME, else by its text, else by its id in a column of a table. Its
    brackets are matched with the alternatives in the deal.

    Exit status: 0 all are bound and all brackets match; 1 some are not; 2 the input or the call is wrong.
    """
    from dealcheck_word.binding import bind
    from dealcheck_word.reading import check_output, read_draft
    from dealcheck_word.report import binding_lines, is_complete, write_bookmarks

    if out is not None and not is_written:
        raise click.UsageError("--out goes with --write.")
    if out is not None:
        check_output(out, draft)
    read = _session(ctx).scope(list(rules) or None).deal(deal).deal
    document = read_draft(draft)
    bindings = bind(read, document)
    for line in binding_lines(bindings):
        click.echo(line)
    if is_written:
        count = write_bookmarks(document, bindings)
        write_file(out or draft, document.written())
        click.echo(f"{count} bookmark{'s' * (count != 1)} written: {out or draft}")
    ctx.exit(0 if is_complete(bindings) else 1)


@command.command(name="review")
@click.argument("draft", metavar="DRAFT.docx")
@click.argument("deal", metavar="DEAL")
@_rules
@_out
@click.option("--for", "party", metavar="PARTY", help="Only what this party may see, or `mediator` may.")
@click.option("--repair", "way", metavar="bigger|smaller|N", help="Write the smallest repair as tracked changes.")
@click.option(
    "--settle",
    multiple=True,
    metavar="BRACKET=VALUE",
    help="Settle a bracket as tracked changes: provision.field=value, provision=in, provision=out or article=option.",
)
@click.option("--author", default="dealcheck", show_default=True, metavar="NAME", help="Who comments and changes.")
@click.pass_context
def review_command(
    ctx: click.Context,
    draft: str,
    deal: str,
    rules: tuple[str, ...],
    out: str,
    party: str | None,
    way: str | None,
    settle: tuple[str, ...],
    author: str,
) -> None:
    """Comment on the clauses of DRAFT.docx: what each breaks, for whom, what is missing, and whose statement it is.

    Exit status: 0 every ruleset can sign, 1 somebody cannot, 2 the input or the call is wrong.
    """
    from dealcheck_word.reading import check_output
    from dealcheck_word.review import Request, review

    check_output(out, draft)
    request = Request(
        draft=draft, deal=deal, rules=list(rules) or None, party=party, way=way, settle=settle, author=author
    )
    reviewed = review(request, _session(ctx))
    write_file(out, reviewed.data)
    for line in reviewed.lines:
        click.echo(line)
    click.echo(f"Written: {out}")
    ctx.exit(0 if reviewed.passes else 1)


@command.command(name="matrix")
@click.argument("deal", metavar="DEAL")
@_rules
@_out
@click.option("--for", "party", metavar="PARTY", help="Only this side's column.")
@click.pass_context
def matrix_command(ctx: click.Context, deal: str, rules: tuple[str, ...], out: str, party: str | None) -> None:
    """Write the positions on each provision of DEAL, and the statements they rest on, as a Word document.

    Exit status: 0 it was written, 2 the input or the call is wrong.
    """
    from dealcheck_word.reading import check_output
    from dealcheck_word.tables import matrix_document

    check_output(out)
    session, asked = _session(ctx), list(rules) or None
    if party is None:
        positions = matrix(deal, asked, session=session)
    else:
        positions = seen_by(party, matrix, deal, asked, session=session)
    write_file(out, matrix_document(positions))
    click.echo(f"{len(positions.rows)} provisions, {len(positions.sides)} sides: {out}")


def _session(ctx: click.Context) -> Session:
    return ctx.find_object(Session) or Session()
