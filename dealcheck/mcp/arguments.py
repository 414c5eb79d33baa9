"""Arguments of tools: their JSON Schemas, from the parameters of a question, and what its function takes for them."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from dealcheck.apart import must_be_within
from dealcheck.errors import InputError, Mistake, nearest, shown
from dealcheck.model.fields import IS_ID
from dealcheck.questions import Question
from dealcheck.questions.options import Parameter, parameters_of
from dealcheck.session.scope import DealText

if TYPE_CHECKING:
    from jsonschema import ValidationError

Schema = dict[str, Any]

DEFAULT_SECONDS = 60.0
"""When a question gives up that knows a time limit, and has none by itself: an assistant can't press Ctrl-C."""
_UNOFFERED = ("output", "address")
"""Kinds of parameters that no tool has: tools write no files, and reach no other machine."""
_TEXTS: Mapping[str, str] = {
    "deal": "The deal or draft: its whole text in YAML, or the path of a file.",
    "rules": "Rulesets, with the vocabularies they need: ids of installed ones, whole texts in YAML, paths of files or "
    "folders.",
    "ruleset": "A ruleset: the id of an installed one, its whole text in YAML, or the path of a file.",
    "log": "The path of the log: a file of JSON lines, or SQLite for .sqlite and .db.",
    "paths": "Paths of files or folders.",
    "codes": "Codes of findings.",
    "names": "Names of extras, engines and plugins.",
}
_STRICT = "Reservations count as not signing; of a draft, every resolution must be acceptable."


def offered(question: Question) -> list[tuple[str, Parameter]]:
    """Return the parameters that the tool of a question has, each with its name there."""
    return [
        (name_of(parameter, question), parameter)
        for parameter in parameters_of(question.ask())
        if parameter.option.kind not in _UNOFFERED and not parameter.option.writes
    ]


def name_of(parameter: Parameter, question: Question) -> str:
    """Return what an argument is called: as on the command line, without hyphens."""
    option = parameter.option
    if option.kind == "deal" and question.is_for_each:
        return f"{parameter.name}s"
    written = option.names[0].partition("/")[0] if option.names else parameter.name
    return written.lstrip("-").replace("-", "_")


