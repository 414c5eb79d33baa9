"""`dealcheck lint --fix` and comments: none stands above another entry than before, and none is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, note
from hypothesis import strategies as st

from dealcheck.cli import app
from tests.drawn import drawn
from tests.questions.test_lint import HEAD, LINES, WORDS

Run = Callable[..., Result]
RULES = f"""{HEAD}sources:
  speech:
    speaker: Mayor
    date: 2020-01-01
  letter: {{speaker: Clerk}}
  vote:
    speaker: Council
  minutes:
    speaker: Clerk
definitions:
  spring: {{party: lower, action: give, object: spring}}
  both:
    any:
      - spring
      - {{party: lower, action: give, object: well}}
  paid: {{party: lower, action: give, object: well}}
bottom-lines:
  nothing:
    forbid: {{party: upper, action: give, part-of: water}}
    unless: paid
    sources: [speech, vote]
"""
ONLY = f"{HEAD}definitions:\n  spring: {{party: lower, action: give, object: spring}}\noffers: {{}}\n"
CODES = "--select", "unsourced,unused-source,unused-definition,needless-ignore"
MARK = "#§"
NEEDLESS = "# dealcheck: ignore[unsourced]"


def commented(random: Random, text: str) -> str:
    """The text with comments at random places."""
    lines: list[str] = []
    number = 0
    for line in text.splitlines():
        while random.randrange(3) == 0:
            number += 1
            comment = random.choice([f"{MARK}{number}"] * 4 + [NEEDLESS, ""])
            lines.append(" " * random.choice([0, 2, 2, 4, 6]) + comment if comment else "")
        number += 1
        lines.append(line + random.choice([f"  {MARK}{number}", *[""] * 5]))
    return "\n".join(lines) + random.choice(["\n", f"\n  {MARK}{number + 1}\n", f"\n{MARK}{number + 1}"])


def below(text: str) -> dict[str, str]:
    """For each comment in a line of its own, the next line that is none; deeper ones are about what is before them."""
    found: dict[str, str] = {}
    waiting: list[str] = []
    for line in (*text.splitlines(), "END"):
        if line.strip().startswith(MARK):
            waiting.append(line)
        elif line.strip() and not line.strip().startswith("#"):
            found |= {comment.strip(): line for comment in waiting if indent(comment) <= indent(line)}
            waiting = []
    return found


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


@drawn(1)
@given(random=st.randoms(use_true_random=True), base=st.sampled_from([RULES, ONLY]))
def test_comments_stay_with_what_they_are_about(
    tmp_path_factory: pytest.TempPathFactory, random: Random, base: str
) -> None:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "words.yaml").write_text(WORDS, encoding="utf-8")
    file = folder / "rights.yaml"
    text = commented(random, base)
    note(text)
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["lint", str(folder), "--fix", *CODES])
    after = file.read_text(encoding="utf-8")
    note(after)
    assert result.exit_code == 0, result.output
    assert "letter" not in after
    before, now = below(text), below(after)
    assert {comment: before[comment] for comment in now} == now
    kept = set(after.splitlines())
    stood = {line.strip(): indent(line) for line in text.splitlines()}
    for comment, line in before.items():
        if line in kept and stood[comment] == indent(line):
            assert comment in now
    gone = [line for line in text.splitlines() if line not in kept and not line.strip().startswith("#")]
    assert all(word in "".join(gone) for word in ("spring:", *(("letter:", "both:") if base is RULES else ())))


def test_a_comment_that_has_moved_up_is_not_taken_for_a_needless_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    file = tmp_path / "rights.yaml"
    text = f"{HEAD}sources:\n  # dealcheck: ignore[unsourced]\n  letter: {{speaker: M}}\n  # The one that counts.\n"
    file.write_text(f"{text}  vote: {{speaker: M}}\nbottom-lines:\n{LINES['unsourced'][:-1]}, sources: vote}}\n")
    result = run("lint", str(tmp_path), "--fix")
    assert result.exit_code == 0, result.output
    assert file.read_text().startswith(f"{HEAD}sources:\n  # The one that counts.\n  vote: {{speaker: M}}\n")


def test_a_comment_on_the_whole_file_stays(run: Run, tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    file = tmp_path / "rights.yaml"
    silent = "  # dealcheck: ignore-file[unsourced]\n"
    rest = f"bottom-lines:\n{LINES['unsourced']}\n"
    file.write_text(f"{HEAD}sources:\n{silent}  letter: {{speaker: M}}\n{rest}")
    assert run("lint", str(tmp_path), "--fix").exit_code == 0
    assert file.read_text() == f"{HEAD}{silent}{rest}"


def test_a_broken_file_is_told_and_what_it_names_is_left(run: Run, tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    file, broken = tmp_path / "rights.yaml", tmp_path / "heir.yaml"
    file.write_text(f"{HEAD}sources:\n  letter: {{speaker: M}}\n  vote: {{speaker: M}}\n")
    broken.write_text("ruleset: heir\nextends: rights\nbottom-lines: [\n  # by the vote\n")
    result = run("lint", str(tmp_path), "--fix")
    assert result.exit_code == 2
    assert f"error: {broken}:5:1: not proper YAML" in result.output
    assert file.read_text() == f"{HEAD}sources:\n  vote: {{speaker: M}}\n"


def test_a_file_that_can_t_be_written_is_told_and_the_others_are_mended(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dealcheck import atomic

    def replace(old: Path, new: Path) -> None:
        if new.name == "a.yaml":
            raise PermissionError(13, "Permission denied")
        real(old, new)

    real = atomic.os.replace
    monkeypatch.setattr(atomic.os, "replace", replace)
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    unused = "sources:\n  letter: {speaker: M}\n"
    for name in "ab":
        (tmp_path / f"{name}.yaml").write_text(f"{HEAD.replace('rights', name)}{unused}", encoding="utf-8")
    result = run("lint", str(tmp_path), "--fix", "--format", "json")
    assert result.exit_code == 2
    assert result.stderr.count("error:") == 1
    assert result.stderr == f"error: can't write `{tmp_path / 'a.yaml'}`: Permission denied\n"
    assert (tmp_path / "b.yaml").read_text() == HEAD.replace("rights", "b")
    (answer,) = json.loads(result.stdout)["answers"]
    assert [each["code"] for each in answer["findings"]] == ["unused-source"]


def test_a_ruleset_that_can_t_be_looked_at_is_told_and_keeps_its_comments(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dealcheck.questions.lint.lint import _Linter

    real = _Linter._unsourced

    def fail(self: _Linter) -> object:
        if self.id == "a":
            raise RuntimeError("oh no")
        return real(self)

    monkeypatch.setattr(_Linter, "_unsourced", fail)
    (tmp_path / "words.yaml").write_text(WORDS, encoding="utf-8")
    unused = "sources:\n  letter: {speaker: M}  # dealcheck: ignore[unsourced]\n"
    for name in "ab":
        (tmp_path / f"{name}.yaml").write_text(f"{HEAD.replace('rights', name)}{unused}", encoding="utf-8")
    result = run("lint", str(tmp_path), "--fix")
    assert result.exit_code == 2
    assert result.stderr.startswith(
        f"error: {tmp_path / 'a.yaml'}: this is a defect of dealcheck (RuntimeError: oh no)"
    )
    assert result.stderr.count("error:") == 1
    assert (tmp_path / "a.yaml").read_text() == HEAD.replace("rights", "a") + unused
    assert (tmp_path / "b.yaml").read_text() == HEAD.replace("rights", "b")
