"""Rules and people at random, for asking one and all of them the same."""

from datetime import date

from hypothesis import strategies as st

from registry.screening.fields import fields

AS_OF = date(2026, 11, 25)
NUMBERS = ["age", "desil", "income", "family_size", "floor_area", "cattle", "spending_food"]
FLAGS = ["working", "pregnant", "other_house", "gold"]
CHOICES = ["sex", "schooling", "occupation", "difficulty_walking", "tenure", "floor", "toilet", "dtsen_status"]
PROGRAMMES = ["pkh", "sembako", "pbi_jk"]
SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def _of_level(names: list[str], member: bool) -> list[str]:
    return [name for name in names if not member or fields()[name].level == "person"]


@st.composite
def comparisons(draw: st.DrawFn, member: bool = False) -> str:
    kind = draw(st.sampled_from(["number", "sum", "flag", "choice", "in", "known", "between"]))
    number = st.sampled_from(_of_level(NUMBERS, member))
    amount = st.integers(0, 70).map(str) | st.sampled_from(["7.2", "250000", "0.5"])
    if kind == "number":
        return f"{draw(number)} {draw(SIGNS)} {draw(amount)}"
    if kind == "sum":
        sign = draw(st.sampled_from("+-*/"))
        return f"{draw(number)} {sign} {draw(number)} {draw(SIGNS)} {draw(amount)}"
    if kind == "between":
        return f"{draw(number)} between {draw(amount)} and {draw(amount)}"
    if kind == "flag":
        return draw(st.sampled_from(_of_level(FLAGS, member)))
    if kind == "known":
        return f"{draw(st.sampled_from(_of_level([*NUMBERS, *CHOICES, *FLAGS], member)))} is known"
    field = fields()[draw(st.sampled_from(_of_level(CHOICES, member)))]
    code = st.sampled_from(sorted(field.codes or {}))
    if kind == "in":
        return f"{field.name} in ({', '.join(draw(st.lists(code, min_size=1, max_size=4)))})"
    sign = SIGNS if field.ordered else st.sampled_from(["=", "!="])
    return f"{field.name} {draw(sign)} {draw(code)}"


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(parts, st.sampled_from(["and", "or"]), parts).map(lambda each: f"({' '.join(each)})")
    return pairs | parts.map(lambda part: f"not ({part})")


def conditions(member: bool = False) -> st.SearchStrategy[str]:
    """Any rule the language allows, of moderate size."""
    leaves = comparisons(member)
    if not member:
        inner = conditions(member=True)
        leaves = st.one_of(
            leaves, leaves,
            inner.map(lambda each: f"any(members where {each})"),
            st.tuples(inner, SIGNS, st.integers(0, 3)).map(
                lambda each: f"count(members where {each[0]}) {each[1]} {each[2]}"
            ),
            st.sampled_from([f"{word} {name}" for word in ("receives", "received") for name in PROGRAMMES]),
            st.just("shown medical_letter"),
        )  # fmt: skip
    return st.recursive(leaves, _joined, max_leaves=5)


def _value(name: str) -> st.SearchStrategy[object]:
    field = fields()[name]
    if field.kind == "flag":
        return st.booleans()
    if field.codes is not None:
        codes = st.sampled_from(sorted(field.codes))
        return codes.map(int) if field.numbered else codes
    highest = {"desil": 10, "income": 2_000_000, "spending_food": 3_000_000, "family_size": 12}.get(name, 90)
    return st.integers(1 if name in {"desil", "family_size"} else 0, highest)


def rows(level: str) -> st.SearchStrategy[dict[str, object]]:
    """Column values of a person or a household; whatever may be unknown is unknown now and then."""
    names = [
        name for name in (*NUMBERS, *FLAGS, *CHOICES)
        if name != "age" and (fields()[name].level == level or name in ("desil", "dtsen_status"))
    ]  # fmt: skip
    always = {"sex"}
    values = {name: _value(name) if name in always else st.none() | _value(name) for name in names}
    born = {"birth_date": st.none() | st.dates(date(1930, 1, 1), date(2027, 3, 1))} if level == "person" else {}
    return st.fixed_dictionaries({**values, **born})


HOUSEHOLDS = st.lists(
    st.tuples(rows("household"), st.lists(rows("person"), min_size=1, max_size=4)), min_size=1, max_size=4
)
