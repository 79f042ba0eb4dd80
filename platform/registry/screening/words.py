"""A condition in plain words, made from the same tree, so that what is shown cannot differ from what is asked."""

from dataclasses import replace

from flask_babel import gettext as _

from reference import codes
from registry.screening.checking import field_of
from registry.screening.evaluate import Subject, holds
from registry.screening.fields import Field
from registry.screening.language import (
    Both,
    Calculation,
    Comparison,
    Either,
    Expression,
    Known,
    Members,
    Not,
    Number,
    OneOf,
    Receives,
    Shown,
    Word,
)
from web.formats import in_a_sentence, number


def in_words(tree: Expression) -> str:
    """In the reader's language, e.g. "desil paling tinggi 4 dan umur paling rendah 60 tahun"."""
    match tree:
        case Number(value):
            return number(value)
        case Word():
            return _name(tree) if not _is_flag(tree) else _("%(what)s: ya", what=_name(tree))
        case Calculation(sign, left, right):
            return f"{in_words(left)} {sign} {in_words(right)}"
        case Comparison():
            return _comparison(tree)
        case OneOf(left, options):
            return _listed(in_words(left), [_side(left, option) for option in options])
        case Known(inner):
            return _("%(what)s diketahui", what=in_words(inner))
        case Not(Word() as flag):
            return _("%(what)s: tidak", what=_name(flag))
        case Not(inner):
            return _("tidak: %(what)s", what=in_words(inner))
        case Both(Comparison(left=left, right=low), Comparison(right=high)) if _is_span(tree):
            return _("%(what)s %(low)s sampai %(high)s", what=in_words(left), low=in_words(low), high=_side(left, high))
        case Both():
            return _(" dan ").join(_grouped(part) for part in _chain(tree, Both))
        case Either():
            return _(" atau ").join(map(in_words, _chain(tree, Either)))
        case _:
            return _around(tree)


def _around(tree: Members | Receives | Shown) -> str:
    """What is asked beside the person's own values."""
    match tree:
        case Members("any", condition):
            return _("ada anggota keluarga dengan %(what)s", what=in_words(condition))
        case Members(_how, condition):
            return _("jumlah anggota keluarga dengan %(what)s", what=in_words(condition))
        case Receives(programme, ever):
            known = codes.PROGRAMMES[programme]
            return (
                _("pernah menerima %(programme)s", programme=known)
                if ever
                else _("sedang menerima %(programme)s", programme=known)
            )
        case Shown(document):
            return _("menunjukkan %(document)s", document=codes.DOCUMENTS[document])


def _comparison(tree: Comparison) -> str:
    what, value = in_words(tree.left), _side(tree.left, tree.right)
    field = field_of(tree.left)
    if field is not None and field.codes is not None and tree.sign not in {"=", "!="}:
        return _listed(what, _codes_meant(field, tree))
    return {
        "=": _("%(what)s: %(value)s", what=what, value=value),
        "!=": _("%(what)s bukan %(value)s", what=what, value=value),
        "<": _("%(what)s di bawah %(value)s", what=what, value=value),
        "<=": _("%(what)s paling tinggi %(value)s", what=what, value=value),
        ">": _("%(what)s di atas %(value)s", what=what, value=value),
        ">=": _("%(what)s paling rendah %(value)s", what=what, value=value),
    }[tree.sign]


def _codes_meant(field: Field, tree: Comparison) -> list[str]:
    """The labels of the codes that a comparison of order takes in: "at most code 2" tells nobody anything."""
    known = field.codes or {}
    asked = replace(tree, left=Word(field.name))
    return [str(known[code]) for code in known if holds(asked, Subject({field.name: int(code)}))]


def _listed(what: str, labels: list[str]) -> str:
    if len(labels) == 1:
        return _("%(what)s: %(value)s", what=what, value=labels[0])
    return _("%(what)s salah satu dari: %(listed)s", what=what, listed=", ".join(labels))


def _side(left: Expression, right: Expression) -> str:
    """The other side of a comparison: a code by its label, a number with its unit."""
    field = field_of(left)
    if field is not None and field.codes is not None and isinstance(right, (Word, Number)):
        code = field.code(right)
        return str(field.codes[code]) if code else in_words(right)
    return f"{in_words(right)} {field.unit}".strip() if field else in_words(right)


def _name(tree: Word) -> str:
    field: Field | None = field_of(tree)
    return in_a_sentence(field.label if field else tree.name)


def _is_flag(tree: Word) -> bool:
    field = field_of(tree)
    return field is not None and field.kind == "flag"


def _chain(tree: Expression, kind: type[Both] | type[Either]) -> list[Expression]:
    """a and b and c as three parts, however they are nested."""
    if isinstance(tree, kind) and not _is_span(tree):
        return [*_chain(tree.left, kind), *_chain(tree.right, kind)]
    return [tree]


def _is_span(tree: Expression) -> bool:
    """Whether it is "between": at least this and at most that of one number."""
    match tree:
        case Both(Comparison(">=", Word(name) as left), Comparison("<=", Word(other))) if name == other:
            field = field_of(left)
            return field is not None and field.kind == "number"
    return False


def _grouped(tree: Expression) -> str:
    return f"({in_words(tree)})" if isinstance(tree, Either) else in_words(tree)
