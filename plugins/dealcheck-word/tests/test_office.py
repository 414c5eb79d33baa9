"""Results opened in LibreOffice: it accepts and rejects our changes as Word would, and prints every page."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import SAMPLES, Run
from revisions import plain
from test_corpus import expected, settled

OFFICE = Path(__file__).with_name("office.py")
PYTHON = "/usr/bin/python3"


def has_office() -> bool:
    if shutil.which("soffice") is None or not Path(PYTHON).exists():
        return False
    return subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not has_office(), reason="needs LibreOffice and its Python bridge")
BOXES = {"text_box"}
"""LibreOffice lists text boxes apart."""


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """The corpus, and below `out` what a review makes of it."""
    (tmp_path / "out").mkdir()
    for sample in SAMPLES:
        (tmp_path / "out" / f"{sample.name}.docx").write_bytes(settled(run, tmp_path, sample))
        (tmp_path / f"{sample.name}.docx").write_bytes(sample.data)
    return tmp_path


def opened(folder: Path, what: str, below: str = "") -> dict[str, list[str]]:
    """The texts of all documents of the corpus after LibreOffice has accepted or rejected all changes."""
    files = [str(folder / below / f"{sample.name}.docx") for sample in SAMPLES]
    call = [PYTHON, str(OFFICE), what, str(folder), *files]
    done = subprocess.run(call, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    return {Path(file).stem: [line for line in lines if line.strip()] for file, lines in answers.items()}


def test_libreoffice_accepts_and_rejects(folder: Path) -> None:
    accepted_before, accepted_after = opened(folder, "accept"), opened(folder, "accept", "out")
    rejected_before, rejected_after = opened(folder, "reject"), opened(folder, "reject", "out")
    for sample in SAMPLES:
        assert rejected_after[sample.name] == rejected_before[sample.name], sample.name
        if sample.name not in BOXES:
            lines = [plain(line) for line in accepted_after[sample.name]]
            assert lines == expected(accepted_before[sample.name], sample.language), sample.name


def test_libreoffice_prints_every_result(folder: Path) -> None:
    files = [str(folder / "out" / f"{sample.name}.docx") for sample in SAMPLES]
    call = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*call, "--outdir", str(folder / "pdf"), *files], check=True, capture_output=True, timeout=600)
    assert {file.stem for file in (folder / "pdf").glob("*.pdf")} == {sample.name for sample in SAMPLES}
