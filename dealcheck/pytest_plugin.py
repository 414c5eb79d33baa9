"""pytest collects dealcheck's test files: each case is a test that runs, is selected and reported as any other.

Nothing of dealcheck is imported before a file is found whose name and first key say that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dealcheck.files import TEST_FILES

if TYPE_CHECKING:
    from dealcheck.answers.test import CaseResult
    from dealcheck.model.cases import Case
    from dealcheck.questions.test.cases import Loaded
    from dealcheck.questions.verify import Verifier

_ENGINE = "dealcheck engine"
"""The property of a test's report that names the engine that judged; workers of pytest-xdist pass it on."""
_HEAD = re.compile(rb"(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*tests: ")


def pytest_collect_file(file_path: Path, parent: Any) -> pytest.Collector | None:
    """Collect a file that is one of ours."""
    if not any(fnmatch(file_path.name, name) for name in TEST_FILES):
        return None
    with file_path.open("rb") as stream:
        if not _HEAD.match(stream.read(4096)):
            return None
    collector: pytest.Collector = CasesFile.from_parent(parent, path=file_path)
    return collector


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say if cases were judged by another engine than durable-rules."""
    reports = (report for reports in terminalreporter.stats.values() for report in reports)
    names = {value for report in reports for key, value in getattr(report, "user_properties", ()) if key == _ENGINE}
    if not names:
        return
    from dealcheck.engines.default import fallback_note

    if note := fallback_note(names):
        terminalreporter.write_line(f"dealcheck: {note}")


class CasesFile(pytest.File):
    """A test file of dealcheck."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield its cases."""
        from dealcheck.errors import DealcheckError
        from dealcheck.questions.test.cases import load
        from dealcheck.questions.verify import Verifier

        try:
            loaded = load(self.path)
            verifier = Verifier(loaded.scope, session=loaded.session)
        except DealcheckError as error:
            raise self.CollectError(str(error)) from error
        for name, case in loaded.file.cases.items():
            yield CaseItem.from_parent(self, name=str(name), loaded=loaded, case=case, verifier=verifier)


class WrongAnswerError(Exception):
    """A ruleset did not answer as the case says."""

    def __init__(self, result: CaseResult) -> None:
        self.result = result


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, loaded: Loaded, case: Case, verifier: Verifier, **rest: Any) -> None:
        super().__init__(**rest)
        self.loaded = loaded
        self.case = case
        self.verifier = verifier

    def runtest(self) -> None:
        """Run the case."""
        from dealcheck.questions.test.cases import run_case

        result = run_case(self.loaded, self.case, self.verifier)
        self.user_properties.append((_ENGINE, result.verification.engine))
        if not result.passed:
            raise WrongAnswerError(result)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Return expected and actual side by side, with the explanation."""
        from dealcheck.errors import DealcheckError

        if isinstance(excinfo.value, WrongAnswerError):
            from dealcheck.reports.pages.test import failure_text

            return failure_text(excinfo.value.result)
        if isinstance(excinfo.value, DealcheckError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the place of the case."""
        line = self.case.place.line - 1 if self.case.place else None
        return self.path, line, self.name
