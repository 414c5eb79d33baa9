"""Tools: one for each question of the table, which answers with what the command prints as JSON, cut to a size."""

from __future__ import annotations

import inspect
import json
import re
import warnings
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from dealcheck.apart import within
from dealcheck.errors import (
    DealcheckError,
    EngineError,
    InputError,
    InputWarning,
    MemoryLimitError,
    Mistake,
    PluginError,
    TimeLimitError,
)
from dealcheck.mcp.arguments import Schema, function_arguments, input_schema, must_fit, offered
from dealcheck.mcp.cuts import WEIGHT_OF_TOKEN, Left, cut, part_of, weight
from dealcheck.model.viewer import Viewer
from dealcheck.questions import QUESTIONS, Question
from dealcheck.questions import question as question_named
from dealcheck.questions.attempts import defect_text
from dealcheck.questions.eyes.decisions import may_see, must_show
from dealcheck.reports.formats.json import data
from dealcheck.reports.report import Report
from dealcheck.schemas.results import answers_schema
from dealcheck.session.plugins import Plugins
from dealcheck.session.session import Session

DEFAULT_TOKENS = 2000
_MOST_KEPT = 16
"""The answers to this many calls are kept, so that their parts can be asked for."""
_PAGING: Mapping[str, Schema] = {
    "at": {
        "description": "To read on: from `more` of an answer to a call with otherwise the same arguments.",
        "type": "string",
        "pattern": "^(/.*)?$",
    },
    "start": {"description": "To read on: as `at`.", "type": "integer", "minimum": 0, "default": 0},
    "most_tokens": {
        "description": "How long the answer may be; what is left out is named in `more`.",
        "type": "integer",
        "minimum": 500,
        "maximum": 100_000,
        "default": DEFAULT_TOKENS,
    },
}
_CODES: Mapping[type[Exception], tuple[str, str]] = {
    TimeLimitError: ("time-limit", "ask about less, or allow more with `timeout`"),
    MemoryLimitError: ("memory-limit", "ask about less"),
    EngineError: ("engine", ""),
    PluginError: ("plugin", ""),
    DealcheckError: ("wrong", ""),
}
_MISTAKE: Schema = {
    "type": "object",
    "properties": {
        "code": {"description": "of what sort it is", "type": "string"},
        "message": {"description": "what is wrong", "type": "string"},
        "file": {"description": "where; `<text>` for a text in the call", "type": "string"},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
        "cure": {"description": "what would be right", "type": "string"},
    },
    "required": ["code", "message"],
    "additionalProperties": False,
}
_LEFT: Schema = {
    "type": "object",
    "properties": {"at": {"type": "string"}, "start": {"type": "integer"}, "left": {"type": "integer"}},
    "required": ["at", "start", "left"],
    "additionalProperties": False,
}


@attrs.frozen
class ToolText:
    """A tool as it is listed."""

    name: str
    title: str
    description: str
    input_schema: Schema
    output_schema: Schema


def tools(viewer: Viewer | None = None) -> list[ToolText]:
    """Return the tools, one for each question; `viewer`: of those alone of which this one may see something."""
    return [
        ToolText(question.name, question.help, _about(question), _schema(question, viewer), output_schema(question))
        for question in QUESTIONS
        if viewer is None or may_see(viewer, question.name)
    ]


def _schema(question: Question, viewer: Viewer | None) -> Schema:
    """Return the schema of a tool's arguments. Who may not see all sides may not pick out those that are asked."""
    schema = input_schema(question, _PAGING)
    for name, parameter in offered(question):
        if viewer is not None and parameter.option.kind == "rules":
            del schema["properties"][name]
            schema["required"] = [each for each in schema.get("required", ()) if each != name]
    return schema


def _about(question: Question) -> str:
    """Return what an assistant should know of a question; the first paragraph is about the command line."""
    _, *paragraphs = inspect.cleandoc(question.about).split("\n\n")
    status = f"`status`: 0 {question.exits_0}; 1 {question.exits_1}; 2 {question.exits_2}."
    return "\n\n".join([question.help, *(_without_hyphens(" ".join(text.split())) for text in paragraphs), status])


def _without_hyphens(text: str) -> str:
    """Return a text in which options are called as arguments of tools are."""
    return re.sub(r"--([a-z][a-z-]*)", lambda match: match[1].replace("-", "_"), text)


def output_schema(question: Question) -> Schema:
    """Return the schema of what a tool answers."""
    answer = answers_schema(question)
    definitions = answer.pop("$defs")
    status = f"0: {question.exits_0}; 1: {question.exits_1}; 2: {question.exits_2}"
    left = "what was left out: call again with `at` and `start` for the next `left` items, keys or letters"
    return {
        "type": "object",
        "properties": {
            "status": {"description": status, "enum": [0, 1, 2]},
            "answer": answer,
            "warnings": {"description": "what was left out of the input", "type": "array", "items": {"type": "string"}},
            "mistakes": {"description": "why there is no answer", "type": "array", "items": _MISTAKE},
            "at": {"description": "where `part` is", "type": "string"},
            "start": {"description": "how much of it came before", "type": "integer"},
            "part": {"description": "what is there, of the answer asked for with `at`"},
            "more": {"description": left, "type": "array", "items": _LEFT},
        },
        "required": ["status"],
        "additionalProperties": False,
        "$defs": definitions,
    }


