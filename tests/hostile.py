"""What the tests of hostile input share: verifying files, and the complaints that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dealcheck.answers.verdict import Verification
from dealcheck.errors import InputError
from dealcheck.questions.verify import Verifier
from dealcheck.session.plugins import Plugins

VALID = Path(__file__).parent / "files" / "valid"
BROKEN = Path(__file__).parent / "files" / "broken"
RULES = (VALID / "vocabulary.yaml", VALID / "ruleset.yaml")


class NoRules(Plugins):
    """dealcheck without the rules that ship with it, so that these tests know every word there is."""

    def __init__(self) -> None:
        super().__init__(entry_points=False)

    def rules(self) -> Iterator[tuple[str, Any]]:
        return iter(())


PLUGINS = NoRules()


def verifier(*rules: Any) -> Verifier:
    """A verifier of deals against rules given as paths, texts or objects, and nothing else."""
    return Verifier(rules, engine="reference", plugins=PLUGINS)


def judged(rules: Iterable[Any], deal: Any) -> Verification:
    """The verification of a deal."""
    return verifier(*rules).verify(deal)


def complaints(path: Path) -> list[str]:
    """What is said about a broken file, given as what its folder says it is: `deals`, `rulesets` or `vocabularies`.

    Files in `files` are given both as a deal and as rules, and the two must hear the same.
    """
    beside = [BROKEN / "with" / name for name in header(path, "with")]
    if path.parent.name == "deals":
        return messages([*RULES, *beside], path)
    if path.parent.name == "rulesets":
        return messages([VALID / "vocabulary.yaml", path, *beside], VALID / "deal.yaml")
    if path.parent.name == "vocabularies":
        uses = BROKEN / "with" / "uses-broken.yaml"
        return messages([VALID / "vocabulary.yaml", path, *beside, uses], VALID / "deal.yaml")
    as_deal = messages([*RULES, *beside], path)
    assert messages([*RULES, path, *beside], VALID / "deal.yaml") == as_deal
    return as_deal


def messages(rules: Iterable[Any], deal: Any) -> list[str]:
    """The mistakes of rules and deal, one line each, with the names of files instead of their paths."""
    try:
        judged(rules, deal)
    except InputError as error:
        assert error.mistakes
        lines = str(error).split("\n")
        assert len(lines) == len(error.mistakes)
        assert all(line.isprintable() for line in lines)
        return [short(line) for line in lines]
    return []


def short(line: str) -> str:
    """A message without the folders of the files it names."""
    for folder in (VALID, BROKEN / "with", *(child for child in BROKEN.iterdir() if child.is_dir())):
        line = line.replace(f"{folder}/", "")
    return line


def header(path: Path, key: str) -> list[str]:
    """The values of comment lines such as `# expect: …` at the top of a file, or in `<name>.expect` beside it."""
    beside = path.with_name(path.name + ".expect")
    text = (beside if beside.exists() else path).read_text(encoding="utf-8", errors="replace")
    found = []
    for line in text.split("\n"):
        if not line.startswith("# "):
            break
        if line.startswith(f"# {key}: "):
            found.append(line.removeprefix(f"# {key}: "))
    return found
