"""One box for everything: a case by its code, a person by a number or a name, and that person's cases."""

import re
from dataclasses import dataclass

from sqlalchemy import or_

from cases.code import tidied
from cases.models import Case
from cases.queries.queue import QueueRow, cases_that, search_cases
from foundation import clock
from registry import queries as registry
from registry.queries import PersonRow
from registry.schemas import search_key
from tenants.access import subject
from web.pagination import Page

MOST_CASES = 30
_NUMBER_ALONE = re.compile(r"(?:(\d{2})[-\s./]+)?(\d{1,6})", re.ASCII)


@dataclass(frozen=True)
class Found:
    """Cases and people, and whether what was typed means exactly one of them."""

    cases: list[QueueRow]
    people: Page[PersonRow]
    exact_case: int | None = None
    exact_person: int | None = None


def is_code(text: str) -> bool:
    """Whether it begins like a code of this site: BLT-26-000123, "blt 26 123"; or is the end of one: 26-123."""
    prefix = re.escape(subject().tenant.code_prefix)
    begins = re.compile(rf"{prefix}[-\s./]*\d[\d\s./-]*", re.ASCII | re.IGNORECASE)
    return any(each.fullmatch(text) for each in (begins, _NUMBER_ALONE))


def find(text: str, cursor: str | None = None) -> Found:
    """What the box found. The text is a code or has passed SearchSchema; a cursor goes on among the people.

    A person's cases are shown beside them. What a reader may not see is not found: other villages, veiled cases.
    """
    if is_code(text):
        return _by_code(text)
    people = registry.search(text, cursor)
    exact = people.rows[0].id if len(people.rows) == 1 and search_key(text).kind != "name" else None
    ids = [row.id for row in people.rows]
    cases = cases_that(Case.person_id.in_(ids), MOST_CASES) if ids and exact is None and not cursor else []
    return Found(cases, people, exact_person=exact)


def _by_code(text: str) -> Found:
    if alone := _NUMBER_ALONE.fullmatch(text):
        return _by_number(alone[1], int(alone[2]))
    cases = search_cases(tidied(text), MOST_CASES)
    return Found(cases, Page([]), exact_case=cases[0].id if len(cases) == 1 else None)


def _by_number(year: str | None, number: int) -> Found:
    """The end of a code as one says it on the telephone; without a year, this year's and the one before."""
    prefix = subject().tenant.code_prefix
    this_year = clock.today(subject().tenant.timezone).year % 100
    years = [int(year)] if year else [this_year, this_year - 1]
    cases = cases_that(or_(*(Case.code == f"{prefix}-{each:02}-{number:06}" for each in years)), MOST_CASES)
    return Found(cases, Page([]), exact_case=cases[0].id if len(cases) == 1 else None)
