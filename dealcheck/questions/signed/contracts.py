"""Signed deals as callers give them, with the log of what happened to them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import attrs

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.files.logs.store import Store, store_at
from dealcheck.files.values import is_date
from dealcheck.language.signed.contract import Contract, Obligation, contract
from dealcheck.language.signed.days import Day, day_of
from dealcheck.questions.options import Option
from dealcheck.session.scope import AnyDeal, Scope
from dealcheck.session.session import Rules, Session

LogArgument = Annotated[
    str | Path, Option("The log: a file of JSON lines, or SQLite for .sqlite and .db.", kind="log", metavar="LOG")
]
FollowerName = Annotated[
    str | None,
    Option("ledger (the default), durable (rules on durable-rules) or reference; same answers.", metavar="NAME"),
]
DayArgument = Annotated[str | None, Option("The day asked about, as 2026-04-02; default: today.", metavar="DAY")]


@attrs.frozen(repr=False)
class SignedDeal:
    """A signed deal that was read, and the rules that may be asked about it."""

    contract: Contract
    file: str
    scope: Scope


def signed_deal(deal: AnyDeal, rulesets: Rules, session: Session) -> SignedDeal:
    """Read a signed deal. Raises InputError for all that is wrong with it, and for one with brackets."""
    scope = session.scope(rulesets, words_suffice=True)
    read = scope.deal(deal)
    return SignedDeal(contract(read.deal, scope.library.lexicon(read.deal.vocabulary)), read.file, scope)


def written_of(contract: Contract, obligation: Obligation) -> Any:
    """Return a provision as it is written in the deal, or in one of its remedies."""
    if obligation.remedy is None:
        return contract.deal.provisions[obligation.id]
    return contract.deal.remedies[obligation.remedy].adds[obligation.id]


def log_at(log: Any) -> Store:
    """Return the log that a caller names. Raises InputError for what is no path."""
    if not isinstance(log, (str, Path)) or not os.fspath(log):
        raise InputError([Mistake(f"`log`: expected the path of a log, found {type(log).__name__}")])
    if os.fspath(log) == "-":
        raise InputError([Mistake("a log is a file: it can't be standard input or output", None, "name one")])
    return store_at(os.fspath(log))


def given_day(text: Any, name: str, signed: Contract) -> Day:
    """Return the day that a caller names; None: today, in the deal's time zone. Raises InputError."""
    if text is None:
        return signed.days.today()
    if not isinstance(text, str) or not is_date(text):
        found = shown(text) if isinstance(text, str) else type(text).__name__
        raise InputError([Mistake(f"`{name}`: expected a day as 2026-04-02, found `{found}`")])
    return day_of(text)
