"""What a domain and its profiles have in common: the issues, their values, and the vocabulary these make."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dealcheck import Object, Party, Place, Vocabulary, Word
from dealcheck_genius.elements import Element
from dealcheck_genius.exact import whole
from dealcheck_genius.names import ids_of, joined
from dealcheck_genius.notes import Notes, shown

MOST_VALUES = 100_000
"""An issue may have this many values."""
EVERYBODY = "all"
"""The party that a deal binds: whoever negotiates."""
VERB = "settle"
ATTRIBUTE = "value"

_KINDS = ("discrete", "integer", "real")
_NOT_LINEAR = ("utility", "utility_function", "ufun", "hyperRectangle", "constraint")


@dataclass
class Issue:
    """An issue as it stands in a file. `bounds`: of an integer issue; the values of others are its items."""

    name: Word
    id: str
    element: Element
    values: tuple[Word | Decimal, ...]
    bounds: tuple[int, int] | None

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.element.place

    @property
    def path(self) -> str:
        """How a score sheet names what is decided about it."""
        return f"{self.id}.attributes.{ATTRIBUTE}"


@dataclass
class Space:
    """The issues of a file, in order, and the elements that hold weights."""

    title: Word
    place: Place
    issues: list[Issue]
    weights: list[Element]
    objectives: set[str]
    """The indexes of the objectives."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that a deal about these issues needs; equal whichever file they come from."""
        issues = sorted(self.issues, key=lambda issue: issue.id)
        return Vocabulary(
            id=joined((issue.id for issue in issues), "genius"),
            title=", ".join(issue.name for issue in issues),
            parties={EVERYBODY: Party(id=EVERYBODY, title="All parties")},
            actions={VERB: (VERB,)},
            objects={
                issue.id: Object(id=issue.id, title=issue.name, description=_values_text(issue), place=issue.place)
                for issue in issues
            },
            place=self.place,
        )


def space_of(top: Element, notes: Notes) -> Space:
    """Return the issues below an element, which an objective may hold, and objectives in that."""
    objective = next(top.named("objective"), top)
    found: list[Element] = []
    weights: list[Element] = []
    objectives: set[str] = set()
    for element in _within(top, notes, at_top=True):
        if element.tag == "issue":
            found.append(element)
        elif element.tag == "weight":
            weights.append(element)
        else:
            objectives.add(element.get("index") or "")
    title = notes.clean(objective.get("name") or "", objective.place)
    space = Space(title, objective.place, [], weights, objectives)
    named: dict[str, Element] = {}
    for element in found:
        name = notes.clean(element.get("name") or "", element.place)
        if not name:
            notes.add("the issue has no name", element.place, 'write `name="…"`')
        elif name in named:
            cure = f"the other is in line {named[name].place.line}; give one of them another name"
            notes.add(f"issue `{shown(name)}` is there twice", element.place, cure)
        else:
            named[name] = element
    if not found:
        notes.add("there is no issue", objective.place, "an objective holds elements `issue`")
    ids = ids_of(named)
    space.issues += [_issue(Word(name, each.place), ids[name], each, notes) for name, each in named.items()]
    return space


def _within(element: Element, notes: Notes, *, at_top: bool = False) -> Iterator[Element]:
    """Yield the issues, weights and objectives below an element, in order."""
    for child in element.children:
        if child.tag in _NOT_LINEAR:
            cure = "only linear ones can be read: a weight for each issue, and an evaluation for each value"
            notes.add(f"`{child.tag}` belongs to a utility space that is not linear", child.place, cure)
        elif child.tag == "objective":
            yield child
            yield from _within(child, notes)
        elif child.tag in ("issue", "weight"):
            yield child
        elif not at_top:  # around the objective stands much that says nothing of the issues
            notes.unknown("element", child.tag, ("issue", "objective", "weight"), child.place)


def _issue(name: Word, id_: str, element: Element, notes: Notes) -> Issue:
    kind = element.get("type", "etype", "vtype") or "discrete"
    for child in element.children:
        if child.tag not in ("item", "range", "evaluator"):
            notes.unknown("element", child.tag, ("item", "range", "evaluator"), child.place)
    if kind == "integer":
        bounds = _bounds(name, element, notes)
        values: tuple[Word | Decimal, ...] = ()
        if bounds:
            values = tuple(Decimal(number) for number in range(bounds[0], bounds[1] + 1))
        return Issue(name, id_, element, values, bounds)
    if kind == "real":
        cure = "make it discrete or integer: a deal is checked against the values it may take, one by one"
        notes.add(f"issue `{shown(name)}` is real, with endlessly many values", element.place, cure)
    elif kind != "discrete":
        notes.unknown(f"type of issue `{shown(name)}`:", kind, _KINDS, element.place)
    else:
        return Issue(name, id_, element, _items(name, element, notes), None)
    return Issue(name, id_, element, (), None)


def _bounds(name: Word, element: Element, notes: Notes) -> tuple[int, int] | None:
    holder = next(element.named("range"), element)
    ends = []
    for key in ("lowerbound", "upperbound"):
        text = holder.get(key) or element.get(key)
        ends.append(whole(text, f"`{key}` of issue `{shown(name)}`", holder.place, notes))
    low, high = ends
    if low is None or high is None:
        return None
    if low > high:
        notes.add(f"issue `{shown(name)}` has no value between {low} and {high}", holder.place, "exchange its bounds")
        return None
    if high - low >= MOST_VALUES:
        cure = f"an issue may have {MOST_VALUES:,}"
        notes.add(f"issue `{shown(name)}` has {high - low + 1:,} values", holder.place, cure)
        return None
    return low, high


def _items(name: Word, element: Element, notes: Notes) -> tuple[Word | Decimal, ...]:
    """Return the values of a discrete issue: texts, or numbers where NegMAS lists those of an integer issue."""
    values: dict[Word | Decimal, None] = {}
    for item in element.named("item"):
        value = value_of(item, element, notes)
        if value is not None and value in values:
            notes.add(f"value `{shown(str(value))}` of issue `{shown(name)}` is there twice", item.place, "keep one")
        elif value is not None:
            values[value] = None
    if not any(element.named("item")):
        notes.add(f"issue `{shown(name)}` has no value", element.place, 'write `<item value="…"/>` for each')
    if len(values) > MOST_VALUES:
        notes.add(f"issue `{shown(name)}` has {len(values):,} values", element.place, f"it may have {MOST_VALUES:,}")
    return tuple(values)


def value_of(item: Element, issue: Element, notes: Notes) -> Word | Decimal | None:
    """Return the value that an item names; None, and a mistake noted, where it names none."""
    text = notes.clean(item.get("value") or "", item.place)
    if not text:
        notes.add("the item has no value", item.place, 'write `value="…"`')
        return None
    if issue.get("vtype") == "integer":
        number = whole(text, "`value`", item.place, notes)
        return None if number is None else Decimal(number)
    return text


def _values_text(issue: Issue) -> str:
    """Return the values in a form that is equal for equal sets of them."""
    if not all(isinstance(value, Decimal) for value in issue.values):
        return "; ".join(sorted(_quoted(str(value)) for value in issue.values))
    numbers = sorted(int(value) for value in issue.values)
    if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return "; ".join(map(str, numbers))


def _quoted(text: str) -> str:
    """Return a value so that no other list of values reads the same."""
    return json.dumps(text, ensure_ascii=False) if ";" in text or '"' in text else text
