"""The hooks by which plugins bring rules, readers, reporters, engines and commands.

A plugin is a module (or object) that implements some of these functions, marked with `dealcheck.hookimpl`, and is
installed under the entry-point group `dealcheck`:

    [project.entry-points.dealcheck]
    my-rules = "my_package.plugin"

dealcheck's own rules, formats and engines are registered through the same hooks;
`dealcheck/session/builtin.py` is an example of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

    import click

    from dealcheck.answers.verdict import Verification
    from dealcheck.engines import Engine
    from dealcheck.files.documents import Reading
    from dealcheck.model.deal import Deal
    from dealcheck.model.ruleset import Ruleset
    from dealcheck.model.vocabulary import Vocabulary
    from dealcheck.session.exports import Export

hookspec = pluggy.HookspecMarker("dealcheck")
hookimpl = pluggy.HookimplMarker("dealcheck")
"""Marks a function of a plugin as an implementation of the hook of its name."""


@hookspec
def dealcheck_rules() -> Iterable[Path | Traversable]:
    """Return vocabularies and rulesets to install.

    Return files, or folders that are searched for `*.yaml` and `*.yml` at any depth: paths, or resources of a
    package as `importlib.resources.files("my_package") / "rules"` gives them. They are data; loading them runs no
    code. An id that another plugin brings too is an error that names both plugins.
    """
    raise NotImplementedError


@hookspec
def dealcheck_readers() -> Mapping[str, Callable[[bytes, str], Deal | Ruleset | Vocabulary | Reading]]:
    """Return readers of files, by the suffix of the file's name in small letters, such as `.csv`.

    A reader takes the file's bytes and the name that places should carry, and returns a `dealcheck.Deal`, a `Ruleset`
    or a `Vocabulary`, or a `dealcheck.Reading`: one of these with the mistakes found so far. Deals are given as
    arguments, rulesets and vocabularies with `--rules`; folders of rules are searched for YAML alone.

    `Reading.also` holds vocabularies and rulesets that the same file brings, such as the words that its deal is written
    in. Several files may bring the same; different ones with one id are an error that says where they differ.
    `Reading.warnings` holds what the reader leaves out or takes for granted, as `dealcheck.Mistake`s.

    For input that it can't read a reader raises `dealcheck.InputError` with a `Mistake` for each mistake. Texts may be
    `dealcheck.Word`s, so that later messages can name the place they came from.
    """
    raise NotImplementedError


@hookspec
def dealcheck_reporters() -> Mapping[str, Callable[..., str]]:
    """Return output formats for `dealcheck verify --format`, by name.

    A reporter is called with the sequence of verifications, and the keyword arguments `strict` (whether
    reservations count as not signing) and `quiet`; accept `**options` so that later versions can add some. It
    returns the text to print. It must escape what comes from files as its format requires.
    """
    raise NotImplementedError


@hookspec
def dealcheck_engines() -> Iterable[Engine]:
    """Return engines for `dealcheck verify --engine`: objects with a `name` and a method `compile`.

    `compile(program)` takes a `dealcheck.language.program.Program` and returns a function from a
    `dealcheck.language.program.Settled` to a `dealcheck.language.program.Judgment`. Its answers must be those of
    `dealcheck.language.semantics.judge`.
    """
    raise NotImplementedError


@hookspec
def dealcheck_commands() -> Mapping[str, click.Command]:
    """Return commands for `dealcheck`, by name: `click.Command`s, or groups of them.

    A name that dealcheck or another plugin uses already is an error. A command finds the `dealcheck.Session` of the
    call, with the plugins that the user left in, by `click.get_current_context().find_object(dealcheck.Session)`. Its
    options can be set in a project's `pyproject.toml`, as those of dealcheck's own commands. It runs as dealcheck's own
    commands do: it may print, and take its time. It exits with 0, 1 or 2 as they do; a `dealcheck.DealcheckError` that
    it raises is printed, and the exit status is 2. Import what is slow when the command runs.
    """
    raise NotImplementedError


@hookspec
def dealcheck_exports() -> Mapping[str, Export]:
    """Return ways to save a draft at the workbench, by the suffix of the file in small letters, such as `.docx`.

    Each is a `dealcheck.Export`: its title for the button, a note beside it, and a function from a
    `dealcheck.DraftToExport` to the bytes of a file. Whoever works at the desk then downloads the file; the function
    writes none itself. For what it can't save it raises `dealcheck.InputError`.
    """
    raise NotImplementedError


@hookspec
def dealcheck_verified(verification: Verification) -> None:
    """Receive the result after each deal or draft has been verified; for logs, metrics, notifications.

    Return nothing; it must not print to standard output, which is for reports.
    """
