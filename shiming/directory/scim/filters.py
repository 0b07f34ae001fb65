"""
Filters (RFC 7644, section 3.4.2.2): from a text to a tree, within limits.

The grammar is small, and so is what it may grow to: length, depth and number of conditions have an
end, so that no filter costs more than a few microseconds to read.
"""

import dataclasses
import enum
import json
import re

from shiming.directory.scim.errors import ScimError, invalid_filter
from shiming.directory.scim.schemas import Attribute, Kind, ResourceType

LONGEST = 4096
DEEPEST = 8
MOST_CONDITIONS = 50


class Comparison(enum.StrEnum):
    """How a value is compared."""

    EQ = "eq"
    NE = "ne"
    CO = "co"
    SW = "sw"
    EW = "ew"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"


Value = str | bool | int | float | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AttributePath:
    """An attribute by its canonical names; the empty schema is the one of the resource."""

    schema: str
    attribute: Attribute
    sub: Attribute | None

    @property
    def leaf(self) -> Attribute:
        """What is compared: a complex value is compared by its `value`."""
        return self.sub or self.attribute.sub("value") or self.attribute

    @property
    def name(self) -> str:
        """The path as the standard writes it."""
        own = self.attribute.name + (f".{self.sub.name}" if self.sub else "")
        return f"{self.schema}:{own}" if self.schema else own


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """`path op value`."""

    path: AttributePath
    comparison: Comparison
    value: Value


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """`path pr`."""

    path: AttributePath


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """`… and …`."""

    parts: tuple["Filter", ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """`… or …`."""

    parts: tuple["Filter", ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """`not (…)`."""

    part: "Filter"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """`path[…]`: one value of several meets the condition; its paths are sub-attributes."""

    path: AttributePath
    part: "Filter"


Filter = Compare | Present | All | Either | Not | Some

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"\\\x00-\x1f]|\\.)*")
      | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.:]))
      | (?P<bracket>[()\[\]])
      | (?P<word>[A-Za-z$][\w$:.-]*)
    )""",
    re.VERBOSE,
)
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_LITERALS: dict[str, Value] = {"true": True, "false": False, "null": None}
_TEXTUAL = frozenset({Comparison.CO, Comparison.SW, Comparison.EW})
_ORDERED = frozenset({Comparison.GT, Comparison.GE, Comparison.LT, Comparison.LE})


def parse_filter(text: str, resource_type: ResourceType) -> Filter:
    """
    Read a filter over resources of a type.

    :raises ScimError: if it is none, names what is not kept, or is too long or deep
    """
    return _Parser(text, resource_type, within=None).whole()


def parse_value_filter(text: str, resource_type: ResourceType, within: Attribute) -> Filter:
    """
    Read the filter between the brackets of a path: over the values of one attribute.

    :raises ScimError: if it is none, names what is not kept, or is too long or deep
    """
    return _Parser(text, resource_type, within=within).whole()


def resolve(name: str, resource_type: ResourceType) -> AttributePath | None:
    """Return what a name with or without its schema's URN stands for, or None for nothing."""
    schema, rest = "", name
    if name.lower().startswith("urn:"):
        urn, _, rest = name.rpartition(":")
        known = resource_type.schema_named(urn)
        if known is None:
            return None
        schema = "" if known == resource_type.schema else known
    own, _, sub_name = rest.partition(".")
    attribute = resource_type.find(own, schema=schema)
    if attribute is None:
        return None
    sub = attribute.sub(sub_name) if sub_name else None
    if sub_name and sub is None:
        return None
    return AttributePath(schema=schema, attribute=attribute, sub=sub)


