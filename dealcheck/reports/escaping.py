"""Text from files as Markdown shows it: unchanged, and without any effect."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from dealcheck.text import one_line

_WORD_JOINER = "&#8288;"
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": f"&#64;{_WORD_JOINER}"}
_SPECIAL = re.compile(r"[\\`*_\[\]|~$<>&@]|(?:#|GH-)(?=\d)", re.IGNORECASE)
_STARTS = re.compile(r"^(?:([-+=#])|(\d+)([.)]))")
_WEB = re.compile(r"(?<=http):(?=//)|(?<=https):(?=//)|(?<=ftp):(?=//)|(?<=www)\.", re.IGNORECASE)


def web_address(url: str) -> str:
    """Return an http or https address as Markdown may have it in a link; empty for anything else."""
    return http_address(url).replace("&", "&amp;")


def http_address(url: str) -> str:
    """Return an http or https address with all other signs in it quoted; empty for anything else."""
    url = one_line(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return quote(url, safe=":/?#@!&'*+,;=%~-._")


def escaped(text: str, *, inline: bool = False) -> str:
    """Return text that Markdown shows as it is; `inline`: for a cell, where no list can begin.

    GitHub looks for names and issue numbers after it has read the Markdown, so no escape keeps `@name` and `#1` from
    becoming links, and people from being notified; an invisible word joiner behind the sign does.
    """
    text = _SPECIAL.sub(_escaped_match, one_line(text))
    text = _WEB.sub(lambda match: "\\" + match[0], text)
    return (
        text if inline else _STARTS.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", text)
    )


def _escaped_match(match: re.Match[str]) -> str:
    sign = match[0]
    if sign[0] in "#Gg":
        return sign + _WORD_JOINER
    return _ENTITIES.get(sign, "\\" + sign)
