"""The meaning of the language; published for plugins. It lives in `dealcheck.language.semantics`."""

from dealcheck.language.semantics import *  # noqa: F403
