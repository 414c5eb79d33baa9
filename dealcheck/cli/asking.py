"""Commands that ask a question, made from the table of questions and the options of its function."""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Literal, Union, get_args, get_origin

import click

from dealcheck.cli.options import (
    all_disabled,
    color_option,
    disable_option,
    for_option,
    ids,
    must_name_rules,
    note_fallback,
    read_stdin,
    session_for,
    size,
    tell_error,
    wants_color,
    words_for,
    write,
)
from dealcheck.cli.outputs import OutputFile, check_outputs
from dealcheck.cli.written_deals import write_deals
from dealcheck.errors import TimeLimitError
from dealcheck.model.viewer import Viewer, viewer_of
from dealcheck.questions import Question
from dealcheck.questions import question as question_named
from dealcheck.questions.eyes.decisions import may_see, must_show
from dealcheck.questions.options import Parameter, parameters_of
from dealcheck.reports.report import Report, must_be_format, rendered
from dealcheck.session.builtin import own_formats
from dealcheck.session.plugins import Plugins
from dealcheck.session.scope import DealText
from dealcheck.session.session import Session

Declare = Callable[[Any], Any]
_BESIDE_SECONDS = 30.0
"""How long to look for the answer to a question that was not asked, but is answered in a document too."""


def command_for(question: Question, extra: Sequence[click.Parameter] = ()) -> click.Command:
    """Return the command of a question; `extra`: parameters that only the command line has."""
    function = question.ask()
    parameters = parameters_of(function)

    def asked(ctx: click.Context, /, **arguments: Any) -> None:
        _run(ctx, question, parameters, arguments)

    command: Any = click.pass_context(asked)
    for declare in (*reversed([_declared(parameter, question) for parameter in parameters]),):
        command = declare(command)
    for declare in _shared(question):
        command = declare(command)
    made = click.command(name=question.name, help=_help(question))(command)
    order = {_key(parameter, question): number for number, parameter in enumerate(parameters)}
    made.params.sort(key=lambda param: (not isinstance(param, click.Argument), order.get(param.name or "", len(order))))
    made.params += extra
    return made


def _help(question: Question) -> str:
    status = f"Exit status: 0 {question.exits_0}; 1 {question.exits_1}; 2 {question.exits_2}."
    return f"{inspect.cleandoc(question.about)}\n\n{status}"


def _run(ctx: click.Context, question: Question, parameters: Sequence[Parameter], values: dict[str, Any]) -> None:
    """Ask a question as the command line says, print the answer, and exit with its status."""
    disabled = values.pop("disabled")
    format_, output, color = values.pop("format_"), values.pop("output"), values.pop("color")
    quiet, folder = values.pop("quiet"), values.pop("folder", None)
    strict = values.pop("strict", False) if question.is_for_each else False
    is_watching = values.pop("watch", False)
    viewer = _viewer(values.pop("for_"), question)
    check_outputs(ctx, **_implied(parameters, values))
    session = _session(ctx, question, parameters, values, disabled)
    must_be_format(format_, session.plugins)
    arguments = {parameter.name: _argument(parameter, values[_key(parameter, question)]) for parameter in parameters}
    if is_watching:
        for answer in question.following(arguments, session, viewer):
            report = Report(question, [answer], quiet=quiet, color=wants_color(color, output))
            write(rendered(report, format_, session.plugins), output, for_people=format_ == "text")
            sys.stdout.flush()
    if question.is_about_plugins:
        answers = [question.ask()(**arguments, disabled=all_disabled(ctx, disabled))]
    else:
        answers = question.answers(arguments, session, viewer)
    note_fallback(answers, arguments.get("engine"))
    failed = [reason for answer in answers for reason in getattr(answer, "failed", ())]
    for reason in failed:
        tell_error(reason)
    is_written = True
    if folder is not None and question.deals is not None:
        logs = {name: log for answer in answers for name, log in question.logs(answer).items()}
        is_written = write_deals([deal for answer in answers for deal in question.deals(answer)], folder, logs)
    beside = partial(_beside, question, arguments, session, viewer)
    report = Report(question, answers, strict=strict, quiet=quiet, color=wants_color(color, output), beside=beside)
    write(rendered(report, format_, session.plugins), output, for_people=format_ == "text")
    ctx.exit(question.status(answers, strict=strict) if is_written else 2)


def _session(
    ctx: click.Context, question: Question, parameters: Sequence[Parameter], arguments: Mapping[str, Any], disabled: Any
) -> Session:
    """Return a session with the words of the projects that the files of a call are in."""
    if question.is_about_plugins:
        return Session(plugins=Plugins(entry_points=False))
    values = [
        arguments[_key(parameter, question)]
        for parameter in parameters
        if parameter.option.kind in ("deal", "rules", "paths")
    ]
    paths = [path for value in values for path in ([value] if isinstance(value, str) else value or ())]
    return session_for(ctx, disabled, words=words_for(ctx, paths))


