"""What an answer to the self-assessment must be like."""

from collections.abc import Iterable

from marshmallow import Schema

from sustainability.models.assessment import HIGHEST, NO_ANSWER
from sustainability.questions import Words
from web.schemas import BaseSchema, Choice

VALUES = range(NO_ANSWER, HIGHEST + 1)


def answers_schema(statements: Iterable[Words]) -> type[Schema]:
    """One value, 1 to 7 or 0 for "cannot answer", for each of these statements."""
    choices = [(value, str(value)) for value in VALUES]
    return BaseSchema.from_dict(
        {each.slug: Choice(choices, required=True, label=each.text) for each in statements}, name="AnswersSchema"
    )
