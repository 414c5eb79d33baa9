"""The pages of the desk: each asks questions of what its address says, and hands the answer to a template."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

import attrs
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dealcheck.atomic import replace
from dealcheck.errors import DealcheckError, InputError, Mistake
from dealcheck.files.layout.updating import updated
from dealcheck.files.writer import deal_text
from dealcheck.language.wording import Wording
from dealcheck.model.fields import IS_ID
from dealcheck.questions.attempts import defect_text
from dealcheck.reports.figures import Edit, edits
from dealcheck.reports.formats.html import verdicts_of
from dealcheck.reports.html.templates import environment
from dealcheck.reports.pages.repairs import edit_of
from dealcheck.serve.desk import (
    LATER,
    SOON,
    Asked,
    desk,
    efficient,
    exported,
    page_of,
    panel_parts,
    report_of,
    ruleset_titles,
)
from dealcheck.serve.folder import Folder
from dealcheck.serve.guard import Guard
from dealcheck.serve.state import REPAIR, State, state_of

_OWN = Path(__file__).parent / "static"
_FILES = {
    "desk.js": (_OWN / "desk.js", "text/javascript"),
    "htmx.min.js": (_OWN / "htmx.min.js", "text/javascript"),
    "icon.svg": (_OWN / "icon.svg", "image/svg+xml"),
    "desk.css": (_OWN / "desk.css", "text/css"),
    "report.css": (Path(__file__).parent.parent / "templates" / "report" / "style.css", "text/css"),
}

Fields = list[tuple[str, str]]


def application(folder: Folder, token: str, *, hosts: tuple[str, ...] = ()) -> Starlette:
    """Return the application for a folder; its addresses begin with the token. `hosts`: see `Guard`."""
    pages = Pages(folder, token)
    routes = [
        Route(f"/{token}/", pages.page(pages.index)),
        Route(f"/{token}/desk", pages.page(pages.desk)),
        Route(f"/{token}/counted", pages.page(pages.counted)),
        Route(f"/{token}/compare", pages.page(pages.compare)),
        Route(f"/{token}/report.html", pages.page(pages.report)),
        Route(f"/{token}/export", pages.page(pages.export)),
        Route(f"/{token}/save", pages.page(pages.writing(pages.save)), methods=["POST"]),
        Route(f"/{token}/write", pages.page(pages.writing(pages.write)), methods=["POST"]),
        Route(f"/{token}/static/{{name}}", static),
    ]
    return Starlette(routes=routes, middleware=[Middleware(BaseHTTPMiddleware, dispatch=Guard(token, hosts))])


async def static(request: Request) -> Response:
    """Return one of the desk's own files."""
    name = request.path_params["name"]
    if name not in _FILES:
        return HTMLResponse("not here", 404)
    path, kind = _FILES[name]
    return FileResponse(path, media_type=kind)


def _fields(text: str) -> Fields:
    """Return what a query holds. Raises InputError for more than any page of the desk asks."""
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise InputError([Mistake(f"the address asks for more than {_MOST_FIELDS} things")]) from None


def _back(fields: Fields, *, is_draft: bool) -> State | None:
    """Return where somebody can go on after an error: the draft as chosen, or before what went wrong on its page."""
    try:
        state = state_of(fields)
    except InputError:
        return None
    if not state.file or (is_draft and not (state.panel or state.chosen)):
        return None
    if not is_draft:
        return state.showing("save")
    return state.showing("") if state.panel else state.undone()


def _to_keep(state: State, suffix: str) -> dict[str, str]:
    """Return the header by which a browser saves an answer as a file called like the deal's."""
    stem = Path(state.file).stem
    name = stem if IS_ID.match(stem) else "draft"
    return {"Content-Disposition": f'attachment; filename="{name}{suffix}"'}


_LONGEST_NAME = 100
_MOST_FIELDS = 2_000
MOST_COUNTING = 2
"""So many large drafts are counted at the same time: each may take a gigabyte."""


