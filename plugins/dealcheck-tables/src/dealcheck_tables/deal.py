"""Tables to deals."""

from __future__ import annotations

from collections.abc import Iterable

from dealcheck import Deal, InputError, Mistake, Place, Provision, Reading, Word
from dealcheck_tables.cells import choices, identifier, items, truth, values
from dealcheck_tables.columns import REQUIRED, Columns, names_columns
from dealcheck_tables.head import Head
from dealcheck_tables.table import Notes, Row, Table, place_of, shown


def reading(table: Table) -> Reading:
    """The deal that a table holds, and every mistake found in it. Raises InputError when nothing names its columns."""
    place = Place(table.file, 1, 1)
    start = next((number for number, row in enumerate(table.rows) if names_columns(row.cells)), None)
    if start is None:
        message = "no row names the columns" if table.rows else "the table is empty"
        expected = "put a row with `provision`, `party`, `action` and `object` above the provisions"
        raise InputError([*table.notes.found, Mistake(message, place, expected)])
    head = Head(table.rows[:start], table.notes)
    head.require("id", "deal", place)
    head.require("vocabulary", "vocabulary", place)
    columns = Columns(table.rows[start], table.notes)
    rows = table.rows[start + 1 :]
    for row in rows:
        columns.check(row, table.notes, complete=table.complete)
    deal = Deal(
        **head.fields,
        provisions=_provisions(rows, columns, table.notes),
        alternatives=head.alternatives,
        sources=head.sources,
        place=place,
    )
    return Reading(deal, tuple(table.notes.found))


def _provisions(rows: Iterable[Row], columns: Columns, notes: Notes) -> dict[str, Provision]:
    """The provisions by id; one whose id can't be used stands under its row, so that its words are checked as well."""
    provisions: dict[str, Provision] = {}
    for row in rows:
        provision = _provision(row, columns, notes)
        name = provision.id
        if name in provisions:
            first = provisions[name].place or row.place
            cure = f"it is in row {first.line} already; give one of them another id"
            notes.add(f"provision `{shown(name)}` is there twice", columns.cell(row, "provision"), cure)
        provisions[f"row {row.place.line}" if name in provisions or not name else name] = provision
    return provisions


def _provision(row: Row, columns: Columns, notes: Notes) -> Provision:
    cells = {name: columns.cell(row, name) for name in REQUIRED}
    for name, cell in cells.items():
        if not cell and name in columns:
            notes.add(f"`{name}` is missing", cell, "fill the cell")
    parties = items(cells["party"], notes) or (Word("", row.place),)
    return Provision(
        id=identifier(cells["provision"], notes),
        party=parties if len(parties) == 1 else (),
        parties=parties if len(parties) > 1 else (),
        action=choices(cells["action"], notes),
        object=choices(cells["object"], notes),
        from_=choices(columns.cell(row, "from"), notes),
        until=choices(columns.cell(row, "until"), notes),
        attributes={name: values(cell, notes) for name, cell in columns.attributes(row).items()},
        bracketed=truth(columns.cell(row, "bracketed"), notes),
        title=columns.cell(row, "title"),
        description=columns.cell(row, "description"),
        text=columns.cell(row, "text"),
        sources=items(columns.cell(row, "sources"), notes),
        place=place_of(cells["provision"]),
    )
