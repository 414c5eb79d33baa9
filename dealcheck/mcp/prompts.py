"""Prompts: what a person can have an assistant do, in the order in which the tools serve for it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.mcp.resources import CATALOGUE, LANGUAGE


@attrs.frozen
class PromptText:
    """A prompt: its arguments with what each is, the names of those that may be left out, and its text."""

    name: str
    title: str
    arguments: Mapping[str, str]
    optional: frozenset[str]
    text: str


_DRAFT = PromptText(
    name="draft-and-verify",
    title="Draft a deal, and mend it until all can sign",
    arguments={
        "terms": "what the parties have agreed or propose, in your own words",
        "rules": "the rulesets to ask, ids or paths with commas between; left out: those installed for the parties",
    },
    optional=frozenset({"rules"}),
    text=f"""Write a deal file for the terms below, and find out whether each side can sign it.

1. Read {LANGUAGE} (sections 1 and 2) for the form of a deal, and {CATALOGUE} for the vocabularies and rulesets there
   are. Use the words of one vocabulary alone; where a term has no word in it, say so, and do not force one.
2. What the terms leave open goes in square brackets: list the alternatives, or write `bracketed: true`.
3. Call `verify` with the whole text. If the answer has `mistakes`, mend each at its line and column as its `cure` says,
   and call again.
4. A deal that somebody can't sign: say who, which bottom line is broken and whose statement is behind it. Call `repair`
   for the smallest change that all could sign; of a draft, call `explore`, and `conflicts` if no resolution is
   acceptable.
5. Show the deal, the verdicts with their sources, and what you changed and why. Never change a term of the parties
   without saying so. Verdicts come from the tools; do not judge by yourself.

Rules: {{rules}}

The terms:

{{terms}}
""",
)
_PLAYBOOK = PromptText(
    name="encode-a-playbook",
    title="Turn a party's playbook into a ruleset",
    arguments={
        "party": "whose positions they are",
        "playbook": "what the party insists on, prefers and could offer, in its own words",
        "vocabulary": "the id of the vocabulary to use; left out: one that fits, or a new one",
    },
    optional=frozenset({"vocabulary"}),
    text=f"""Write the ruleset of a party from the playbook below.

1. Read {LANGUAGE} (sections 1 and 3) for the form of a ruleset, and {CATALOGUE} for the vocabularies there are. If none
   fits, write one first.
2. One bottom line for each position, titled as a negotiator would say it. A `red-line` is what the party will not sign
   without; a `priority` or `preference` is weaker. Each rests on a source, with the words it is taken from as `quote`;
   what you conclude and the playbook does not say is `status: inferred`.
3. Call `lint` with the texts (the vocabulary's too, if it is new). Mend `mistakes` at their line and column as their
   `cure` says, and look at each finding.
4. Write two small deals for each red line, one that it forbids and one that it allows, and call `verify` on them with
   the ruleset. If an answer is not what the playbook means, mend the ruleset, not the deal.
5. Call `reconcile` with the ruleset: if no deal at all is acceptable to it, its positions contradict each other.
6. Show the ruleset, what in the playbook you could not put into it, and what you were unsure about.

Party: {{party}}
Vocabulary: {{vocabulary}}

The playbook:

{{playbook}}
""",
)
PROMPTS: Mapping[str, PromptText] = {prompt.name: prompt for prompt in (_DRAFT, _PLAYBOOK)}


def filled(name: str, arguments: Mapping[str, str]) -> str:
    """Return a prompt with its arguments. Raises InputError for an unknown prompt, and for arguments that don't fit."""
    if name not in PROMPTS:
        raise InputError([Mistake(f"unknown prompt `{shown(name)}`", None, nearest(name, PROMPTS), code="call")])
    prompt = PROMPTS[name]
    unknown = [argument for argument in arguments if argument not in prompt.arguments]
    missing = [argument for argument in prompt.arguments if argument not in {*arguments, *prompt.optional}]
    mistakes = [
        *(
            Mistake(f"unknown argument `{shown(argument)}`", None, nearest(argument, prompt.arguments), code="call")
            for argument in unknown
        ),
        *(
            Mistake(f"argument `{argument}` is missing", None, prompt.arguments[argument], code="call")
            for argument in missing
        ),
    ]
    if mistakes:
        raise InputError(mistakes)
    return prompt.text.format(**{**dict.fromkeys(prompt.optional, "none named"), **arguments})
