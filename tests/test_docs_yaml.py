"""Every YAML block in the documentation is what it seems.

A page is gone through from top to bottom. A block that begins as a file of dealcheck does is one, and is checked with
the other files of the page, in whose words it is written. Other blocks:

- after `<!-- in: FILE PLACE -->`, a block is a part of that file of the page or of the repository: put into its place
  there (keys with points between them; none for the top), it must make a valid file;
- after `<!-- from: FILE PLACE -->`, a block is an excerpt: what it says stands so in that file, at that place;
- a configuration of pre-commit names hooks that there are, and a workflow runs commands as dealcheck takes them.

A file that shows mistakes on purpose is followed by a block with all that dealcheck says of them.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from dealcheck import InputError, Plugins
from dealcheck.files.documents import KINDS
from dealcheck.questions.test.cases import load, run
from dealcheck.session.session import Session
from tests.conftest import ROOT
from tests.test_docs import PAGES, README, accepted, accepted_in, blocks

_PART = re.compile(r"<!-- (?P<how>in|from): (?P<file>\S+)(?: (?P<place>\S+))? -->")
_FENCE = re.compile(r"^[ \t>]*(?:```|~~~)\W*ya?ml\b", re.M | re.I)


class Reader:
    """Reads a page in a folder of its own, and keeps the files that it shows."""

    def __init__(self, page: Path) -> None:
        self.blocks = blocks(page)
        self.lines = page.read_text(encoding="utf-8").splitlines()
        self.files: dict[str, str] = {}
        for block in reversed(self.blocks):  # what a test file refers to may be shown after it
            if block.title:
                self.files[block.title] = block.text
        self.write()

    def write(self) -> None:
        """Put the files into the current folder."""
        for name, text in self.files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")

    def check(self, number: int) -> None:
        """Check a block, and keep it if it is a file."""
        block = self.blocks[number]
        content = yaml.safe_load(block.text)
        key = next(iter(content))
        part = _PART.fullmatch(self.lines[block.line - 2])
        if part:
            name, place = part["file"], part["place"].split(".") if part["place"] else []
            if part["how"] == "from":
                assert stands_in(content, at_place(yaml.safe_load(self.file(name)), place)), block.place
            else:
                whole = inserted(self.file(name), place, content)
                assert self.mistakes(name, {**self.files, name: whole}) == [], block.place
        elif key in KINDS:
            name = block.title or f"{key}-{number}.yaml"
            self.files[name] = block.text
            mistakes = self.mistakes(name, self.files)
            shown = "".join(each.text for each in self.blocks[number + 1 : number + 2])
            assert all(mistake in shown for mistake in mistakes), f"{block.place}: {mistakes}"
        else:
            assert key in OTHERS, f"{block.place}: say what this is a part of: <!-- in: FILE PLACE -->"
            OTHERS[key](content)

    def file(self, name: str) -> str:
        """The text of a file of the page, or of the repository."""
        return self.files[name] if name in self.files else (ROOT / name).read_text(encoding="utf-8")

    def mistakes(self, name: str, files: Mapping[str, str]) -> list[str]:
        """What is wrong with one of some files, among the others."""
        self.files, kept = dict(files), self.files
        self.write()
        try:
            check_file(name, files)
        except InputError as error:
            return [str(mistake) for mistake in error.mistakes]
        finally:
            self.files = kept
            self.write()
        return []


def check_file(name: str, files: Mapping[str, str]) -> None:
    """Read and resolve a file among others. Raises InputError for what is wrong with it."""
    kind, id_ = kind_and_id(files[name])
    if kind == "tests":
        assert list(run(load(Path(name))))
        return
    scope = Session(plugins=Plugins(entry_points=False)).scope()
    kinds = {other: kind_and_id(text)[0] for other, text in files.items() if other.endswith((".yaml", ".yml"))}
    rules = [Path(other) for other, each in kinds.items() if each in ("vocabulary", "ruleset")]
    if "vocabulary" not in kinds.values():  # in the words of what ships
        rules += sorted(ROOT.glob("plugins/*/src/*/rules"))
    for path in rules:
        scope.library.add_path(path)
    if kind == "deal":
        scope.deal(Path(name))
    elif kind == "ruleset":
        scope.library.position(id_)
    else:
        scope.library.lexicon(id_)


def kind_and_id(text: str) -> tuple[str, str]:
    """The first key of a file, and what it says."""
    key, value = next(iter(yaml.safe_load(text).items()))
    return key, value


def inserted(text: str, place: list[str], content: Mapping[str, Any]) -> str:
    """The text of a file with some more at a place in it."""
    whole = yaml.safe_load(text)
    at_place(whole, place).update(content)
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)


def at_place(whole: Any, place: list[str]) -> Any:
    """What stands at a place in a file."""
    for key in place:
        whole = whole[key]
    return whole


def stands_in(part: Any, whole: Any) -> bool:
    """Whether each entry of an excerpt is one of the whole, with the same behind it."""
    if isinstance(part, Mapping) and isinstance(whole, Mapping):
        return all(key in whole and stands_in(value, whole[key]) for key, value in part.items())
    return bool(part == whole)


def check_hooks(content: Mapping[str, Any]) -> None:
    """The hooks of dealcheck that a configuration of pre-commit names are there, with keys that hooks have."""
    known = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    for repository in content["repos"]:
        for hook in repository["hooks"]:
            assert hook["id"] in known
            _, *entry = shlex.split(known[hook["id"]]["entry"])
            accepted([*entry, *hook.get("args", ()), "deal.yaml"])


def check_workflow(content: Mapping[str, Any]) -> None:
    """The commands that a workflow runs are such as dealcheck takes."""
    scripts = [step.get("run", "") for job in content["jobs"].values() for step in job["steps"]]
    assert sum(map(accepted_in, scripts))


OTHERS: Mapping[str, Callable[[Mapping[str, Any]], None]] = {"repos": check_hooks, "name": check_workflow}
"""Files of other programs that pages show, by their first keys."""


def check_page(page: Path) -> None:
    """Check all the YAML blocks of a page, and that none of them hides."""
    reader = Reader(page)
    numbers = [number for number, block in enumerate(reader.blocks) if block.language == "yaml"]
    assert len(_FENCE.findall("\n".join(reader.lines))) == len(numbers)
    for number in numbers:
        reader.check(number)


@pytest.mark.parametrize("page", [README, *PAGES], ids=lambda page: page.name)
def test_every_yaml_block_is_what_it_seems(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check_page(page)


PAGE = """
```yaml title="words.yaml"
vocabulary: supply
parties: {buyer: , seller: }
actions: {delivery: [ship]}
objects: {goods: }
```

