"""A draft to begin with: all that the sides could put on the table, each in brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from dealcheck.engines.universe.kinds import ProvisionKind
from dealcheck.engines.universe.universe import Universe, common_lexicon
from dealcheck.files.arguments import check, must_be_id
from dealcheck.files.writer import deal_text
from dealcheck.language.lexicon import Lexicon
from dealcheck.language.position import Position
from dealcheck.model.deal import DEFAULT_STEP, Deal, Provision, Step
from dealcheck.questions.offers import offers_for, with_offers
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Rules, Session, session_for


def new_deal(
    rulesets: Rules,
    *,
    name: str = "new-deal",
    title: str = "",
    plugins: Plugins | None = None,
    session: Session | None = None,
) -> Deal:
    """Return a draft of all that the parties of some rulesets could put on the table, each provision in brackets.

    These are what the rulesets offer. For a party that offers nothing they are what the other rulesets look at: a
    provision for each object, with the verbs that make a difference as alternatives.

    `rulesets`, `plugins`, `session`: as `dealcheck.verify` takes them.
    `name`, `title`: the id and the title of the deal.

    Returns a `Deal`; `dealcheck.deal_text` makes a file of it. Raises what `dealcheck.verify` raises for rulesets, and
    `InputError` when their vocabularies do not build on each other.
    """
    must_be_id(name)
    check(title=title)
    positions = session_for(session, plugins).scope(rulesets).named()
    lexicon = common_lexicon(positions)
    bare = Deal(id=name, title=title, vocabulary=lexicon.id, steps=tuple(_steps(positions)))
    deal = with_offers(bare, offers_for(bare, positions, lexicon), positions, lexicon)
    bound = {party for provision in deal.provisions.values() for party in provision.bound}
    silent = {str(position.ruleset.party) for position in positions} - bound
    asked = {each.id: each for each in _asked(silent, positions, lexicon)}
    provisions = {**deal.provisions, **asked}
    return attrs.evolve(deal, provisions={key: attrs.evolve(each, bracketed=True) for key, each in provisions.items()})


def commented(deal: Deal, lexicon: Lexicon) -> str:
    """Return the text of a new deal, with the words of its vocabulary in comments."""
    return deal_text(deal) + "".join(f"# {line}".rstrip() + "\n" for line in ("", *_words(lexicon)))


def _steps(positions: Sequence[Position]) -> Iterator[Step]:
    """Yield the steps that offers name."""
    offers = [offer for position in positions for offer in position.ruleset.offered_provisions.values()]
    named = dict.fromkeys(str(step) for offer in offers for step in (*offer.from_, *offer.until))
    yield from (Step(id=step) for step in named or (DEFAULT_STEP,))


def _asked(parties: set[str], positions: Sequence[Position], lexicon: Lexicon) -> Iterator[Provision]:
    """Yield what rulesets look at, of parties that offer nothing: a provision for each object and scale."""
    found: dict[tuple[str, str, str], list[ProvisionKind]] = {}
    for kind in Universe([position.program for position in positions], lexicon, 1).kinds if parties else ():
        if len(kind.parties) == 1 and kind.parties <= parties:
            found.setdefault((min(kind.parties), lexicon.scale_of[kind.verb], kind.thing), []).append(kind)
    for (party, scale, thing), kinds in found.items():
        verbs = sorted({kind.verb for kind in kinds}, key=lexicon.scales[scale].index)
        yield Provision(id=f"{party}-{scale}-{thing}", party=(party,), action=tuple(verbs), object=(thing,))


def _words(lexicon: Lexicon) -> Iterator[str]:
    """Yield the words of a vocabulary, as a person looks them up."""
    yield f"The words of vocabulary `{lexicon.id}`."
    yield f"Parties: {', '.join(lexicon.parties)}."
    yield "Actions, the weakest first:"
    for scale, verbs in lexicon.scales.items():
        yield f"  {scale}: {', '.join(verbs)}"
    yield "Objects, each with its parts below it:"
    wholes = {name for parts in lexicon.parts.values() for name in parts}
    for name in lexicon.objects:
        if name not in wholes:
            yield from _tree(name, lexicon, "  ", set())


def _tree(name: str, lexicon: Lexicon, indent: str, shown: set[str]) -> Iterator[str]:
    """Yield an object above its parts; what was shown before is not taken apart again."""
    known = name in shown and lexicon.parts[name]
    yield f"{indent}{name}{' (see above)' if known else ''}"
    shown.add(name)
    for part in () if known else lexicon.parts[name]:
        yield from _tree(part, lexicon, indent + "  ", shown)
