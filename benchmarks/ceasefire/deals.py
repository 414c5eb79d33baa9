"""Deals for `verify.py`: drawn with a seed from moves that the parties to a ceasefire might well make."""

from __future__ import annotations

import random
from decimal import Decimal

from dealcheck.model.deal import Deal, Provision, Step

STEPS = ("signing", "first-month", "third-month", "half-year", "year")
PROVISIONS = 15

# Who may do what to what, and how often each is drawn.
MOVES = [
    ("government", ("exempt", "suspend", "lift"), ("fuel", "metals", "medicine", "trade", "banking", "finance"), 4),
    ("government", ("exempt", "suspend", "lift"), ("leaders", "students", "travel", "restrictions"), 3),
    ("government", ("grant",), ("council", "police", "budget", "autonomy", "amnesty"), 3),
    ("government", ("pledge", "pay"), ("housing", "water", "power", "reconstruction"), 2),
    ("government", ("silence", "withdraw"), ("artillery", "small-arms", "weapons"), 1),
    ("government", ("list", "release"), ("fighters", "political-prisoners", "prisoners"), 1),
    (
        "movement",
        ("silence", "withdraw", "surrender"),
        ("artillery", "rockets", "armour", "heavy-weapons", "weapons"),
        6,
    ),
    ("movement", ("list", "release"), ("political-prisoners", "fighters", "minors", "prisoners"), 4),
    ("movement", ("admit",), ("border", "airfield", "depots", "sites"), 2),
    ("mission", ("admit", "verify"), ("border", "airfield", "depots", "sites"), 4),
    ("mission", ("pledge", "pay"), ("housing", "water", "power", "reconstruction"), 2),
]
ATTRIBUTES = {
    "staff": [Decimal(5), Decimal(20), Decimal(40), Decimal(80)],
    "consent": [True, False],
    "purpose": ["talks", "health", "leisure"],
    "excludes": ["war-crimes", "theft"],
    "active": [True, False],
    "age": [Decimal(19), Decimal(25), Decimal(40)],
    "millions": [Decimal("0.1"), Decimal("2.4"), Decimal("10.2"), Decimal("30")],
}
GIVEN_FOR = {
    "exempt": ["purpose"],
    "grant": ["excludes"],
    "list": ["active", "age"],
    "release": ["active", "age"],
    "admit": ["staff", "consent"],
    "verify": ["staff", "consent"],
    "pledge": ["millions"],
    "pay": ["millions"],
}


def deals(number: int, seed: int) -> list[Deal]:
    """The given number of deals, the same ones for the same seed."""
    drawn = random.Random(seed)
    return [_deal(f"deal-{n}", drawn) for n in range(number)]


def _deal(name: str, drawn: random.Random) -> Deal:
    provisions = {f"p{n}": _provision(f"p{n}", drawn) for n in range(PROVISIONS)}
    return Deal(id=name, vocabulary="ceasefire", steps=tuple(Step(id=s) for s in STEPS), provisions=provisions)


def _provision(name: str, drawn: random.Random) -> Provision:
    party, verbs, objects, _ = drawn.choices(MOVES, [weight for *_, weight in MOVES])[0]
    verb = drawn.choice(verbs)
    start = drawn.choice([0, 0, 1, 1, 2, 3, 4])
    until = drawn.choice(STEPS[start + 1 :]) if start < len(STEPS) - 1 and drawn.random() < 0.25 else None
    given = [each for each in GIVEN_FOR.get(verb, ()) if drawn.random() < 0.7]
    return Provision(
        id=name,
        **(
            {"parties": ("government", "mission")} if verb == "pledge" and drawn.random() < 0.3 else {"party": (party,)}
        ),
        action=(verb,),
        object=(drawn.choice(objects),),
        from_=(STEPS[start],),
        until=(until,) if until else (),
        attributes={each: (drawn.choice(ATTRIBUTES[each]),) for each in given},
    )
