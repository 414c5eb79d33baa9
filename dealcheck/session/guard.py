"""Runs code of plugins so that an error names the plugin that raised, printed, changed something or hung.

Each call runs in a thread of its own, so that one that blocks can be abandoned, and an exit or an interrupt that a
plugin raises is told apart from one that a user asks for.
"""

from __future__ import annotations

import decimal
import io
import math
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from typing import Any, Generic, NoReturn, TypeVar

from dealcheck.errors import PluginError, shown

T = TypeVar("T")

SECONDS_VARIABLE = "DEALCHECK_PLUGIN_SECONDS"
"""Environment variable: how many seconds a plugin may take for its import or for one call; 0: no limit."""
DEFAULT_SECONDS = 20.0
IMPORT = "its import"


class MisuseError(Exception):
    """A plugin did or gave something that it must not; the text says what, as the rest of a sentence."""


def call(plugin: str, what: str, work: Callable[[], T], *, passes: tuple[type[Exception], ...] = ()) -> T:
    """Return what `work`, code of a plugin, returns.

    `what`: what runs, such as a hook, a reader or an import. Raises PluginError, with the plugin's name and the cure,
    when it raises, exits, prints, blocks, or leaves the process changed. Errors of the types in `passes` are raised as
    they are.
    """
    done = _Call(work)
    seconds = _seconds()
    with _STREAMS.routed(), _unchanged(plugin, what):
        done.start()
        done.join(seconds)
    if done.is_alive():
        more = f"or allow it more with {SECONDS_VARIABLE}"
        message = f"did not come back from {what} within {seconds:g} second{'s' * (seconds != 1)}"
        raise PluginError(f"plugin `{shown(plugin)}` {message}; {_cure(plugin)}, {more}")
    return done.result(plugin, what, passes)


def reason(error: BaseException) -> str:
    """Return the type and text of an error in one line, whatever its text is made of."""
    try:
        text = " ".join(str(error).split())
    except BaseException as text_error:  # the text is made by the plugin's code too
        text = f"its text can't be made ({type(text_error).__name__})"
    return shown(f"{type(error).__name__}: {text}" if text else type(error).__name__, 300)


def failure_of(plugin: str, what: str, error: BaseException) -> PluginError:
    """Return the error to raise when code of a plugin failed: `what` failed, such as a hook or a command."""
    return PluginError(f"plugin `{shown(plugin)}` failed in {what}: {reason(error)}; {_cure(plugin)}")


def _cure(plugin: str) -> str:
    return f"switch it off with `--disable-plugin {shown(plugin)}`"


def _seconds() -> float | None:
    """Return how many seconds a call may take; None: no limit."""
    text = os.environ.get(SECONDS_VARIABLE, "").strip()
    try:
        seconds = float(text) if text else DEFAULT_SECONDS
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= threading.TIMEOUT_MAX:
        message = f"{SECONDS_VARIABLE}: expected a number of seconds, or 0 for no limit, found `{shown(text)}`"
        raise PluginError(message)
    return seconds or None


class _Call(threading.Thread, Generic[T]):
    """A call in a thread that ends with the process, with standard streams of its own."""

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__(daemon=True, name="dealcheck-plugin")
        self._work = work
        self._context = copy_context()
        self._context.run(decimal.setcontext, decimal.getcontext().copy())  # a copied context shares this mutable one
        self._printed = _Printed()
        self._value: T
        self._error: BaseException | None = None
        self._reason = ""

    def run(self) -> None:
        _OWN.stdin = io.TextIOWrapper(io.BufferedReader(_NoInput()))
        _OWN.stdout = io.TextIOWrapper(self._printed, "utf-8", "backslashreplace", write_through=True)
        try:
            self._value = self._context.run(self._work)
        except BaseException as error:  # SystemExit and KeyboardInterrupt of a plugin are failures like others
            self._error, self._reason = error, str(error) if isinstance(error, MisuseError) else reason(error)

    def result(self, plugin: str, what: str, passes: tuple[type[Exception], ...]) -> T:
        """Return the result, or raise PluginError if the call failed."""
        if isinstance(self._error, passes):
            raise self._error
        if isinstance(self._error, MisuseError):
            raise PluginError(f"plugin `{shown(plugin)}`: {what} {self._reason}; {_cure(plugin)}") from self._error
        if self._error is not None:
            failed = "can't be imported" if what == IMPORT else f"failed in {what}"
            raise PluginError(f"plugin `{shown(plugin)}` {failed}: {self._reason}; {_cure(plugin)}") from self._error
        printed = self._printed.getvalue()
        if printed:
            text = shown(" ".join(printed[:1000].decode("utf-8", "replace").split()), 80)
            message = f"plugin `{shown(plugin)}` printed `{text}` to standard output in {what}"
            raise PluginError(f"{message}, which is for reports alone; {_cure(plugin)}")
        return self._value


