"""Verdicts made by hand, small enough to know every line that a report should say of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import attrs

import dealcheck
from dealcheck.answers.verdict import (
    Breach,
    DealVerification,
    DraftVerdict,
    DraftVerification,
    Finding,
    Release,
    Shortfall,
    Verdict,
    Verification,
)
from dealcheck.model.vocabulary import Source
from tests.conftest import HANOI

PLUGINS = dealcheck.Plugins(entry_points=False)
PLACE = dealcheck.Place("deals/sale.yaml", 12, 3)

SOURCE = Source(
    id="memo",
    speaker="Ann Lee",
    outlet="The Herald",
    date="2024-05-06",
    quote="not before we are paid",
    url="https://example.org/a?b=1&c=2",
)

TOO_WEAK = Shortfall(
    provision="deposit", kind="verb", text="“pledge” is weaker than “pay”", place=attrs.evolve(PLACE, line=20)
)

BREACH = Breach(
    bottom_line="keys-after-payment",
    title="Keys are handed over after payment",
    strength="red-line",
    status="stated",
    kind="forbid",
    steps=("signing", "closing"),
    at="signing",
    provisions=("keys",),
    places=(PLACE,),
    finding=Finding(condition="Seller: hand over the keys", step="signing", holds=True, provisions=("keys",)),
    releases=(
        Release(
            kind="until",
            finding=Finding(
                condition="“paid”",
                step="signing",
                holds=False,
                parts=(
                    Finding(
                        condition="Buyer: pay all of the price",
                        step="signing",
                        holds=False,
                        provisions=("first-rate",),
                        missing=("second-half",),
                        shortfalls=(TOO_WEAK,),
                    ),
                    Finding(condition="Buyer: bring a guarantee", step="signing", holds=False),
                ),
            ),
        ),
    ),
    sources=(SOURCE,),
    place=dealcheck.Place("rules/seller.yaml", 7, 3),
)

REQUIRED = Breach(
    bottom_line="repairs",
    title="Repairs follow the inspection",
    strength="priority",
    status="inferred",
    kind="require",
    steps=("signing",),
    at="signing",
    provisions=("inspection",),
    places=(attrs.evolve(PLACE, line=30),),
    finding=Finding(condition="Seller: repair the roof", step="closing", holds=False),
    trigger=Finding(condition="Buyer: inspect the roof", step="signing", holds=True, provisions=("inspection",)),
)

REJECTED = Verdict(
    ruleset="seller",
    title="",
    party="seller",
    party_title="Seller Ltd",
    outcome="rejected",
    breaches=(BREACH, REQUIRED),
    score=Decimal("0.30"),
    reservation=Decimal("0.5"),
    referrals=("keys", "deposit"),
    mandate_holder="the broker",
)
ACCEPTED = Verdict(ruleset="buyer", title="", party="buyer", party_title="Buyer", outcome="accepted", referrals=())
RESERVED = attrs.evolve(
    REJECTED,
    ruleset="bank",
    outcome="accepted-with-reservations",
    breaches=(REQUIRED,),
    score=Decimal(7),
    referrals=None,
)

SALE = DealVerification(
    deal="sale",
    title="Sale of a house",
    file="deals/sale.yaml",
    verdicts=(REJECTED, ACCEPTED, RESERVED),
    place=dealcheck.Place("deals/sale.yaml", 1, 1),
)

DRAFT = DraftVerification(
    deal="draft",
    title="",
    file="deals/draft.yaml",
    resolutions=8,
    acceptable=0,
    without_reservations=0,
    verdicts=(
        DraftVerdict(
            ruleset="seller",
            title="",
            party="seller",
            party_title="Seller Ltd",
            resolutions=8,
            acceptable=0,
            without_reservations=0,
            broken={"keys-after-payment": 8, "repairs": 2},
            below_reservation=8,
        ),
        DraftVerdict(
            ruleset="buyer",
            title="",
            party="buyer",
            party_title="Buyer",
            resolutions=8,
            acceptable=6,
            without_reservations=5,
        ),
        DraftVerdict(
            ruleset="bank",
            title="",
            party="bank",
            party_title="Bank",
            resolutions=8,
            acceptable=8,
            without_reservations=8,
        ),
    ),
)

NASTY = (
    "1. # <b>@alice|x</b> [x](http://e.vil) ![i](y) `c` *b* _i_ ~~s~~ #12 & &lt; $a$ \\ www.e.vil\n- two\n"
    "\x1b[31m\u202e\x00"
)


def nasty() -> DealVerification:
    """A verification in which every text that can come from a file is hostile."""
    finding = Finding(
        condition=NASTY,
        step=NASTY,
        holds=False,
        measured=NASTY,
        missing=(NASTY,),
        shortfalls=(attrs.evolve(TOO_WEAK, text=NASTY),),
    )
    source = Source(
        id="x", title=NASTY, description=NASTY, speaker=NASTY, outlet=NASTY, date=NASTY, quote=NASTY, url=NASTY
    )
    breach = attrs.evolve(
        BREACH,
        title=NASTY,
        places=(dealcheck.Place(NASTY, 1, 1),),
        finding=attrs.evolve(finding, holds=True),
        releases=(Release(kind="unless", finding=finding),),
        sources=(source,),
    )
    verdict = attrs.evolve(REJECTED, party_title=NASTY, title=NASTY, mandate_holder=NASTY, breaches=(breach,))
    return attrs.evolve(SALE, title=NASTY, file=NASTY, verdicts=(verdict,), place=dealcheck.Place(NASTY, 1, 1))


EXAMPLES = sorted(HANOI.glob("*.yaml"))


def verified(file: Path) -> Verification:
    """The verification of an example, by the engine that is the executable semantics."""
    return dealcheck.verify(file, engine="reference")


def written(format_: str) -> Callable[..., str]:
    """Return a function that puts verifications into a format."""

    def report(verifications: list[Verification], **options: bool) -> str:
        return PLUGINS.reporters()[format_](verifications, **options)

    return report
