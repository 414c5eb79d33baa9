"""What a repair changes, provision by provision, and the deal as it then reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import attrs

from dealcheck.answers.repair import Change
from dealcheck.language.wording import Wording
from dealcheck.model.deal import Deal, Provision
from dealcheck.place import place_of
from dealcheck.questions.repair.neighbourhood import Neighbourhood


def changes_to(near: Neighbourhood, after: Deal) -> Iterator[Change]:
    """Yield what was changed in a deal for it to become another one near it."""
    for name, provision in near.template.provisions.items():
        becomes = after.provisions.get(name)
        if name in near.offers:
            if becomes is not None:
                yield _change(near, name, "brought-in", "brought in", None, becomes)
        elif becomes is None:
            yield _change(near, name, "left-out", "left out", provision, None)
        elif text := ", ".join(_differences(provision, becomes)):
            yield _change(near, name, "changed", text, provision, becomes)
    for name, (remedy, offered_by) in near.remedies.items():
        if name in after.remedies:
            yield Change(
                provision=name,
                what="remedy",
                kind="brought-in",
                text="brought in",
                after=Wording(near.lexicon).remedy(remedy),
                offered_by=offered_by,
                place=place_of(remedy.id) or remedy.place,
            )


def _change(
    near: Neighbourhood,
    name: str,
    kind: Literal["left-out", "changed", "brought-in"],
    text: str,
    before: Provision | None,
    after: Provision | None,
) -> Change:
    template, words = near.template.provisions[name], Wording(near.lexicon)
    return Change(
        provision=str(name),
        kind=kind,
        text=text,
        before=words.provision(before) if before else "",
        after=words.provision(after) if after else "",
        offered_by=near.offers[name][1] if name in near.offers else (),
        place=place_of(template.id) or template.place,
    )


def redrafted(deal: Deal, changes: Sequence[Change], name: str) -> Deal:
    """Return the deal under a name of its own; a changed clause no longer reads as it was drafted."""
    provisions = dict(deal.provisions)
    for change in changes:
        if change.kind == "changed":
            old = provisions[change.provision]
            note = f"Changed: {change.text}." + (f" It was drafted as: {old.text}" if old.text else "")
            provisions[change.provision] = attrs.evolve(old, text="", description=note)
    return attrs.evolve(deal, id=name, provisions=provisions)


def _differences(before: Provision, after: Provision) -> Iterator[str]:
    if before.action != after.action:
        yield f"{before.action[0]} → {after.action[0]}"
    for word, was, becomes, default in (
        ("from", before.from_, after.from_, "the start"),
        ("until", before.until, after.until, "the end"),
    ):
        if was != becomes:
            yield f"{word} {(*was, default)[0]} → {(*becomes, default)[0]}"
