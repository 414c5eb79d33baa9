"""The native module of durable-rules: imported here and nowhere else, and what to do where it can't be."""

from __future__ import annotations

import os
import sys
from typing import Any

from dealcheck.errors import EngineError, shown

BUILD_FLAGS = "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject"
"""What durable-rules 2.0.28 needs to be compiled on Python 3.13 and newer; older ones don't mind it.

It calls `PyEval_CallObject`, which Python 3.13 took away. Its setup.py overwrites CFLAGS, but not CPPFLAGS.
"""


def load() -> Any:
    """Import the native module. Raises EngineError, which names the cure, when that can't be done."""
    try:
        return _imported()
    except Exception as error:
        raise EngineError(
            f"durable-rules can't be imported ({_reason(error)}); it is compiled when it is installed, which takes a C "
            f"compiler: `{BUILD_FLAGS} pip install 'dealcheck[durable]'`; without one, `--engine reference` gives the "
            "same answers"
        ) from error


def obstacle() -> str:
    """Return why the native module can't be imported; empty when it can."""
    try:
        _imported()
    except Exception as error:
        return _reason(error)
    return ""


def _imported() -> Any:
    if sys.version_info < (3, 13) or "durable_rules_engine" in sys.modules:
        import durable_rules_engine

        return durable_rules_engine
    # Compiled without BUILD_FLAGS, it has symbols that Python lacks: it loads if they are looked up when first used.
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        import durable_rules_engine
    finally:
        sys.setdlopenflags(flags)
    return durable_rules_engine


def _reason(error: Exception) -> str:
    return shown(" ".join(str(error).split()) or type(error).__name__, 200)
