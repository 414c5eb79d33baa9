"""Answers of this package in the classes of the protocol."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from dealcheck.editor.complete import Proposal
from dealcheck.editor.symbols import Symbol
from dealcheck.editor.workspace import File, is_address
from dealcheck.place import Place

_ITEM_KINDS = {
    "key": types.CompletionItemKind.Property,
    "word": types.CompletionItemKind.Constant,
    "name": types.CompletionItemKind.Reference,
    "value": types.CompletionItemKind.EnumMember,
    "file": types.CompletionItemKind.File,
}
_SYMBOL_KINDS = {
    "section": types.SymbolKind.Namespace,
    "party": types.SymbolKind.Class,
    "object": types.SymbolKind.Object,
    "scale": types.SymbolKind.Enum,
    "source": types.SymbolKind.String,
    "definition": types.SymbolKind.Function,
    "bottom-line": types.SymbolKind.Event,
    "provision": types.SymbolKind.Method,
}
SEVERITIES = {"error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning}


def path_of(uri: str) -> str:
    """Return the path of an address; of a text that is no file, the address itself."""
    try:
        return (to_fs_path(uri) if uri.startswith("file:") else None) or uri
    except ValueError:  # brackets that hold no address
        return uri


def uri_of(path: str) -> str:
    """Return the address of a path."""
    return path if is_address(path) else from_fs_path(path) or path


def lines_of(file: File) -> list[str]:
    """Return the lines of a file as places count them: only a line feed ends one, and after the last there is one."""
    return [f"{line}\n" for line in file.text.split("\n")]


def item_of(proposal: Proposal, number: int, over: types.Range) -> types.CompletionItem:
    """Return a proposal, to be typed over a range; `number` is its place among them all."""
    return types.CompletionItem(
        label=proposal.word,
        kind=_ITEM_KINDS[proposal.kind],
        detail=proposal.detail or None,
        documentation=proposal.text or None,
        sort_text=f"{number:04}",
        filter_text=proposal.word,
        text_edit=types.TextEdit(over, proposal.insert or proposal.word),
    )


def symbol_of(symbol: Symbol, file: File, range_: Callable[[str, Place, int], types.Range]) -> types.DocumentSymbol:
    """Return a part of a file; `range_` makes ranges from places."""
    name = range_(file.path, symbol.place, len(symbol.name))
    end = range_(file.path, symbol.end, 0).end
    return types.DocumentSymbol(
        name=symbol.name,
        detail=symbol.title or None,
        kind=_SYMBOL_KINDS.get(symbol.sort, types.SymbolKind.File),
        range=types.Range(name.start, max(end, name.end)),
        selection_range=name,
        children=[symbol_of(part, file, range_) for part in symbol.within],
    )