class Desk:
    """Answers calls of tools; files below `roots` alone may be read, and nothing is written."""

    def __init__(
        self,
        plugins: Plugins,
        roots: Sequence[str | Path] = (),
        *,
        disabled: Collection[str] = (),
        viewer: Viewer | None = None,
        rules: Sequence[str] = (),
    ) -> None:
        """Prepare to answer.

        `disabled`: the names of the plugins that are left out. `viewer`: whose assistant it is, and may see no more
        than this one; None: it may see all that it is asked about. `rules`: with a viewer, the rulesets that are asked;
        none: those that are installed for a deal.
        """
        self.viewer = viewer
        self.rules = tuple(rules)
        self.plugins = plugins
        self.disabled = disabled
        self.roots = tuple(roots)
        self.session = Session(plugins=plugins)
        self._kept: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def call(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a tool answers to some arguments, with `mistakes` in place of an `answer` if they are wrong.

        Raises KeyError when there is no such tool.
        """
        question = question_named(name)
        given = {key: value for key, value in arguments.items() if value is not None}
        most = given.get("most_tokens", DEFAULT_TOKENS)
        try:
            must_fit(given, _schema(question, self.viewer))
            whole = self._whole(question, given)
            return _page(whole, given.get("at", ""), given.get("start", 0), most)
        except InputError as error:
            return _page(_refusal(error), "", 0, most if isinstance(most, int) and most >= 500 else DEFAULT_TOKENS)

    def _whole(self, question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the whole answer to a call; where a part is asked for, the one that was given before."""
        asked = {key: value for key, value in given.items() if key not in _PAGING}
        key = json.dumps([question.name, asked], sort_keys=True)
        if "at" not in given or key not in self._kept:
            self._kept[key] = self._asked(question, asked)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]

    def _asked(self, question: Question, asked: dict[str, Any]) -> dict[str, Any]:
        strict = asked.pop("strict", False) if question.is_for_each else False
        session = self.session.anew()  # outside of the bounds, which installed rules are not within
        try:
            if self.viewer is not None:
                must_show(self.viewer, question.ask())
            with within(self.roots):
                arguments = function_arguments(question, asked)
            with within((*self.roots, *self.rules)), warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always", InputWarning)
                if self.viewer is not None:
                    arguments |= self._rules_for(question)
                if question.is_about_plugins:
                    answers = [question.ask()(**arguments, disabled=self.disabled)]
                else:
                    answers = question.answers(arguments, session, self.viewer)
        except DealcheckError as error:
            return _refusal(error)
        except Exception as error:
            return {"status": 2, "mistakes": [{"code": "defect", "message": defect_text(error)}]}
        notes = dict.fromkeys(str(warning.message) for warning in told if issubclass(warning.category, InputWarning))
        return {
            "status": question.status(answers, strict=strict),
            "answer": data(Report(question, answers, strict=strict)),
            **({"warnings": list(notes)} if notes else {}),
        }

    def _rules_for(self, question: Question) -> dict[str, Any]:
        """Return the argument of a question that takes the rulesets that are asked."""
        named = [parameter for _, parameter in offered(question) if parameter.option.kind == "rules"]
        return {parameter.name: list(self.rules) or None for parameter in named}


def _refusal(error: DealcheckError) -> dict[str, Any]:
    """Return what is said in place of an answer."""
    mistakes = error.mistakes if isinstance(error, InputError) else [_mistake(error)]
    return {"status": 2, "mistakes": [mistake_data(mistake) for mistake in mistakes]}


def _mistake(error: DealcheckError) -> Mistake:
    code, cure = next(texts for kind, texts in _CODES.items() if isinstance(error, kind))
    return Mistake(str(error), None, cure, code=code)


def mistake_data(mistake: Mistake) -> dict[str, Any]:
    """Return a mistake as data: its code, what it is, where, and its cure."""
    place = mistake.place
    where = {"file": place.file, "line": place.line, "column": place.column} if place else {}
    cure = {"cure": _without_hyphens(mistake.cure)} if mistake.cure else {}
    return {"code": mistake.code, "message": mistake.message, **where, **cure}


def _page(whole: dict[str, Any], at: str, start: int, most_tokens: int) -> dict[str, Any]:
    """Return an answer, or a part of it, cut so that it has no more than some tokens."""
    is_part = bool(at or start)
    value = part_of(whole, at, start) if is_part else whole
    most = room = most_tokens * WEIGHT_OF_TOKEN
    while True:
        kept, left = cut(value, room, at, start)
        head = {"status": whole["status"], "at": at, "start": start, "part": kept} if is_part else kept
        page = {**head, **_more(left)}
        excess = weight(page) - most
        if excess <= 0 or room <= 0:
            return page
        room -= max(excess, 100)


def _more(left: Sequence[Left]) -> dict[str, Any]:
    return {"more": [attrs.asdict(each) for each in left]} if left else {}
