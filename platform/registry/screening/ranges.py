"""Whether a condition can be worked out for everybody: nothing is ever divided by nothing, no number leaves a double.

A run over a million people must not stop at one of them, so this is asked of a rule before it is kept.
"""

from reference import codes
from registry.screening.checking import understood
from registry.screening.language import Calculation, Expression, Members, NotUnderstood, Number, Word, walk

Range = tuple[float, float]
MOST_CALCULATIONS = 8
"""With numbers of fifteen digits at most, eight steps stay far inside what a double holds."""
_DERIVED: dict[str, Range] = {"age": (0, 150), "desil": (1, 10)}
_MOST_MEMBERS, _LARGEST = 1_000, 1e15


def reliable(text: str) -> Expression:
    """The tree of a condition that can be asked of everybody. Raises NotUnderstood."""
    tree = understood(text)
    calculations = [part for part in walk(tree) if isinstance(part, Calculation)]
    if len(calculations) > MOST_CALCULATIONS:
        raise NotUnderstood("too_many_calculations", calculations[-1].at)
    for each in calculations:
        _range(each)
    return tree


def _range(tree: Expression) -> Range:
    """Between which numbers it lies."""
    match tree:
        case Number(value):
            return value, value
        case Word(name) if name in _DERIVED:
            return _DERIVED[name]
        case Word(name):
            variable = codes.VARIABLES[name]
            return (
                -_LARGEST if variable.min is None else variable.min,
                _LARGEST if variable.max is None else variable.max,
            )
        case Members():
            return 0, _MOST_MEMBERS
        case Calculation(sign, left, right, at):
            return _calculated(sign, _range(left), _range(right), at)
        case _:  # conditions are no numbers, and never stand inside a calculation
            raise TypeError(tree)


def _calculated(sign: str, left: Range, right: Range, at: int) -> Range:
    if sign == "+":
        return left[0] + right[0], left[1] + right[1]
    if sign == "-":
        return left[0] - right[1], left[1] - right[0]
    if sign == "/":
        if right[0] <= 0 <= right[1]:
            raise NotUnderstood("divides_by_zero", at)
        right = (1 / right[1], 1 / right[0])
    corners = [one * other for one in left for other in right]
    return min(corners), max(corners)
