"""Results opened in LibreOffice: it accepts and rejects our changes as Word would, and prints every page."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import deals
import pytest
from conftest import SAMPLES, Run
from lxml import etree
from revisions import W, parts, plain, root_of
from test_corpus import expected, settled

OFFICE = Path(__file__).with_name("office.py")
PYTHON = "/usr/bin/python3"


def has_office() -> bool:
    if shutil.which("soffice") is None or not Path(PYTHON).exists():
        return False
    return subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not has_office(), reason="needs LibreOffice and its Python bridge")

NOT_DELETED = {"content_control_around_paragraphs"}
"""LibreOffice 7.4 does not accept deletions in a content control around several paragraphs, whoever made them."""


def without_comments(data: bytes) -> bytes:
    """A document without comments: some LibreOffices without a screen end when another program opens any with one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts(data).items():
            if name == "word/document.xml":
                root = root_of(data)
                for mark in list(root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")):
                    mark.getparent().remove(mark)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(name, content)
    return stream.getvalue()


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
    for file in files:
        Path(file).write_bytes(without_comments(Path(file).read_bytes()))
    call = [PYTHON, str(OFFICE), what, str(folder), *files]
    done = subprocess.run(call, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    return {Path(file).stem: [line for line in lines if line.strip()] for file, lines in answers.items()}


def test_libreoffice_accepts_and_rejects(folder: Path) -> None:
    accepted_before, accepted_after = opened(folder, "accept"), opened(folder, "accept", "out")
    rejected_before, rejected_after = opened(folder, "reject"), opened(folder, "reject", "out")
    compared, wrong = 0, {}
    for sample in SAMPLES:
        assert rejected_after[sample.name] == rejected_before[sample.name], sample.name
        before = [plain(line) for line in accepted_before[sample.name]]
        if all(any(plain(text) in line for line in before) for text in deals.TEXTS[sample.language].values()):
            lines = [" ".join(plain(line).split()) for line in accepted_after[sample.name]]
            wanted = expected(accepted_before[sample.name], sample.language)
            if lines != wanted and sample.name not in NOT_DELETED:
                wrong[sample.name] = (lines, wanted)
            compared += 1
    assert wrong == {}
    assert compared >= 40  # it works out fields anew, and lists text boxes and content controls apart


def test_libreoffice_prints_every_result(folder: Path) -> None:
    files = [str(folder / "out" / f"{sample.name}.docx") for sample in SAMPLES]
    call = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*call, "--outdir", str(folder / "pdf"), *files], check=True, capture_output=True, timeout=600)
    assert {file.stem for file in (folder / "pdf").glob("*.pdf")} == {sample.name for sample in SAMPLES}
