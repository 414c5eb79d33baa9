"""The language page once more: what files say, sentence by sentence, as slow and plain as it can be.

It goes by the data of YAML files alone and shares no line with what it checks: names are looked up each time, steps are
gone through one by one, and resolutions are all written out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

Data = dict[str, Any]
FIELDS = ("party", "parties", "action", "object", "from", "until")


class Words:
    """Vocabularies, the oldest first."""

    def __init__(self, vocabularies: list[Data]) -> None:
        self.scales = [verbs for each in vocabularies for verbs in each.get("actions", {}).values()]
        self.parts: dict[str, set[str]] = {}
        for each in vocabularies:
            self._add(each.get("objects", {}), None)

    def _add(self, objects: Data, whole: str | None) -> None:
        for name, thing in objects.items():
            self.parts.setdefault(name, set())
            for parent in (*([whole] if whole else []), *many((thing or {}).get("part-of", []))):
                self.parts.setdefault(parent, set()).add(name)
            self._add((thing or {}).get("parts", {}), name)

    def leaves(self, name: str) -> set[str]:
        parts = self.parts[name]
        return set().union(*map(self.leaves, parts)) if parts else {name}

    def does(self, verb: str, named: str) -> bool:
        """Doing a verb also does every weaker verb of its scale."""
        return any(
            verb in scale and named in scale and scale.index(verb) >= scale.index(named) for scale in self.scales
        )


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# Rulesets: what they extend, and entries that stand for several


def whole(chain: list[Data]) -> Data:
    """A ruleset with everything of those it extends, the oldest first; same-named entries are replaced."""
    joined: Data = {}
    for each in chain:
        for key, value in each.items():
            joined[key] = {**joined.get(key, {}), **value} if key in ("sources", *ENTRIES, "issues") else value
    for key in ENTRIES:
        joined[key] = dict(each for name, entry in joined.get(key, {}).items() for each in written_out(name, entry))
    return joined


ENTRIES = ("definitions", "bottom-lines", "worth", "offers")


def written_out(name: str, entry: Any) -> Iterator[tuple[str, Any]]:
    """One entry for each combination; the name of such a definition means all of them."""
    if not isinstance(entry, dict) or "each" not in entry:
        yield name, entry
        return
    body = {key: value for key, value in entry.items() if key != "each"}
    names = []
    for values in product(*entry["each"].values()):
        names.append(".".join((name, *map(text_of, values))))
        yield names[-1], replaced(body, {f"${key}": value for key, value in zip(entry["each"], values)})
    yield name, names


def text_of(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def replaced(data: Any, values: Data) -> Any:
    if isinstance(data, dict):
        return {key: replaced(value, values) for key, value in data.items()}
    if isinstance(data, list):
        return [replaced(value, values) for value in data]
    return values.get(data, data) if isinstance(data, str) else data


# Drafts: their resolutions


def resolutions(draft: Data) -> Iterator[Data]:
    """The provisions of each resolution, with one value in each field."""
    for left_out, settled in taken(draft.get("alternatives", {})):
        ways = []
        for name, provision in draft.get("provisions", {}).items():
            own = [(key.partition(".")[2], value) for key, value in settled if key.partition(".")[0] == name]
            ways.append([None] if name in left_out else list(settled_ways(provision, own, draft)))
        for chosen in product(*ways):
            yield {name: way for name, way in zip(draft.get("provisions", {}), chosen) if way is not None}


def taken(articles: Data) -> list[tuple[set[str], list[tuple[str, Any]]]]:
    """For each way to take one option of every article: the provisions left out, and the brackets settled."""
    found: list[tuple[set[str], list[tuple[str, Any]]]] = [(set(), [])]
    for options in articles.values():
        every = set().union(*map(named, options.values()))
        ways = []
        for option in options.values():
            for left_out, settled in taken(inner(option)):
                ways.append(((every - named(option)) | left_out, [*settles(option), *settled]))
        found = [(out | more, [*settled, *others]) for out, settled in found for more, others in ways]
    return found


def inner(option: Any) -> Data:
    found: Data = {}
    for each in many(option):
        found |= each.get("alternatives", {}) if isinstance(each, dict) else {}
    return found


def settles(option: Any) -> list[tuple[str, Any]]:
    mappings = (each for each in many(option) if isinstance(each, dict))
    return [(key, value) for each in mappings for key, value in each.items() if key != "alternatives"]


def named(option: Any) -> set[str]:
    own = {each for each in many(option) if isinstance(each, str)}
    return own.union(*(named(each) for options in inner(option).values() for each in options.values()))


def settled_ways(provision: Data, settled: list[tuple[str, Any]], draft: Data) -> Iterator[Data | None]:
    """Every way to settle a provision that no option leaves out; None leaves it out."""
    if provision.get("bracketed"):
        yield None
    fields = {key: alternatives(key, value) for key, value in provision.items() if key in FIELDS}
    attributes = provision.get("attributes", {})
    fields |= {f"attributes.{name}": alternatives("attributes", value) for name, value in attributes.items()}
    for key, value in settled:
        key = key if key in FIELDS or key.startswith("attributes.") else f"attributes.{key}"
        fields[key] = [each for each in fields[key] if equal(each, value)]
    steps = steps_of(draft)
    for values in product(*fields.values()):
        way = dict(zip(fields, values))
        start, stop = way.get("from", steps[0]), way.get("until")
        if stop is None or steps.index(stop) > steps.index(start):
            yield {
                "parties": way["parties"] if "parties" in way else [way["party"]],
                "party": way["party"] if "party" in way else way["parties"][0] if len(way["parties"]) == 1 else None,
                "action": way["action"],
                "object": way["object"],
                "from": start,
                "until": stop,
                "attributes": {
                    key.removeprefix("attributes."): value
                    for key, value in way.items()
                    if key.startswith("attributes.") and value is not None
                },
                "provided": provision.get("provided", []),
            }


def alternatives(key: str, value: Any) -> list[Any]:
    """What may stand in a field."""
    if key == "parties":
        return value if any(isinstance(each, list) for each in many(value)) else [many(value)]
    found = []
    for each in many(value):
        if isinstance(each, dict):
            count = (each["to"] - each["from"]) / each.get("by", 1)
            found += [each["from"] + number * each.get("by", 1) for number in range(int(count) + 1)]
        else:
            found.append(each)
    return found


def steps_of(deal: Data) -> list[str]:
    return [step if isinstance(step, str) else step["id"] for step in deal.get("steps", ["signature"])]


# What holds, what is broken, and what it amounts to


def equal(left: Any, right: Any) -> bool:
    if isinstance(left, list) or isinstance(right, list):
        return set(many(left)) == set(many(right))
    kinds = [bool if isinstance(each, bool) else str if isinstance(each, str) else type(each) for each in (left, right)]
    return kinds[0] is kinds[1] and left == right


def is_number(value: Any) -> bool:
    return value is not None and not isinstance(value, (str, bool))


class Judged:
    """One deal without brackets as one ruleset has it."""

    def __init__(self, words: Words, rules: Data, steps: list[str], provisions: Data) -> None:
        self.words, self.rules, self.steps, self.provisions = words, rules, steps, provisions

    def in_force(self, name: str, t: int) -> bool:
        """A provision that is left out is never in force."""
        if name not in self.provisions:
            return False
        provision = self.provisions[name]
        until = len(self.steps) if provision["until"] is None else self.steps.index(provision["until"])
        at_its_steps = self.steps.index(provision["from"]) <= t < until
        return at_its_steps and self.holds(provision["provided"], t, self.in_force)

    def defined(self, name: str, t: int) -> bool:
        return self.holds(self.rules["definitions"][name], t, self.defined)

    def holds(self, condition: Any, t: int, named: Callable[[str, int], bool]) -> bool:
        """Whether a condition holds at step t; `named`: what a name in it means."""

        def at(part: Any, step: int = t) -> bool:
            return self.holds(part, step, named)

        match condition:
            case str():
                return named(condition, t)
            case list() | {"all": _}:
                return all(at(part) for part in (condition if isinstance(condition, list) else condition["all"]))
            case {"any": parts}:
                return any(at(part) for part in parts)
            case {"not": part}:
                return not at(part)
            case {"count": {"of": parts, **tests}}:
                return passes(tests, sum(at(part) for part in parts))
            case {"total": {"of": _, "over": _, **tests} as total}:
                return self.passes_amounts(tests, self.total(total, t), t)
            case {"once": part}:
                return any(at(part, step) for step in range(t + 1))
            case {"earlier": part}:
                return any(at(part, step) for step in range(t))
            case {"throughout": part}:
                return all(at(part, step) for step in range(t + 1))
        reached = [self.words.leaves(each["object"]) for each in self.matching(condition, t)]
        wanted = self.words.leaves(object_of(condition))
        together = set().union(*reached)
        return wanted <= together if "whole-of" in condition else bool(wanted & together)

    def matching(self, pattern: Data, t: int) -> Iterator[Data]:
        """The provisions in force that match, reaching a leaf of the object named."""
        for name, provision in self.provisions.items():
            if self.in_force(name, t) and self.matches(pattern, provision):
                yield provision

    def matches(self, pattern: Data, provision: Data, *, within: bool = False) -> bool:
        """Whether a provision matches. `within`: its object has no leaf beyond the one named; else: it has one."""
        if "party" in pattern and not set(many(pattern["party"])) & set(provision["parties"]):
            return False
        verbs = many(pattern.get("action", provision["action"]))
        if not any(self.words.does(provision["action"], verb) for verb in verbs):
            return False
        if object_of(pattern) is not None:
            wanted, own = self.words.leaves(object_of(pattern)), self.words.leaves(provision["object"])
            if not (own <= wanted if within else own & wanted):
                return False
        attributes = provision["attributes"]
        return all(passes(tests, attributes.get(name)) for name, tests in pattern.get("where", {}).items())

    def total(self, total: Data, t: int) -> Fraction:
        values = [each["attributes"].get(total["of"]) for each in self.matching(total["over"], t)]
        return sum((Fraction(value) for value in values if is_number(value)), Fraction(0))

    def amount(self, amount: Any, t: int) -> Fraction:
        if isinstance(amount, list):
            return sum((self.amount(each, t) for each in amount), Fraction(0))
        if isinstance(amount, dict):
            return self.total(amount, t) * Fraction(amount.get("times", 1))
        return Fraction(amount)

    def passes_amounts(self, tests: Data, value: Fraction, t: int) -> bool:
        wanted = {
            name: [self.amount(each, t) for each in test] if name == "in" else self.amount(test, t)
            for name, test in tests.items()
        }
        return passes(wanted, value)

    def broken(self) -> dict[str, list[str]]:
        """The bottom lines that are broken, each with the steps."""
        found = {name: list(self.breaches(line)) for name, line in self.rules.get("bottom-lines", {}).items()}
        own = {name for name, line in self.rules["bottom-lines"].items() if isinstance(line, dict)}
        return {name: [self.steps[t] for t in steps] for name, steps in found.items() if steps and name in own}

    def breaches(self, line: Any) -> Iterator[int]:
        if not isinstance(line, dict):
            return  # the name of an entry that stands for several
        last = len(self.steps) - 1

        def at(key: str, t: int) -> bool:
            return key in line and self.holds(line[key], t, self.defined)

        for t in range(last + 1):
            if "forbid" in line:
                until = any(at("until", step) for step in range(t + 1))
                after = any(at("only-after", step) for step in range(t))
                if at("forbid", t) and not until and not after and not at("unless", t):
                    yield t
            elif "when" not in line:
                if t == last and not at("require", t) and not at("unless", t):
                    yield t
            elif at("when", t) and not at("unless", t):
                within = line.get("within", 0)
                if not any(at("require", step) for step in range(t, min(t + within, last) + 1)):
                    yield t

    def score(self) -> Fraction:
        last = len(self.steps) - 1
        points = Fraction(0)
        for entry in self.rules.get("worth", {}).values():
            if isinstance(entry, dict) and self.holds(entry["when"], last, self.defined):
                points += Fraction(entry["points"])
        for issue in self.rules.get("issues", {}).values():
            name, _, field = issue["of"].partition(".")
            provision = self.provisions.get(name, {"attributes": {}})
            is_field = field in FIELDS
            value = provision.get(field) if is_field else provision["attributes"].get(field.removeprefix("attributes."))
            for listed, number in issue["points"].items():
                if value is not None and equal(listed, value):
                    points += Fraction(issue.get("weight", 1)) * Fraction(number)
        return points

    def verdict(self) -> str:
        lines = self.rules["bottom-lines"]
        strengths = {lines[name].get("strength", "red-line") for name in self.broken()}
        too_little = "reservation" in self.rules and self.score() < Fraction(self.rules["reservation"])
        if "red-line" in strengths or too_little:
            return "rejected"
        return "accepted-with-reservations" if strengths else "accepted"

    def referrals(self) -> list[str] | None:
        """The provisions that bind the party and are beyond its mandate."""
        if "mandate" not in self.rules:
            return None
        covers = self.rules["mandate"].get("covers", [])
        return [
            name
            for name, each in self.provisions.items()
            if self.rules["party"] in each["parties"]
            and not any(self.matches(pattern, each, within=True) for pattern in covers)
        ]


def object_of(pattern: Data) -> Any:
    return next((pattern[key] for key in ("object", "part-of", "whole-of") if key in pattern), None)


def passes(tests: Any, value: Any) -> bool:
    """Whether a value passes a test, or every one of several; None is a missing attribute."""
    if not isinstance(tests, Mapping):
        tests = {"equals": tests}
    return all(passes_one(name, wanted, value) for name, wanted in tests.items())


def passes_one(name: str, wanted: Any, value: Any) -> bool:
    if name == "present":
        return (value is not None) == wanted
    if value is None:
        return False
    if name == "equals":
        return alike(value, wanted)
    if name == "not":
        return not alike(value, wanted)
    if name == "in":
        return any(alike(value, each) for each in wanted)
    if not is_number(value):
        return False
    return {
        "at-least": value >= wanted,
        "at-most": value <= wanted,
        "more-than": value > wanted,
        "less-than": value < wanted,
    }[name]


def alike(left: Any, right: Any) -> bool:
    """Numbers by size, text letter by letter; `true` is not 1."""
    if is_number(left) and is_number(right):
        return bool(left == right)
    return type(left) is type(right) and bool(left == right)
