"""What engines take; published for plugins. It lives in `dealcheck.language.program`."""

from dealcheck.language.program import *  # noqa: F403