class _Parser:
    """Reads by descent: or, and, not, condition."""

    def __init__(self, text: str, resource_type: ResourceType, *, within: Attribute | None) -> None:
        if len(text) > LONGEST:
            raise invalid_filter("the filter is too long")
        self._type = resource_type
        self._within = within
        self._tokens = _split(text)
        self._at = 0
        self._conditions = 0

    def whole(self) -> Filter:
        """Return the filter, if nothing is left over."""
        found = self._either(depth=0)
        if self._at != len(self._tokens):
            raise invalid_filter("the filter does not end where it should")
        return found

    def _either(self, *, depth: int) -> Filter:
        if depth > DEEPEST:
            raise invalid_filter("the filter is too deep")
        parts = [self._all(depth=depth)]
        while self._takes_word("or"):
            parts.append(self._all(depth=depth))
        return parts[0] if len(parts) == 1 else Either(parts=tuple(parts))

    def _all(self, *, depth: int) -> Filter:
        parts = [self._single(depth=depth)]
        while self._takes_word("and"):
            parts.append(self._single(depth=depth))
        return parts[0] if len(parts) == 1 else All(parts=tuple(parts))

    def _single(self, *, depth: int) -> Filter:
        if self._takes_word("not"):
            if self._peek() != ("bracket", "("):
                raise invalid_filter("not must be followed by brackets")
            return Not(part=self._in_brackets(depth=depth))
        if self._peek() == ("bracket", "("):
            return self._in_brackets(depth=depth)
        return self._condition(depth=depth)

    def _in_brackets(self, *, depth: int) -> Filter:
        self._at += 1
        found = self._either(depth=depth + 1)
        self._expect(")")
        return found

    def _condition(self, *, depth: int) -> Filter:
        self._conditions += 1
        if self._conditions > MOST_CONDITIONS:
            raise invalid_filter("the filter has too many conditions")
        kind, word = self._next()
        if kind != "word":
            raise invalid_filter("an attribute is expected")
        path = self._path(word)
        if self._peek() == ("bracket", "["):
            return self._some(path, depth=depth)
        if self._takes_word("pr"):
            return Present(path=path)
        return self._comparison(path)

    def _some(self, path: AttributePath, *, depth: int) -> Filter:
        if self._within is not None or not path.attribute.subs or path.sub is not None:
            raise invalid_filter("only an attribute with sub-attributes takes square brackets")
        self._at += 1
        self._within = path.attribute
        part = self._either(depth=depth + 1)
        self._within = None
        self._expect("]")
        return Some(path=path, part=part)

    def _comparison(self, path: AttributePath) -> Filter:
        kind, word = self._next()
        try:
            comparison = Comparison(word.lower() if kind == "word" else "")
        except ValueError as error:
            raise invalid_filter("the operator is unknown") from error
        value = self._value()
        if refusal := _misfit(path.leaf, comparison, value):
            raise refusal
        return Compare(path=path, comparison=comparison, value=value)

    def _value(self) -> Value:
        kind, word = self._next()
        if kind == "string":
            try:
                found = str(json.loads(word))
            except ValueError as error:
                raise invalid_filter("a value is not as JSON writes it") from error
            # Not even a database could look for these.
            if _UNWRITABLE.search(found):
                raise invalid_filter("a value holds what no text may")
            return found
        if kind == "number":
            return float(word) if any(char in word for char in ".eE") else int(word)
        if kind == "word" and word.lower() in _LITERALS:
            return _LITERALS[word.lower()]
        raise invalid_filter("a value is expected")

    def _path(self, word: str) -> AttributePath:
        if self._within is None:
            found = resolve(word, self._type)
        else:
            sub = self._within.sub(word)
            found = None if sub is None else AttributePath(schema="", attribute=sub, sub=None)
        if found is None:
            raise invalid_filter("an attribute is unknown")
        return found

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _takes_word(self, word: str) -> bool:
        kind, text = self._peek()
        if kind != "word" or text.lower() != word:
            return False
        self._at += 1
        return True

    def _expect(self, bracket: str) -> None:
        if self._next() != ("bracket", bracket):
            raise invalid_filter("a bracket is missing")


def _split(text: str) -> list[tuple[str, str]]:
    tokens = []
    at, text = 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise invalid_filter("the filter cannot be read")
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens


def _misfit(leaf: Attribute, comparison: Comparison, value: Value) -> ScimError | None:
    """Return why an attribute cannot be compared like this, or None."""
    if leaf.kind is Kind.COMPLEX:
        return invalid_filter("a sub-attribute must be named")
    if comparison in _TEXTUAL and not (isinstance(value, str) and leaf.kind is not Kind.BOOLEAN):
        return invalid_filter("this operator compares texts")
    if comparison in _ORDERED and (leaf.kind is Kind.BOOLEAN or not isinstance(value, str)):
        return invalid_filter("this operator compares texts and instants")
    return None
