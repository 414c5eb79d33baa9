"""What is wrong with a file while it is written: the mistakes that the command reports, and what `lint` finds."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Literal

import attrs

from dealcheck.answers.lint import CODES
from dealcheck.editor.workspace import File, Workspace
from dealcheck.errors import DealcheckError, InputError, Mistake
from dealcheck.language.drafts.sizes import sizes_as_text
from dealcheck.model.cases import Case, CaseFile
from dealcheck.model.deal import Deal
from dealcheck.model.ruleset import Ruleset
from dealcheck.model.vocabulary import Vocabulary
from dealcheck.place import Place
from dealcheck.questions.test.cases import Loaded, check_cases, check_kind
from dealcheck.session.session import Session

LINT_SECONDS = 5.0
"""How long `lint` may take in an editor."""
LINT_STEPS = 3
"""How many steps the deals have that `lint` considers by default."""
_WORD = re.compile(r"[^\s,\[\]{}#'\":]+")
Severity = Literal["error", "warning"]


@attrs.frozen
class Diagnostic:
    """Something wrong at a place of a file; `length` is how many characters it is about."""

    place: Place
    length: int
    message: str
    severity: Severity = "error"
    code: str = ""


def mistakes_of(workspace: Workspace, file: File) -> list[Diagnostic]:
    """Return the mistakes of a file, as the command reports them; of one that has none, its warnings."""
    if file.reading.document is None and not file.kind and not _looks_like_ours(file.text):
        return []  # some other YAML
    mistakes = [_diagnostic(file, mistake) for mistake in dict.fromkeys(_mistakes(workspace, file))]
    return mistakes or [_diagnostic(file, warning, "warning") for warning in dict.fromkeys(_warnings(workspace, file))]


def findings_of(
    workspace: Workspace, file: File, codes: Collection[str] = frozenset(CODES), steps: int = LINT_STEPS
) -> list[Diagnostic]:
    """Return what `lint` finds in a ruleset of a workspace, once it has no mistakes.

    `codes`: those to look for. `steps`: how many steps the considered deals have.
    """
    document = file.reading.document
    if not isinstance(document, Ruleset):
        return []
    from dealcheck.questions.lint.lint import lint_scope  # slow to import

    try:
        session = Session(plugins=workspace.plugins, library=workspace.library(file.path))
        texts = {file.path: file.text}
        deadline = time.monotonic() + LINT_SECONDS
        lint = lint_scope(session.scope(str(document.id)), codes=codes, steps=steps, deadline=deadline, texts=texts)
    except DealcheckError:
        return []  # it has mistakes, or takes too much memory for an editor; the command says which
    return [
        Diagnostic(finding.place, _length(file.text, finding.place), finding.message, "warning", finding.code)
        for finding in lint.findings
        if finding.place is not None and finding.place.file == file.path
    ]


def _mistakes(workspace: Workspace, file: File) -> Iterator[Mistake]:
    yield from file.reading.mistakes
    document = file.reading.document
    try:
        library = workspace.library(file.path)
        if isinstance(document, Vocabulary) and document.id:
            library.lexicon(str(document.id))
        elif isinstance(document, Ruleset) and document.id:
            library.position(str(document.id))
        elif isinstance(document, Deal):
            library.check(file.reading)
        elif isinstance(document, CaseFile) and not file.reading.mistakes:
            yield from _mistakes_of_cases(workspace, file, document)
    except InputError as error:
        yield from error.mistakes
    except DealcheckError as error:  # a plugin that fails concerns every file
        yield Mistake(str(error))


def _warnings(workspace: Workspace, file: File) -> Iterator[Mistake]:
    """Yield what the command warns of when it puts a deal to the rulesets that are there."""
    yield from file.reading.warnings
    document = file.reading.document
    if isinstance(document, Deal):
        library = workspace.library(file.path)
        try:
            words = library.lexicon(document.vocabulary)
            yield from sizes_as_text(document, words, (each.program for each in library.positions_for(document)))
        except DealcheckError:
            return  # what is wrong with a ruleset is shown in its file


def _mistakes_of_cases(workspace: Workspace, file: File, document: CaseFile) -> Iterator[Mistake]:
    session = Session(plugins=workspace.plugins, library=workspace.library(file.path))
    loaded = Loaded(Path(file.path), document, session, session.scope())
    for name, case in document.cases.items():
        try:
            check_cases(loaded, {name: case})
            check_kind(case, _deal(workspace, loaded, case))
        except InputError as error:
            yield from error.mistakes


def _deal(workspace: Workspace, loaded: Loaded, case: Case) -> Deal:
    """Return the deal of a case, as the editor has it if its file is open."""
    if isinstance(case.deal, str):
        deal_file = workspace.file(os.path.normpath(os.path.join(loaded.path.parent, case.deal)))
        if deal_file is not None and isinstance(deal_file.reading.document, Deal):
            loaded.scope.library.check(deal_file.reading)
            return deal_file.reading.document
    return loaded.deal(case).deal


def _diagnostic(file: File, mistake: Mistake, severity: Severity = "error") -> Diagnostic:
    message = mistake.message + (f"; {mistake.cure}" if mistake.cure else "")
    place = mistake.place or Place(file.path, 1, 1)
    if place.file != file.path:
        message, place = f"{place}: {message}", _mention(file, mistake)
    return Diagnostic(place, _length(file.text, place), message, severity)


def _mention(file: File, mistake: Mistake) -> Place:
    """Return where a file first names what it builds on, for a mistake in another file."""
    sorts = ("path", "ruleset", "vocabulary")
    named: Iterable[Place] = (word.place for word in file.words if word.sort in sorts and not word.defines)
    return next(iter(named), Place(file.path, 1, 1))


def _length(text: str, place: Place) -> int:
    """Return how long the word at a place is; one character, if there is none."""
    lines = text.split("\n", place.line)
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    match = _WORD.match(line, place.column - 1)
    return len(match[0]) if match else 1


def _looks_like_ours(text: str) -> bool:
    return re.search(r"^(vocabulary|deal|ruleset|tests):", text, flags=re.MULTILINE) is not None
