"""A new format is one file, and a new question a folder and an entry in the table: added to a copy of the package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import HANOI, ROOT

FORMAT = '''"""Each answer in capitals."""

from dealcheck.reports.report import Report


def report(report: Report) -> str:
    """Return the answers in capitals."""
    return "\\n".join(page.answer.text.upper() for page in report.pages)
'''

QUESTION = '''"""How many provisions are in a deal?"""

from dealcheck.model.fields import field
from dealcheck.questions.options import DealArgument, Option
from dealcheck.session.session import Session, session_for
from typing import Annotated

import attrs


@attrs.frozen(kw_only=True)
class Size:
    """How large a deal is."""

    deal: str = field("the deal's id")
    provisions: int = field("how many provisions it has")
    most: int = field("how many it may have")


def size(
    deal: DealArgument,
    *,
    most: Annotated[int, Option("How many it may have.", low=1)] = 3,
    session: Session | None = None,
) -> Size:
    """Count the provisions of a deal."""
    read = session_for(session, None).scope().deal(deal).deal
    return Size(deal=str(read.id), provisions=len(read.provisions), most=most)


def pages(answers, **_options):
    """Say how large deals are."""
    from dealcheck.reports.page import Page, Sentence

    texts = [(each.deal, f"{each.provisions} provisions.") for each in answers]
    return [Page(subject="Size", name=deal, file="", answer=Sentence(text)) for deal, text in texts]
'''

ENTRY = """    Question(
        name="size",
        help="How large is a deal?",
        about="How large is a deal? DEAL is a file.",
        function="dealcheck.questions.size:size",
        answer="dealcheck.questions.size:Size",
        page="dealcheck.questions.size:pages",
        format="size",
        exits_0="small",
        exits_1="large",
        is_yes=lambda answer: answer.provisions <= answer.most,
    ),
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package that may be changed."""
    shutil.copytree(ROOT / "dealcheck", tmp_path / "dealcheck", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    return tmp_path / "dealcheck"


def called(package: Path, *arguments: str) -> tuple[int, str]:
    """The exit status and the output of the command of a copy."""
    script = "import sys, dealcheck.cli; dealcheck.cli.main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": str(package.parent), "DEALCHECK_DISABLE_PLUGINS": ""},
        cwd=package.parent,
        capture_output=True,
        encoding="utf-8",
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_a_format_is_one_file(package: Path) -> None:
    (package / "reports" / "formats" / "capitals.py").write_text(FORMAT, encoding="utf-8")
    deal, rules = str(HANOI / "dprk-offer-ri.yaml"), ("--rules", "us-hanoi", "--rules", "dprk-ri")
    status, output = called(package, "verify", deal, *rules, "--format", "capitals")
    assert (status, output) == (1, "UNITED STATES (US-HANOI) CAN'T SIGN.\n")
    assert called(package, "repair", deal, *rules, "--smaller", "--format", "capitals")[1].startswith("GOING SMALLER")
    assert called(package, "lint", "us-hanoi", "--format", "capitals") == (0, "NOTHING TO LOOK AT.\n")
    assert "capitals" in called(package, "verify", "--help")[1]


def test_a_question_is_a_folder_and_an_entry(package: Path) -> None:
    (package / "questions" / "size").mkdir()
    (package / "questions" / "size" / "__init__.py").write_text(QUESTION, encoding="utf-8")
    table = package / "questions" / "__init__.py"
    text = table.read_text(encoding="utf-8")
    head, end, rest = text.partition("\n)\n")
    table.write_text(f"{head}\n{ENTRY.rstrip()}{end}{rest}", encoding="utf-8")
    deal = str(HANOI / "dprk-offer-ri.yaml")
    assert called(package, "size", deal) == (0, "2 provisions.\n\nSize\n")
    assert called(package, "size", deal, "--most", "1")[0] == 1
    answer = json.loads(called(package, "size", deal, "--format", "json")[1])["answers"][0]
    assert answer == {"deal": "hanoi-dprk-offer-ri", "provisions": 2, "most": 3}
    for name in ("markdown", "sarif", "junit"):
        assert called(package, "size", deal, "--format", name)[1]
    assert json.loads(called(package, "schema", "size")[1])["title"]
    assert "How large is a deal?" in called(package, "--help")[1]