class Pages:
    """The pages of a folder."""

    def __init__(self, folder: Folder, token: str) -> None:
        self.folder = folder
        self.base = f"/{token}/"
        self._counting = BoundedSemaphore(MOST_COUNTING)
        self._writing = Lock()

    def page(self, answer: Callable[[Fields], Response]) -> Callable[[Request], Any]:
        """Return an endpoint that answers in a thread, and puts what is wrong with the input on a page."""

        async def endpoint(request: Request) -> Response:
            text = request.url.query if request.method == "GET" else (await request.body()).decode("utf-8", "replace")
            return await run_in_threadpool(self._answered, answer, text)

        return endpoint

    def _answered(self, answer: Callable[[Fields], Response], text: str) -> Response:
        fields: Fields = []
        try:
            fields = _fields(text)
            return answer(fields)
        except InputError as error:
            status, messages = 422, [str(each) for each in error.mistakes]
        except DealcheckError as error:
            status, messages = 503, [str(error)]
        except Exception as error:  # a crash must not look like an answer
            status, messages = 500, [defect_text(error)]
        is_draft = answer in (self.desk, self.counted)
        return self._shown("error.html.jinja", status, messages=messages, back=_back(fields, is_draft=is_draft))

    def _shown(self, template: str, status: int = 200, /, **values: Any) -> Response:
        text = environment().get_template(f"serve/{template}").render(base=self.base, **values)
        return HTMLResponse(text, status)

    def index(self, fields: Fields) -> Response:
        """Show the deals, rulesets and broken files of the folder."""
        listed = self.folder.listed()
        kinds = {kind: [each for each in listed if each.kind == kind] for kind in ("deal", "ruleset", "vocabulary")}
        broken = [each for each in listed if each.mistakes]
        own = {each.id for each in kinds["ruleset"]}
        library = self.folder.session().scope(viewer=self.folder.viewer_name).library
        installed = [(name, title) for name, title in ruleset_titles(library) if name not in own]
        values = {"kinds": kinds, "broken": broken, "installed": installed, "State": State}
        return self._shown("index.html.jinja", folder=self.folder.root.name, **values)

    def desk(self, fields: Fields, *, seconds: float = SOON) -> Response:
        """Show a draft with its brackets, verdicts and one panel."""
        state = state_of(fields)
        asked = Asked(self.folder, state)
        shown = desk(asked, seconds=seconds)
        values: dict[str, Any] = {"panel": [], "plot": None, "repairs": [], "ways": []}
        if state.panel == "plot":
            values["plot"], values["ways"] = efficient(asked)
        elif state.panel == "repairs" and not shown.is_open:
            values["repairs"] = self._repairs(asked)
        else:
            values["panel"] = panel_parts(asked)
        deals = [each for each in self.folder.listed() if each.kind == "deal"]
        seen = hashlib.sha256(asked.data).hexdigest()
        verdicts = verdicts_of(shown.page)
        note = next((value for key, value in fields if key == "note"), "")
        values |= {"verdicts": verdicts, "deals": deals, "seen": seen, "note": note, "exports": self.folder.exports()}
        return self._shown("desk.html.jinja", desk=shown, state=state, **values)

    def counted(self, fields: Fields) -> Response:
        """Show a draft with its resolutions counted, which takes a while; only a few are counted at a time."""
        with self._counting:
            return self.desk(fields, seconds=LATER)

    def _repairs(self, asked: Asked) -> list[tuple[str, Any, State]]:
        """Return each repair: what it amounts to, before and after, and where taking it leads."""
        found = []
        for repairs in asked.repairs(asked.settled):
            for number, repair in enumerate(repairs.repairs):
                count = len(repair.changes)
                head = f"Going {repairs.direction}: {count} provision{'s' * (count != 1)} changed"
                taken = asked.state.choosing(REPAIR, f"{repairs.direction}.{number}").showing("")
                found.append((head, edits(map(edit_of, repair.changes)), taken))
        return found

    def compare(self, fields: Fields) -> Response:
        """Show two drafts side by side: their verdicts, and the provisions in which they differ."""
        first = state_of(fields)
        other = next((value for key, value in fields if key == "with"), "")
        second = State(other, first.rules) if other else State(first.file, first.rules)
        sides = []
        for state in (first, second):
            asked = Asked(self.folder, state)
            page = page_of(asked.answer(SOON))
            wording = Wording(asked.scope.library.lexicon(asked.deal.vocabulary))
            words = {str(name): wording.provision(each) for name, each in asked.settled.provisions.items()}
            sides.append((state, page, verdicts_of(page), words))
        before, after = sides[0][3], sides[1][3]
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        rows = edits(Edit(name, before.get(name, ""), after.get(name, "")) for name in names)
        return self._shown("compare.html.jinja", sides=sides, rows=rows, state=first)

    def report(self, fields: Fields) -> Response:
        """Return the draft as chosen as an HTML document to keep."""
        state = state_of(fields)
        return HTMLResponse(report_of(self.folder, state), headers=_to_keep(state, ".html"))

    def export(self, fields: Fields) -> Response:
        """Return the draft as chosen as a file in a format that a plugin brings."""
        state, suffix = state_of(fields), dict(fields).get("as", "")
        data = exported(self.folder, state, suffix)
        return Response(data, media_type="application/octet-stream", headers=_to_keep(state, suffix))

    def writing(self, answer: Callable[[Fields], Response]) -> Callable[[Fields], Response]:
        """Return what writes a file so that nothing else is written between its look at the old one and the new one."""

        def alone(fields: Fields) -> Response:
            with self._writing:
                return answer(fields)

        return alone

    def save(self, fields: Fields) -> Response:
        """Save the draft as chosen in a new file."""
        state, values = state_of(fields), dict(fields)
        name = values.get("name", "").strip()
        if not IS_ID.match(name) or len(name) > _LONGEST_NAME:
            cure = f"use up to {_LONGEST_NAME} small letters, digits and hyphens, and begin with a letter"
            raise InputError([Mistake(f"`{name[:80]}` can't be the name of a deal", None, cure)])
        path = self.folder.new_path(f"{name}.yaml")
        asked = Asked(self.folder, state)
        deal = attrs.evolve(asked.settled, id=name)
        try:
            data = updated(asked.data, deal, state.file)
        except InputError:  # its comments can't be kept, and a new file needs none
            data = deal_text(deal).encode("utf-8")
        replace(path, data)
        return self._back(State(f"{name}.yaml", state.rules), f"Saved as {name}.yaml.")

    def write(self, fields: Fields) -> Response:
        """Write the choices into the file, with its comments kept, unless somebody changed it meanwhile."""
        state, values = state_of(fields), dict(fields)
        asked = Asked(self.folder, state)
        if hashlib.sha256(asked.data).hexdigest() != values.get("seen"):
            cure = "go back and load the page again to see what it says now"
            raise InputError([Mistake(f"`{state.file[:80]}` has changed since this page was shown", None, cure)])
        replace(self.folder.path(state.file), updated(asked.data, asked.settled, state.file))
        return self._back(State(state.file, state.rules), f"Written into {state.file}.")

    def _back(self, state: State, note: str) -> Response:
        return RedirectResponse(f"{self.base}desk?{state.query}&{urlencode({'note': note})}", 303)
