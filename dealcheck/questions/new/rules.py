"""A new plugin of rules: every file that its distribution needs, with an example to be replaced rule by rule."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from dealcheck.atomic import replacing
from dealcheck.errors import InputError, Mistake, shown
from dealcheck.files.arguments import must_be_id
from dealcheck.files.layout.formatter import lay_out
from dealcheck.language.lexicon import Lexicon
from dealcheck.session.library import Library
from dealcheck.session.plugins import BUILTIN, Plugins

PREFIX = "dealcheck-"
"""What the names of distributions that bring rules begin with."""
DEFAULT_PARTIES = ("buyer", "seller")


@attrs.frozen
class ExampleParty:
    """A party as the example calls it."""

    id: str
    title: str


@attrs.frozen(kw_only=True)
class NewRules:
    """What a new plugin of rules is made of.

    `parties`: those of the example; `owners`: those that get a ruleset. `base`: the vocabulary that its own
    extends, or empty; `requires`: the distribution that brings that one, if it is not dealcheck.
    """

    name: str
    parties: tuple[ExampleParty, ...]
    owners: tuple[ExampleParty, ...]
    new_parties: tuple[ExampleParty, ...]
    verbs: tuple[str, str]
    new_scale: str
    base: str = ""
    requires: str = ""
    author: str = ""

    @property
    def distribution(self) -> str:
        """The name of the distribution, and of its folder."""
        return PREFIX + self.name

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path of each file, and what is in it."""
        module = self.distribution.replace("-", "_")
        rulesets = [(owner, f"{self.name}-{owner.id}") for owner in self.owners]
        common = {
            **attrs.asdict(self, recurse=False),
            "title": _title(self.name),
            "distribution": self.distribution,
            "module": module,
            "rulesets": rulesets,
            "weak": self.verbs[0],
            "strong": self.verbs[1],
            "today": datetime.date.today().isoformat(),
            "year": datetime.date.today().year,
            "release": _release(),
        }
        for path, template in (
            ("README.md", "README.md"),
            ("LICENSE", "LICENSE"),
            ("pyproject.toml", "pyproject.toml"),
            (".gitignore", "gitignore"),
            (".github/workflows/rules.yml", "ci.yml"),
            (f"src/{module}/__init__.py", "init.py"),
            (f"src/{module}/rules/vocabulary.yaml", "vocabulary.yaml"),
            ("deals/exchange.yaml", "exchange.yaml"),
        ):
            yield path, _filled(template, common)
        for party, ruleset in rulesets:
            others = [other for other in self.parties if other != party]
            values = {**common, "party": party, "ruleset": ruleset, "others": others}
            yield f"src/{module}/rules/{party.id}.yaml", _filled("ruleset.yaml", values)
            yield f"tests/test_{party.id.replace('-', '_')}.yaml", _filled("cases.yaml", values)


def plan_rules(name: str, parties: Sequence[str], vocabulary: str | None, author: str, *, plugins: Plugins) -> NewRules:
    """Return what a new plugin of rules will be made of.

    `name` is what the negotiation is called, an id. `parties`: whose bottom lines it will hold. `vocabulary`: the
    installed one whose words it uses; its parties are the others. Without one, a vocabulary of its own.

    Raises InputError when a name is no id, when there are fewer than two parties, and for an unknown vocabulary.
    """
    name = name.removeprefix(PREFIX)
    _check_names(name, parties)
    author = " ".join(author.split())
    if vocabulary is None:
        return _with_own_words(name, tuple(dict.fromkeys(parties)) or DEFAULT_PARTIES, author)
    return _with_words_of(vocabulary, name, parties, author, plugins)


def _check_names(name: str, parties: Sequence[str]) -> None:
    for new_id in (name, *parties):
        must_be_id(new_id)
    if name.endswith("-") or "--" in name:
        message = f"expected a name for a distribution, such as `water-rights`, found `{shown(name)}`"
        raise InputError([Mistake(message, None, "put single hyphens between words")])
    if "vocabulary" in parties:
        message = "expected the id of a party, found `vocabulary`, which is what the file of the words is called"
        raise InputError([Mistake(message, None, "choose another word")])


def _with_own_words(name: str, chosen: Sequence[str], author: str) -> NewRules:
    """Return a plugin that brings a vocabulary, with all the parties that were chosen in it."""
    if len(chosen) < 2:
        raise InputError([Mistake("a negotiation has at least two parties", None, "give `--party` once for each")])
    parties = tuple(ExampleParty(each, _title(each)) for each in chosen)
    return NewRules(
        name=name,
        parties=parties,
        owners=parties,
        new_parties=parties,
        verbs=("promise", "give"),
        new_scale="giving",
        author=author,
    )


def _with_words_of(vocabulary: str, name: str, chosen: Sequence[str], author: str, plugins: Plugins) -> NewRules:
    """Return a plugin whose vocabulary extends an installed one; its first two parties are chosen by default."""
    library = Library(plugins)
    words = library.lexicon(vocabulary)
    owners = tuple(_party(each, words) for each in dict.fromkeys(chosen or list(words.parties)[:2]))
    others = tuple(_party(each, words) for each in words.parties if each not in {owner.id for owner in owners})
    parties = owners if len(owners) > 1 else (*owners, *others[:1])
    if len(parties) < 2:
        message = f"vocabulary `{vocabulary}` has no other party"
        raise InputError([Mistake(message, None, "give `--party` once for each side")])
    scale = next((verbs for verbs in words.scales.values() if len(verbs) > 1), None)
    return NewRules(
        name=name,
        parties=parties,
        owners=owners,
        new_parties=tuple(owner for owner in owners if owner.id not in words.parties),
        verbs=(scale[0], scale[1]) if scale else ("promise", "give"),
        new_scale="" if scale else "giving",
        base=vocabulary,
        requires=_distribution(library, vocabulary, plugins),
        author=author,
    )


def write_rules(rules: NewRules, folder: Path) -> Path:
    """Write a new plugin into a new folder below `folder`; what was written.

    Raises InputError when there is something of that name already, or the folder can't be written.
    """
    made = folder / rules.distribution
    if os.path.lexists(made):
        message = f"there is `{shown(str(made), 200)}` already"
        raise InputError([Mistake(message, None, "give another name, or another folder with `--into`")])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Mistake(f"can't write `{shown(str(made), 200)}`: {reason}")]) from None
    with replacing(made) as new:
        for path, text in rules.files():
            file = new / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
    return made


def _party(name: str, words: Lexicon) -> ExampleParty:
    party = words.parties.get(name)
    return ExampleParty(name, (party and str(party.title)) or _title(name))


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _release() -> str:
    """Return the first two parts of the version of dealcheck: what the rules are written for."""
    from dealcheck.version import __version__

    return ".".join(__version__.split(".")[:2])


def _distribution(library: Library, vocabulary: str, plugins: Plugins) -> str:
    """Return what has to be installed for a vocabulary to be there, beside dealcheck."""
    plugin = library.vocabularies()[vocabulary].plugin
    return (
        ""
        if plugin == BUILTIN
        else next(plugin_info.distribution for plugin_info in plugins.infos() if plugin_info.name == plugin)
    )


def _filled(template: str, values: dict[str, Any]) -> str:
    import jinja2  # imported when something is made

    environment = jinja2.Environment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    text = (files("dealcheck") / "templates" / "rules" / f"{template}.jinja").read_text(encoding="utf-8")
    filled = environment.from_string(text).render(values)
    return lay_out(filled) if template.endswith(".yaml") else filled  # titles need quotation marks or not