class _NoInput(io.RawIOBase):
    """Standard input as plugins see it: it belongs to the user, and may hold a deal."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> NoReturn:
        raise MisuseError("must not read standard input")


class _Printed(io.BytesIO):
    """What a plugin printed; it is still there when the plugin has closed it."""

    def close(self) -> None:
        """Stay open."""


_OWN = threading.local()
"""The standard streams of the thread of a plugin."""


class _Routed:
    """A standard stream that is the real one for everybody but a plugin in its thread."""

    def __init__(self, name: str, real: Any) -> None:
        self._name = name
        self._real = real

    def __getattr__(self, attribute: str) -> Any:
        return getattr(getattr(_OWN, self._name, self._real), attribute)

    def __iter__(self) -> Iterator[Any]:
        return iter(getattr(_OWN, self._name, self._real))


class _Streams:
    """The standard streams of the process while plugins run, in however many threads at once."""

    def __init__(self) -> None:
        self.is_command = False
        """Whether the process is dealcheck's own, so that its file descriptors are too."""
        self._lock = threading.Lock()
        self._calls = 0
        self._real: dict[str, Any] = {}
        self._descriptors: list[tuple[int, int]] = []

    @contextmanager
    def routed(self) -> Iterator[None]:
        """Keep what plugins print, and what they read, away from the real streams."""
        with self._lock:
            if self._calls == 0:
                self._begin()
            self._calls += 1
        try:
            yield
        finally:
            with self._lock:
                self._calls -= 1
                if self._calls == 0:
                    self._end()

    def _begin(self) -> None:
        for name in ("stdin", "stdout"):
            self._real[name] = getattr(sys, name)
            setattr(sys, name, _Routed(name, self._real[name]))
        if self.is_command:
            self._divert(0, os.devnull, os.O_RDONLY)
            self._divert(1, 2, os.O_WRONLY)

    def _divert(self, descriptor: int, to: int | str, mode: int) -> None:
        """Redirect a file descriptor, which child processes and C code use, to another or to a file."""
        with suppress(OSError):  # a closed one needs nothing
            _flush(sys.__stdout__)
            saved = os.dup(descriptor)
            self._descriptors.append((descriptor, saved))
            copy = os.open(to, mode) if isinstance(to, str) else os.dup(to)
            os.dup2(copy, descriptor)
            os.close(copy)

    def _end(self) -> None:
        if self._descriptors:
            _flush(sys.__stdout__)
        while self._descriptors:
            descriptor, saved = self._descriptors.pop()
            os.dup2(saved, descriptor)
            os.close(saved)
        for name, stream in self._real.items():
            setattr(sys, name, stream)


def _flush(stream: Any) -> None:
    with suppress(OSError, ValueError, AttributeError):  # closed, or none at all: then nothing waits in it
        stream.flush()


_STREAMS = _Streams()


def own_process() -> None:
    """Say that this process is the command's, so that the files behind its standard streams are guarded too."""
    _STREAMS.is_command = True


_SHARED = (("stdin", "sys.stdin"), ("stdout", "sys.stdout"), ("stderr", "sys.stderr"), ("exit", "sys.exit"))
"""What a plugin must not replace: reports and exit statuses rely on it."""


@contextmanager
def _unchanged(plugin: str, what: str) -> Iterator[None]:
    """Put back what a plugin changed in the process, and raise PluginError that says what it was."""
    before = {name: getattr(sys, name) for name, _ in _SHARED}
    folder, filters = _folder(), list(warnings.filters)
    yield
    changed = []
    for name, title in _SHARED:
        if getattr(sys, name, None) is not before[name]:
            setattr(sys, name, before[name])
            changed.append(title)
    if folder is not None and _folder() != folder:
        os.chdir(folder)
        changed.append("the working folder")
    if any(entry[0] == "error" for entry in warnings.filters if entry not in filters):
        warnings.filters[:] = filters  # type: ignore[index]
        changed.append("warnings into errors")
    if changed:
        message = f"plugin `{shown(plugin)}` changed {' and '.join(changed)} in {what}"
        raise PluginError(f"{message}, which others rely on; {_cure(plugin)}")


def _folder() -> str | None:
    """Return the working folder; None when somebody removed it."""
    try:
        return os.getcwd()
    except OSError:
        return None