A rule:

```yaml title="seller.yaml"
ruleset: seller
party: seller
vocabulary: supply
bottom-lines:
  no-goods: {forbid: {party: seller, action: ship, object: goods}}
```

<!-- in: seller.yaml bottom-lines.no-goods -->
```yaml
strength: priority
```
"""


def check_text(folder: Path, text: str) -> None:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    check_page(page)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("object: goods", "object: godds"),
        ("strength: priority", "strength: very"),
        ("strength: priority", "strenght: priority"),
        ("<!-- in: seller.yaml bottom-lines.no-goods -->\n", ""),
        ("in: seller.yaml", "in: buyer.yaml"),
        ("parties: {buyer: , seller: }", "party: {buyer: , seller: }"),
        ("```yaml\nstrength", "```yml\nstrength"),
        ("in: seller", "from: seller"),
    ],
)
def test_a_wrong_block_is_noticed(old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check_text(tmp_path, PAGE)
    assert old in PAGE
    with pytest.raises((AssertionError, FileNotFoundError)):
        check_text(tmp_path, PAGE.replace(old, new))


def test_a_mistake_is_meant_if_the_page_shows_what_dealcheck_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = PAGE.replace("object: goods", "object: godds")[: PAGE.index("<!-- in")]
    shown = "```text\nerror: seller.yaml:5:60: unknown object `godds`; did you mean `goods`?\n```\n"
    check_text(tmp_path, wrong + shown)
    with pytest.raises(AssertionError):
        check_text(tmp_path, wrong + shown.replace("5:60", "5:61"))