def input_schema(question: Question, more: Mapping[str, Schema]) -> Schema:
    """Return the schema of the arguments of a question's tool; `more`: those that all tools have."""
    parameters = offered(question)
    properties = {name: _schema(parameter, question) for name, parameter in parameters}
    if question.is_for_each:
        properties["strict"] = {"description": _STRICT, "type": "boolean", "default": False}
    needed = [name for name, parameter in parameters if parameter.is_required or parameter.option.needed]
    return {
        "type": "object",
        "properties": {**properties, **more},
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _schema(parameter: Parameter, question: Question) -> Schema:
    option = parameter.option
    text = _TEXTS.get(option.kind, option.help) if option.kind != "paths" else _paths_text(parameter)
    described: Schema = {"description": text} if text else {}
    if option.values:
        return {"description": "; ".join(f"{name}: {help_}" for name, help_ in option.values.items())} | {
            "enum": list(option.values)
        }
    if option.kind == "size":
        return {"description": f"{option.help} In bytes.", "type": "integer", "minimum": 0}
    kind = _kind(parameter, question)
    bounds = {"minimum": option.low, "maximum": option.high} if kind.get("type") in ("integer", "number") else {}
    default = DEFAULT_SECONDS if _has_no_end(parameter) else parameter.default
    simple = isinstance(default, (bool, int, float, str))
    return {
        **described,
        **kind,
        **{name: bound for name, bound in bounds.items() if bound is not None},
        **({"default": default} if simple else {}),
    }


def _paths_text(parameter: Parameter) -> str:
    """Return what to say of paths: those of rules may be texts or ids too."""
    return _TEXTS["rules"] if _takes_rules(parameter) else parameter.option.metavar.capitalize() + ": paths."


def _kind(parameter: Parameter, question: Question) -> Schema:
    """Return the type of an argument, by that of its parameter."""
    option, inner = parameter.option, _without_none(parameter.type)
    many: Schema = {"type": "array", "items": {"type": "string", "minLength": 1}}
    if option.kind in ("rules", "paths") or (option.kind == "deal" and question.is_for_each):
        return {**many, "minItems": 1}
    if option.kind in ("deal", "ruleset", "log"):
        return {"type": "string", "minLength": 1}
    if get_origin(inner) is Literal:
        return {"enum": list(get_args(inner))}
    simple = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return {"type": simple[inner]} if inner in simple else many


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else hint
    return hint


def _has_no_end(parameter: Parameter) -> bool:
    return parameter.name == "timeout" and parameter.default is None


def must_fit(arguments: Mapping[str, Any], schema: Schema) -> None:
    """Raise InputError for arguments that a tool's schema doesn't take, with the nearest name for an unknown one."""
    from jsonschema import Draft202012Validator

    mistakes = [
        Mistake(f"unknown argument `{shown(name)}`", None, nearest(name, schema["properties"]), code="call")
        for name in arguments
        if name not in schema["properties"]
    ]
    for error in Draft202012Validator(schema).iter_errors(dict(arguments)):
        if error.validator == "required":
            missing = next(name for name in schema["required"] if name not in arguments)
            cure = schema["properties"][missing].get("description", "give it")
            mistakes.append(Mistake(f"argument `{missing}` is missing", None, cure, code="call"))
        elif error.validator != "additionalProperties":
            where = ".".join(map(str, error.absolute_path))
            message = f"argument `{where}`: found `{shown(repr(error.instance), 100)}`"
            mistakes.append(Mistake(message, None, f"expected {_expected(error)}", code="call"))
    if mistakes:
        raise InputError(mistakes)


_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
}
_BOUNDS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minItems": "a list of at least {}",
    "minLength": "text of at least {} character",
}


def _expected(error: ValidationError) -> str:
    """Return in words what a schema takes in the place of what it refused."""
    rule, value = error.validator, error.validator_value
    if rule == "type" and value in _TYPES:
        return _TYPES[value]
    if rule == "enum":
        return "one of " + ", ".join(f"`{choice}`" for choice in value)
    return _BOUNDS[rule].format(value) if rule in _BOUNDS else shown(f"{rule} {value}", 200)


def function_arguments(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a question's function takes, from the arguments of its tool.

    Raises InputError for paths outside of what may be read.
    """
    arguments = {}
    for name, parameter in offered(question):
        if name in given:
            arguments[parameter.name] = _value(parameter, given[name])
        elif _has_no_end(parameter):
            arguments[parameter.name] = DEFAULT_SECONDS
    return arguments


def _value(parameter: Parameter, value: Any) -> Any:
    kind = parameter.option.kind
    for path in _paths(parameter, [value] if isinstance(value, str) else value):
        must_be_within(path)
    if kind == "deal" and not isinstance(value, str):
        return [_deal(text, f"<text {number}>" if len(value) > 1 else "<text>") for number, text in enumerate(value, 1)]
    return _deal(value, "<text>") if kind == "deal" else value


def _paths(parameter: Parameter, values: Sequence[str]) -> Iterator[str]:
    """Yield those values of a parameter that may be paths.

    A text with a line break is none where texts are taken, nor an id where ids are: what reads it asks for itself.
    """
    kind = parameter.option.kind
    if kind in ("deal", "rules", "ruleset", "log", "paths"):
        takes_ids = kind in ("rules", "ruleset") or _takes_rules(parameter)
        takes_texts = takes_ids or kind == "deal"
        for value in values:
            if not (takes_texts and "\n" in value) and not (takes_ids and IS_ID.match(value)):
                yield value


def _takes_rules(parameter: Parameter) -> bool:
    from dealcheck.session.session import Rules

    return bool(parameter.type == Rules)


def _deal(value: str, name: str) -> str | DealText:
    return DealText(value.encode("utf-8", "surrogatepass"), name) if "\n" in value else value
