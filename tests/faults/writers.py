"""Every way in which a command writes a file, found from the commands' own options, each with a call that does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import click

from dealcheck.cli import COMMANDS, app
from dealcheck.cli.outputs import OutputFile
from tests.conftest import HANOI

OLD = b"old\n"

FILES = {
    "words.yaml": "vocabulary: words\nparties: {a: {}, b: {}}\nactions:\n  giving: [lend, give]\nobjects: {land: {}}\n",
    "rules.yaml": "ruleset: rules\nvocabulary: words\nparty: b\nbottom-lines:\n  some:\n"
    "    require: {party: a, action: lend, object: land}\n",
    "deal.yaml": "deal: deal\nvocabulary: words\nprovisions:\n  p:\n    party: a\n    action: [lend, give]\n"
    "    object: land\n",
    "empty.yaml": "deal: empty\nvocabulary: words\nprovisions:\n  p: {party: b, action: lend, object: land}\n",
    "given.yaml": "deal: given\nvocabulary: words\nprovisions:\n  p: {party: a, action: lend, object: land}\n",
    "test_rules.yaml": "tests: cases\nrules: [words.yaml, rules.yaml]\ncases:\n  one:\n    deal: deal.yaml\n"
    "    expect: {rules: {acceptable: 2}}\n",
    "untidy.yaml": "deal:  untidy\nvocabulary: 'words'\n",
    "giver.yaml": "ruleset: giver\nvocabulary: words\nparty: a\noffers:\n  loan: {action: lend, object: land}\n",
    "unused.yaml": "ruleset: unused\nvocabulary: words\nparty: b\nbottom-lines:\n  some:\n"
    "    require: {party: a, action: lend, object: land}\nsources:\n  s:\n    title: A source\n    url: https://example.org\n",
    "log.jsonl": '{"id": "e1", "on": "2026-04-01", "recorded": "2026-04-01T00:00:00Z", "performed": "p"}\n',
    "deals.csv": "deal,provision,party,action,object,steps\nd1,p,a,lend,land,1\nd2,p,a,lend,nothing,1\n",
}
RULES = ("--rules", "words.yaml", "--rules", "rules.yaml")
BOTH = (*RULES, "--rules", "giver.yaml")


@attrs.frozen
class Writer:
    """A call that writes `target`. `old` is what is there before: None for nothing, or a file of `FILES` itself."""

    arguments: tuple[str, ...]
    target: str = "out"
    old: bytes | None = OLD

    def prepare(self, folder: Path) -> Path:
        """Put the files of the call into a folder; the target."""
        for name, text in FILES.items():
            (folder / name).write_text(text)
        target = folder / self.target
        if self.old is not None and self.target not in FILES:
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(self.old)
        return target


def _report(*arguments: str) -> Writer:
    return Writer((*arguments, "--output", "out"))


def _folder(name: str, *arguments: str) -> Writer:
    return Writer((*arguments, "--write", "made"), f"made/{name}.yaml")


WRITERS = {
    "verify --output": _report("verify", "empty.yaml", *RULES),
    "explore --output": _report("explore", "deal.yaml", *RULES),
    "explore --write": _folder("deal-1", "explore", "deal.yaml", *RULES, "--examples", "1"),
    "repair --output": _report("repair", "empty.yaml", *BOTH),
    "repair --write": _folder("empty-bigger-1", "repair", "empty.yaml", *BOTH),
    "conflicts --output": _report("conflicts", "deal.yaml", *RULES),
    "matrix --output": _report("matrix", "deal.yaml", *RULES),
    "accounts --output": _report("accounts", "deal.yaml", *RULES),
    "accounts --write": _folder("deal", "accounts", "deal.yaml", *RULES),
    "reconcile --output": _report("reconcile", *BOTH),
    "reconcile --write": _folder("reconciled-rules-giver", "reconcile", *BOTH),
    "diff --output": _report("diff", "us-hanoi", "us-hanoi"),
    "screen --out": Writer(("screen", "deals.csv", *RULES, "--out", "out.csv"), "out.csv"),
    "screen --rejects": Writer(("screen", "deals.csv", *RULES, "--rejects", "out.parquet"), "out.parquet"),
    "screen --output": _report("screen", "deals.csv", *RULES),
    "sample --out": Writer(("sample", str(HANOI / "draft.yaml"), "-n", "9", "--out", "out.parquet"), "out.parquet"),
    "new rules --into": Writer(("new", "rules", "water", "--into", "."), "dealcheck-water", None),
    "new deal --output": _report("new", "deal", "d", *RULES),
    "status --output": _report("status", "empty.yaml", *RULES, "--log", "log.jsonl"),
    "stress --output": _report("stress", "empty.yaml", *RULES),
    "stress --write": _folder("given-rules", "stress", "given.yaml", *RULES),
    "log --output": _report("log", "log.jsonl"),
    "calendar --out": Writer(("calendar", "empty.yaml", *RULES, "--out", "out.ics"), "out.ics"),
    "test --output": _report("test", "test_rules.yaml", *RULES),
    "lint --output": _report("lint", "words.yaml", "rules.yaml"),
    "lint --fix": Writer(("lint", "words.yaml", "unused.yaml", "--fix"), "unused.yaml"),
    "schema --output": _report("schema", "deal"),
    "doctor --output": _report("doctor"),
    "fmt": Writer(("fmt", "untidy.yaml"), "untidy.yaml"),
}


def writing_options() -> Iterator[str]:
    """Every option of a command that writes, by its type or by what it takes."""
    for name, command in all_commands():
        if name == "fmt":
            yield name
        for param in command.params:
            is_path = isinstance(param.type, (OutputFile, click.Path)) or getattr(param, "metavar", "") in (
                "DIR",
                "FILE",
                "FOLDER",
            )
            if isinstance(param, click.Option) and (is_path or (name, param.name) == ("lint", "fix")):
                yield f"{name} {max(param.opts, key=len)}"


def all_commands() -> Iterator[tuple[str, click.Command]]:
    for name in COMMANDS:
        command = app.get_command(click.Context(app), name)  # type: ignore[attr-defined]
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", each) for below, each in command.commands.items())
        elif command is not None:
            yield name, command