def _implied(parameters: Sequence[Parameter], arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return the files that are written although the call does not name them."""
    implied = {}
    for parameter in parameters:
        if parameter.option.implied is not None and not arguments[parameter.name]:
            source, path_for = parameter.option.implied
            if arguments[source]:
                implied[parameter.name] = path_for(arguments[source])
    return implied


def _viewer(name: str | None, question: Question) -> Viewer | None:
    """Return for whose eyes the answer is; None: for those of whoever has the rules."""
    if name is None:
        return None
    viewer = viewer_of(name)
    must_show(viewer, question.ask())
    return viewer


def _beside(question: Question, arguments: Mapping[str, Any], session: Session, viewer: Viewer | None) -> list[Any]:
    """Return the answers to further questions about the deals of a call; those that take too long are left out."""
    answers: list[Any] = []
    for further in map(question_named, question.beside):
        if viewer is not None and not may_see(viewer, further.name):
            continue
        names = {parameter.name for parameter in parameters_of(further.ask())}
        asked = {**{name: value for name, value in arguments.items() if name in names}, "timeout": _BESIDE_SECONDS}
        deals = next(
            value
            for parameter in parameters_of(question.ask())
            if parameter.option.kind == "deal"
            for value in [arguments[parameter.name]]
        )
        for deal in deals if isinstance(deals, list) else [deals]:
            with suppress(TimeLimitError):
                answers += further.answers({**asked, "deal": deal}, session, viewer)
    return answers


def _argument(parameter: Parameter, value: Any) -> Any:
    """Convert a value from the command line to what the function takes."""
    match parameter.option.kind:
        case "deal":
            return [_deal(item) for item in value] if isinstance(value, tuple) else _deal(value)
        case "rules" if parameter.option.needed:
            return must_name_rules(value)
        case "rules":
            return list(value) or None
        case _:
            return value


def _deal(name: str) -> str | DealText:
    return DealText(read_stdin(), "<stdin>") if name == "-" else name


def _key(parameter: Parameter, question: Question) -> str:
    """Return what a parameter is called on the command line and in a project's settings."""
    option = parameter.option
    if option.kind == "deal" and question.is_for_each:
        return f"{parameter.name}s"
    return option.names[0] if option.positional and option.names else parameter.name


def _declared(parameter: Parameter, question: Question) -> Declare:
    """Return the click declaration of a question's parameter."""
    option = parameter.option
    if option.positional:
        return _positional(parameter, question)
    if option.values:
        flags = [
            click.option(f"--{value}", parameter.name, flag_value=value, default=None, help=text)
            for value, text in option.values.items()
        ]
        return lambda command: _all(reversed(flags), command)
    names = option.names or (f"--{parameter.name.replace('_', '-')}",)
    return click.option(*names, parameter.name, **_settings(parameter))


def _all(declarations: Any, command: Any) -> Any:
    for declare in declarations:
        command = declare(command)
    return command


def _positional(parameter: Parameter, question: Question) -> Declare:
    option, key = parameter.option, _key(parameter, question)
    metavar = option.metavar or parameter.name.upper()
    if option.kind == "ruleset":
        return click.argument(key, metavar=metavar)
    if option.kind == "deal" and not question.is_for_each:
        return click.argument(key, metavar=metavar)
    needed = parameter.is_required
    shown = f"{metavar}..." if needed else f"[{metavar}]..."
    return click.argument(key, nargs=-1, required=needed, metavar=shown)


def _settings(parameter: Parameter) -> dict[str, Any]:
    """Return click's settings for an option, by the type of its parameter."""
    option, default = parameter.option, None if parameter.is_required else parameter.default
    settings: dict[str, Any] = {"help": option.help, "default": default}
    if option.metavar:
        settings["metavar"] = option.metavar
    inner = _without_none(parameter.type)
    if option.kind == "rules":
        return {**settings, "multiple": True, "default": ()}
    if option.kind == "size":
        return {**settings, "callback": size, "default": _size_text(default), "show_default": default is not None}
    if option.kind == "log":
        return {**settings, "required": parameter.is_required}
    if option.kind == "output":
        return {**settings, "type": OutputFile()}
    if option.kind == "codes":
        return {**settings, "multiple": True, "default": (), "callback": ids}
    if inner is bool:
        if len(option.names) == 1 and "/" in option.names[0]:
            return {**settings, "default": None}
        return {**settings, "is_flag": True}
    if inner is int:
        bounded = option.low is not None or option.high is not None
        kind = click.IntRange(option.low, option.high) if bounded else click.INT
        needed = parameter.is_required
        return {"metavar": "N", **settings, "type": kind, "show_default": default is not None, "required": needed}
    if inner is float:
        return {**settings, "type": click.FloatRange(option.low, option.high), "show_default": default is not None}
    if get_origin(inner) is Literal:
        return {**settings, "type": click.Choice(get_args(inner)), "show_default": default is not None}
    if inner is not str:
        return {**settings, "multiple": True, "default": ()}
    return {**settings, "required": parameter.is_required}


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else hint
    return hint


def _size_text(default: int | None) -> str | None:
    return None if default is None else f"{default // 10**9}GB"


def _shared(question: Question) -> list[Declare]:
    """Return the options that commands of questions have besides those of their functions, the last one first."""
    options: list[Declare] = [disable_option, color_option]
    options.append(click.option("--quiet", "-q", is_flag=True, help="The answer alone."))
    output = click.option("--output", "-o", type=OutputFile(), metavar="FILE", help="Write the report to a file.")
    options.append(output)
    options.append(
        click.option(
            "--format",
            "format_",
            default="text",
            show_default=True,
            metavar="FORMAT",
            help=f"{', '.join(own_formats())}, or a plugin's.",
        )
    )
    options.append(for_option)
    if question.deals is not None:
        options.append(click.option("--write", "folder", metavar="FOLDER", help=question.writes))
    if question.follows:
        options.append(
            click.option("--watch", is_flag=True, help="Go on, and report after each change; Ctrl-C ends it.")
        )
    if question.is_for_each:
        strict = "Reservations count as not signing; of a draft, every resolution must be acceptable."
        options.append(click.option("--strict", is_flag=True, help=strict))
    return options
