"""A vocabulary by its id or the path of its file, with everything that it extends."""

from __future__ import annotations

import os
from pathlib import Path

from dealcheck.errors import InputError, Mistake, shown
from dealcheck.language.lexicon import Lexicon
from dealcheck.model.fields import IS_ID
from dealcheck.session.session import Session


def words_of(vocabulary: str | Path, session: Session) -> Lexicon:
    """Return the words of a vocabulary: an id of an installed one, a file, or a folder with one and those it extends.

    Raises InputError when there is none, or several that do not extend each other, or one has mistakes.
    """
    library = session.scope().library.copy()
    if isinstance(vocabulary, str) and IS_ID.match(vocabulary) and not os.path.exists(vocabulary):
        return library.lexicon(vocabulary)
    library.add_path(Path(vocabulary))
    words = [library.lexicon(name) for name in library.added_vocabularies()]
    extended = {base.id for word in words for base in word.lineage[:-1]}
    last = [word for word in words if word.id not in extended]
    if len(last) != 1:
        names = ", ".join(f"`{word.id}`" for word in last) or "none"
        message = f"expected one vocabulary in `{shown(str(vocabulary), 200)}`, found {names}"
        raise InputError([Mistake(message, None, "give the file of one")])
    return last[0]
