"""What each check counts, inside one office and as its own reader; only the counts leave it. A dozen statements."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import func, select

from cases.models import Case
from cases.queries import outcomes
from foundation.clock import now
from foundation.db import db
from foundation.tenancy import current_tenant_id
from registry.models import Household, Person
from registry.queries.freshness import freshness
from registry.rounds.models import UpdateRound
from registry.rounds.queries import UNSENT
from reporting.activity import activity_of
from reporting.counting import asked, count
from reporting.models import FactCheck
from reporting.quality.checks import MONTHS_UNSEEN, Found
from reporting.quality.queries import records
from reporting.spans import span_around
from sustainability.queries.measured import YEAR

_SHOWN_FOR = timedelta(days=30)
_MONTHS_BEFORE = 6


def measured(today: date) -> dict[str, Found]:
    """By check. As staff of the tenant; `today` is on its wall."""
    return {slug: each for measure in _MEASURES for slug, each in measure(today).items()}


def _quiet(today: date) -> dict[str, Found]:
    """An office that has never registered a case has been quiet since it began to: that is for its readiness to say."""
    newest = activity_of([current_tenant_id()])[current_tenant_id()].newest_on
    pending = [day for (day,), _n in count(asked("cases_opened", ("day",), since=today - timedelta(days=3)))]
    known = [day for day in (newest, *pending) if day is not None]
    return {"quiet": Found(max((today - max(known)).days, 0))} if known else {}


def _rounds_late(today: date) -> dict[str, Found]:
    late = select(func.count()).where(UpdateRound.state.in_(UNSENT), UpdateRound.cut_off_on < today)
    return {"rounds_late": Found(db.session.scalars(late.select_from(UpdateRound)).one())}


def _families(today: date) -> dict[str, Found]:
    since = span_around(today, "month").after(-MONTHS_UNSEEN).first
    seen = freshness(since, since).get(current_tenant_id())
    every, lacking = func.count(), func.count().filter(records.lacks_much())
    families, unknown = db.session.execute(select(every, lacking).select_from(Household)).one()
    return {
        "families_unseen": Found(seen.families - seen.fresh, seen.families) if seen else Found(0, 0),
        "unknown_fields": Found(unknown, families),
    }


def _cases(today: date) -> dict[str, Found]:
    untouched = func.count().filter(records.untouched(today))
    still, open_ = db.session.execute(select(untouched, func.count()).where(Case.closed_at.is_(None))).one()
    at_once = func.count().filter(records.at_once())
    fast, closed = db.session.execute(select(at_once, func.count()).where(*records.closed_lately(today))).one()
    return {"cases_untouched": Found(still, open_), "closed_at_once": Found(fast, closed)}


def _satisfied(today: date) -> dict[str, Found]:
    ended = outcomes.outcomes(today - YEAR).get(current_tenant_id())
    return {"all_satisfied": Found(ended.satisfied, ended.asked) if ended else Found(0, 0)}


def _intake(today: date) -> dict[str, Found]:
    last = span_around(today, "month").after(-1)
    months = [last.after(-back) for back in range(1, _MONTHS_BEFORE + 1)]
    by_month = {
        key[0]: n for key, n in count(asked("cases_opened", ("month",), since=months[-1].first, until=last.last))
    }
    usual = median(by_month.get(month.first, 0) for month in months)
    return {"intake_jumps": Found(by_month.get(last.first, 0), round(usual))}


def _people(today: date) -> dict[str, Found]:
    known = Person.birth_date.is_not(None)
    counted = select(
        func.count(),
        func.count().filter(records.without_nik()),
        func.count().filter(known),
        func.count().filter(records.born_first_of_january(today)),
    ).where(*records.living())
    people, without, dated, first = db.session.execute(counted).one()
    alike = (
        select(func.count().label("n"))
        .where(*records.living(), known)
        .group_by(Person.birth_date, Person.name_key)
        .having(func.count() > 1)
        .subquery()
    )
    doubles = db.session.scalars(select(func.coalesce(func.sum(alike.c.n), 0))).one()
    return {
        "without_nik": Found(without, people),
        "born_first_of_january": Found(first, dated),
        "doubles": Found(int(doubles), people),
    }


def _sums(_today: date) -> dict[str, Found]:
    check = db.session.scalars(select(FactCheck)).one_or_none()
    if check is None:
        return {}
    lately = _since(check.drifted_at) if check.drifted_at else None
    return {
        "repaired": Found(check.repaired if lately is not None and lately <= _SHOWN_FOR else 0),
        "unchecked": Found(_since(check.checked_at).days),
    }


def _since(moment: datetime) -> timedelta:
    return now() - moment


_MEASURES: tuple[Callable[[date], dict[str, Found]], ...] = (
    _quiet, _rounds_late, _families, _cases, _satisfied, _intake, _people, _sums,
)  # fmt: skip
