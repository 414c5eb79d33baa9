"""Millions of deals against the same bottom lines, at the speed of the database that holds them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from dealcheck.files.arguments import check, check_steps
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Rules, Session, session_for

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from dealcheck.questions.screen.screening import Screening

AnyTable = Union["ir.Table", Path, str, Any]


def screen(
    table: AnyTable,
    rulesets: Rules,
    *,
    steps: int | None = None,
    joint_rows: bool | None = None,
    delimiter: str | None = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> ir.Table:
    """Return the verdicts of rulesets on a table of deals, as an Ibis table that is computed when it is used.

    `table`: a row for each provision, with the columns `deal`, `provision`, `party` (text, or a list of texts for a
    joint provision), `action`, `object`, and if need be `from` and `until` (numbers of steps, from 1), `steps` (how
    many the deal has), and `provided` (what the provision depends on, as text: `[freeze, {once: inspection}]`); every
    other column is an attribute, missing where it is null. An Ibis table, a pandas, Polars or Arrow table, or the path
    of a Parquet, CSV or Arrow file, which is opened with DuckDB.
    `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them.
    `steps`: how many steps every deal has, at most 62; None: the column `steps` says it.
    `joint_rows`: whether a joint provision has several rows, one for each party; None: look whether any does.
    `delimiter`: what separates the cells of a CSV file; None: a comma.

    Returns a table with a row for each deal and ruleset: `deal`, `ruleset`, `verdict`, `score` (in the points of the
    ruleset's own score sheet, null without one) and `broken`, a list of the broken bottom lines, each with the `steps`
    at which it is broken. Deals with a row that does not fit are left out: `dealcheck.rejected_rows` says which, and
    why.
    Raises InputError for anything wrong with the rules or with the columns of the table, and EngineError when Ibis is
    not installed. A few small queries are run at once: which parties occur, how many steps there are at most.
    """
    return screening(
        table,
        rulesets,
        steps=steps,
        joint_rows=joint_rows,
        delimiter=delimiter,
        plugins=plugins,
        session=session,
    ).verdicts()


def rejected_rows(
    table: AnyTable,
    rulesets: Rules,
    *,
    steps: int | None = None,
    joint_rows: bool | None = None,
    delimiter: str | None = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> ir.Table:
    """Return the rows that can't be judged, with the reason in a column `why`; arguments and errors as for `screen`."""
    return screening(
        table,
        rulesets,
        steps=steps,
        joint_rows=joint_rows,
        delimiter=delimiter,
        plugins=plugins,
        session=session,
    ).rejects()


def screening(
    table: AnyTable,
    rulesets: Rules,
    *,
    steps: int | None = None,
    joint_rows: bool | None = None,
    delimiter: str | None = None,
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Screening:
    """Return all that can be asked about a table of deals; arguments and errors as for `screen`."""
    check(joint_rows=joint_rows)
    check_steps(steps, None, optional=True)
    if isinstance(table, (str, Path)):
        check(path=table)
    positions = session_for(session, plugins).scope(rulesets).named()
    from dealcheck.engines.tables.reading.sources import load_ibis, opened

    load_ibis()
    from dealcheck.questions.screen.screening import Screening  # it needs what may not be installed

    return Screening(opened(table, delimiter=delimiter), positions, steps=steps, joint_rows=joint_rows)
