"""The language of rules: small enough to be read aloud, and turned into a tree that page and bulk both follow.

    desil <= 4 and dtsen_status = active
    age between 6 and 21 and schooling = 2
    count(members where age >= 60) >= 1
    any(members where occupation = 5)
    receives pkh or shown medical_letter

`and` binds closer than `or`; parentheses group. A word is a variable of `reference/codes/variables.toml`, or, on the
other side of a comparison, one of its codes. Nothing is ever executed: text becomes the tree below or is refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST, DEEPEST = 2_000, 40
LONGEST_NUMBER = 15
"""Digits: beyond that a double no longer holds a number as it was written."""


@dataclass(frozen=True)
class Number:
    """A plain number, as written."""

    value: float


@dataclass(frozen=True)
class Word:
    """A variable, or a code of the variable it is compared with."""

    name: str
    at: int = 0


@dataclass(frozen=True)
class Calculation:
    """left (+ - * /) right. Dividing by nothing gives "unknown", as in SQL's NULLIF."""

    sign: str
    left: "Expression"
    right: "Expression"
    at: int = 0


@dataclass(frozen=True)
class Comparison:
    """left (= != < <= > >=) right."""

    sign: str
    left: "Expression"
    right: "Expression"
    at: int = 0


@dataclass(frozen=True)
class OneOf:
    """left in (a, b, c): codes or numbers."""

    left: "Expression"
    options: tuple["Number | Word", ...]
    at: int = 0


@dataclass(frozen=True)
class Known:
    """Whether a value is there at all; itself never unknown."""

    inner: "Expression"


@dataclass(frozen=True)
class Not:
    """The opposite; the opposite of unknown is unknown."""

    inner: "Expression"


@dataclass(frozen=True)
class Both:
    """left and right."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Either:
    """left or right."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Members:
    """`count` or `any` over the people of the household for whom a condition holds."""

    how: str
    condition: "Expression"
    at: int = 0


@dataclass(frozen=True)
class Receives:
    """In a programme now (`receives`) or ever (`received`), as a person or with the household."""

    programme: str
    ever: bool
    at: int = 0


@dataclass(frozen=True)
class Shown:
    """A paper that must be shown. The registry does not keep it, so the answer is always "unknown"."""

    document: str
    at: int = 0


Expression = Number | Word | Calculation | Comparison | OneOf | Known | Not | Both | Either | Members | Receives | Shown


class NotUnderstood(ValueError):
    """A rule that is not one. `at` is the place in the text, counted from 0; `fault` and `word` say what is wrong."""

    def __init__(self, fault: str, at: int, word: str = "") -> None:
        super().__init__(f"{fault} at {at}: {word}")
        self.fault, self.at, self.word = fault, at, word


def parse(text: str) -> Expression:
    """Text to tree. Raises NotUnderstood with the place of the first fault."""
    if len(text) > LONGEST:
        raise NotUnderstood("too_long", LONGEST)
    return _Reader(text).whole()


def walk(tree: Expression) -> Iterator[Expression]:
    """Every part of a tree, itself first."""
    yield tree
    for part in vars(tree).values():
        if isinstance(part, Expression):
            yield from walk(part)
        elif isinstance(part, tuple):
            for each in part:
                yield from walk(each)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?)|(?P<word>[a-z][a-z0-9_]*)|(?P<sign><=|>=|!=|[=<>+\-*/(),])", re.ASCII
)
_RESERVED = frozenset({
    "and", "or", "not", "in", "is", "known", "between",
    "count", "any", "members", "where", "receives", "received", "shown",
})  # fmt: skip
_COMPARES = frozenset({"=", "!=", "<", "<=", ">", ">="})


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotUnderstood("unexpected", at, text[at])
        kind = str(found.lastgroup)
        if kind != "space":
            yield _Token(kind, found.group(), at)
        at = found.end()
    yield _Token("end", "", len(text))


class _Reader:
    """Reads from left to right, one word ahead; each method is one line of the grammar."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.next = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def whole(self) -> Expression:
        tree = self.either()
        if self.token.kind != "end":
            raise self.unexpected()
        return tree

    def either(self) -> Expression:
        tree = self.both()
        while self.takes("or"):
            tree = Either(tree, self.both())
        return tree

    def both(self) -> Expression:
        tree = self.maybe_not()
        while self.takes("and"):
            tree = Both(tree, self.maybe_not())
        return tree

    def maybe_not(self) -> Expression:
        if self.takes("not"):
            return Not(self.deeper(self.maybe_not))
        return self.comparison()

    def comparison(self) -> Expression:
        left = self.sum()
        at, sign = self.token.at, self.token.text
        if sign in _COMPARES:
            self.next += 1
            return Comparison(sign, left, self.sum(), at)
        if self.takes("in"):
            return OneOf(left, self.options(), at)
        if self.takes("between"):
            low = self.sum()
            self.needs("and")
            return Both(Comparison(">=", left, low, at), Comparison("<=", left, self.sum(), at))
        if self.takes("is"):
            self.needs("known")
            return Known(left)
        return left

    def options(self) -> tuple[Number | Word, ...]:
        self.needs("(")
        found = [self.option()]
        while self.takes(","):
            found.append(self.option())
        self.needs(")")
        return tuple(found)

    def option(self) -> Number | Word:
        token = self.token
        if token.kind == "number":
            return self.number()
        return Word(self.name(), token.at)

    def sum(self) -> Expression:
        tree = self.product()
        while (token := self.token).text in {"+", "-"}:
            self.next += 1
            tree = Calculation(token.text, tree, self.product(), token.at)
        return tree

    def product(self) -> Expression:
        tree = self.atom()
        while (token := self.token).text in {"*", "/"}:
            self.next += 1
            tree = Calculation(token.text, tree, self.atom(), token.at)
        return tree

    def atom(self) -> Expression:
        token = self.token
        if token.kind == "number":
            return self.number()
        if self.takes("("):
            tree = self.deeper(self.either)
            self.needs(")")
            return tree
        if token.text in {"count", "any"}:
            return self.members()
        if token.text in {"receives", "received"}:
            self.next += 1
            return Receives(self.name(), token.text == "received", token.at)
        if self.takes("shown"):
            return Shown(self.name(), token.at)
        return Word(self.name(), token.at)

    def number(self) -> Number:
        token = self.token
        if len(token.text) > LONGEST_NUMBER:
            raise NotUnderstood("number_too_long", token.at, token.text[:LONGEST_NUMBER])
        self.next += 1
        return Number(float(token.text))

    def members(self) -> Expression:
        how = self.token
        self.next += 1
        for word in ("(", "members", "where"):
            self.needs(word)
        condition = self.deeper(self.either)
        self.needs(")")
        return Members(how.text, condition, how.at)

    def name(self) -> str:
        token = self.token
        if token.kind != "word" or token.text in _RESERVED:
            raise self.unexpected()
        self.next += 1
        return token.text

    def deeper(self, read: Callable[[], "Expression"]) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotUnderstood("too_deep", self.token.at)
        tree = read()
        self.depth -= 1
        return tree

    def takes(self, text: str) -> bool:
        if self.token.kind in {"word", "sign"} and self.token.text == text:
            self.next += 1
            return True
        return False

    def needs(self, text: str) -> None:
        if not self.takes(text):
            raise NotUnderstood("expected", self.token.at, text)

    def unexpected(self) -> NotUnderstood:
        return NotUnderstood("unexpected" if self.token.kind != "end" else "ends_early", self.token.at, self.token.text)
