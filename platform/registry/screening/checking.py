"""Whether a rule makes sense: known words, fitting kinds. What it may be worth in numbers: ranges.py."""

from functools import lru_cache

from reference import codes
from registry.screening.fields import Field, fields
from registry.screening.language import (
    Both,
    Calculation,
    Comparison,
    Either,
    Expression,
    Known,
    Members,
    Not,
    NotUnderstood,
    Number,
    OneOf,
    Receives,
    Shown,
    Word,
    parse,
)

TRUTH, NUMBER, CHOICE = "truth", "number", "choice"


@lru_cache(maxsize=2048)
def understood(text: str) -> Expression:
    """The tree of a condition that can be true, false or unknown. Raises NotUnderstood with place and fault.

    Trees never change, so the same text gives the same one.
    """
    tree = parse(text)
    if _kind(tree, inside=False) != TRUTH:
        raise NotUnderstood("no_condition", 0)
    return tree


def _kind(tree: Expression, inside: bool) -> str:
    match tree:
        case Number():
            return NUMBER
        case Word():
            return _of_field(_field(tree, inside))
        case Calculation():
            return _calculation(tree, inside)
        case Comparison():
            return _comparison(tree, inside)
        case OneOf():
            return _one_of(tree, inside)
        case Known(inner):
            _kind(inner, inside)
        case Not(inner):
            _truths(inside, inner)
        case Both(left, right) | Either(left, right):
            _truths(inside, left, right)
        case Members():
            return _members(tree, inside)
        case Receives(programme, _ever, at):
            _known(programme, codes.PROGRAMMES, "unknown_programme", at, inside)
        case Shown(document, at):
            _known(document, codes.DOCUMENTS, "unknown_document", at, inside)
    return TRUTH


def _calculation(tree: Calculation, inside: bool) -> str:
    for side in (tree.left, tree.right):
        if _kind(side, inside) != NUMBER:
            raise NotUnderstood("needs_numbers", tree.at, tree.sign)
    return NUMBER


def _comparison(tree: Comparison, inside: bool) -> str:
    field = field_of(tree.left)
    if field is not None and field.kind == CHOICE:
        _field(tree.left, inside)
        _code(field, tree.right, tree.at)
        if tree.sign not in {"=", "!="} and not field.ordered:
            raise NotUnderstood("no_order", tree.at, field.name)
    elif {_kind(tree.left, inside), _kind(tree.right, inside)} != {NUMBER}:
        raise NotUnderstood("needs_numbers", tree.at, tree.sign)
    return TRUTH


def _one_of(tree: OneOf, inside: bool) -> str:
    field = field_of(tree.left)
    for option in tree.options:
        if field is not None and field.kind == CHOICE:
            _code(field, option, tree.at)
        elif not isinstance(option, Number):
            raise NotUnderstood("needs_numbers", option.at, option.name)
    if _kind(tree.left, inside) == TRUTH:
        raise NotUnderstood("needs_numbers", tree.at)
    return TRUTH


def _members(tree: Members, inside: bool) -> str:
    if inside:
        raise NotUnderstood("members_inside_members", tree.at)
    _truths(True, tree.condition)
    return NUMBER if tree.how == "count" else TRUTH


def _truths(inside: bool, *parts: Expression) -> None:
    for part in parts:
        if _kind(part, inside) != TRUTH:
            raise NotUnderstood("no_condition", getattr(part, "at", 0), getattr(part, "name", ""))


def _known(name: str, table: object, fault: str, at: int, inside: bool) -> None:
    if inside:
        raise NotUnderstood("not_of_a_member", at, name)
    if name not in table:  # type: ignore[operator]
        raise NotUnderstood(fault, at, name)


def _code(field: Field, written: Expression, at: int) -> None:
    if not isinstance(written, (Word, Number)) or field.code(written) is None:
        word = written.name if isinstance(written, Word) else f"{getattr(written, 'value', '')}"
        raise NotUnderstood("unknown_code", getattr(written, "at", at) or at, word)


def field_of(tree: Expression) -> Field | None:
    """The field that a word names; None for everything else."""
    return fields().get(tree.name) if isinstance(tree, Word) else None


def _field(tree: Expression, inside: bool) -> Field:
    found = field_of(tree)
    name, at = getattr(tree, "name", ""), getattr(tree, "at", 0)
    if found is None:
        raise NotUnderstood("unknown_field", at, name)
    if inside and found.level != "person":
        raise NotUnderstood("not_of_a_member", at, name)
    return found


def _of_field(field: Field) -> str:
    return {"number": NUMBER, "flag": TRUTH, "choice": CHOICE}[field.kind]
