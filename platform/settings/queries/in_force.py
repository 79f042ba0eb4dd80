"""What is in force at a site: one small statement says whether this process still knows it.

The newest version's number per level is asked once per transaction; writers of one level wait for each other
(`settings.actions.versions`), so that a higher number is always the newer state, in every process.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    any_,
    bindparam,
    column,
    event,
    func,
    null,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Session, aliased

from foundation.clock import today
from foundation.db import db
from foundation.kept import Kept
from foundation.reading import Question, read
from foundation.tenancy import Reader, current, current_tenant_id
from reference import codes
from reference.codes import CaseType
from settings.models import CaseTypeVersion, DefaultSetting, Setting
from settings.rules import Key, Layer, Rules, case_type_from, rules_from
from tenants.models import Tenant
from tenants.subjects import optional_subject, subject

Run = Callable[..., Any]
"""Sends a statement with its values."""
CaseTypeKey = tuple[int, str, int | None]
"""Tenant, slug and version of the case type a case began with; cases older than versions have none."""

_MEMO, _NEW, _OLD = "slrt_rules", "slrt_new_case_types", "slrt_what_sign_in_told_is_old"
_TOLD = (Reader.STAFF, Reader.SUPERVISOR, Reader.MINISTRY)
"""Whom reading who asks tells what is in force at their own office."""
_PUBLIC_COLUMNS = (
    column("tenant_id", Integer), column("id", BigInteger), column("kind", Text), column("slug", Text),
    column("version", Integer), column("valid_from", Date), column("data", JSONB),
)  # fmt: skip
_layers: Kept[tuple[int, int, date], Mapping[Key, dict[str, Any] | None]] = Kept(4096)
_versions: Kept[tuple[int, int], CaseType] = Kept(65536)
_numbers: Kept[tuple[int, str, str], int] = Kept(65536)


@dataclass(frozen=True)
class _Stamp:
    """Where a tenant stands in the tree, and the newest version at each level: what is in force follows from it."""

    tenant_id: int
    timezone: str
    day: date
    own: int | None
    publishers: tuple[tuple[int, str, int], ...]
    """Publisher, its kind and its newest version, the nearest first; who has published nothing is left out."""


_rules: Kept[_Stamp, Rules] = Kept(2048)


def init_app() -> None:
    """What a transaction looked up ends with it."""
    if not event.contains(db.session, "after_commit", _keep_and_forget):
        event.listen(db.session, "after_commit", _keep_and_forget)
        event.listen(db.session, "after_soft_rollback", _forget)


def forget_looked_up() -> None:
    """This transaction has changed a setting: look again."""
    db.session.info.pop(_MEMO, None)
    db.session.info[_OLD] = True


def rules(run: Run | None = None) -> Rules:
    """What is in force today at the tenant of this transaction. One statement per transaction at most.

    `run` sends the statement elsewhere than through the session: the public asks on a connection of its own.
    """
    return rules_at([current_tenant_id()], run)[current_tenant_id()]


def rules_at(tenant_ids: Collection[int], run: Run | None = None) -> dict[int, Rules]:
    """The same for several sites at once, as a supervisor needs it; still one statement."""
    memo: dict[int, Rules] = {} if run else db.session.info.setdefault(_MEMO, {})
    missing = [tenant_id for tenant_id in dict.fromkeys(tenant_ids) if tenant_id not in memo]
    if missing:
        send = run or db.session.execute
        memo.update({stamp.tenant_id: _in_force(stamp, send) for stamp in _stamps(missing, run)})
    return {tenant_id: memo[tenant_id] for tenant_id in tenant_ids}


def asking_below(parent_id: int) -> Question:
    """The sites directly below an office, by name: number, name, time zone and, for `rules_below`, where they stand."""
    return Question(_asking_below(), {"parent": parent_id})


def rules_below(asked: Question, tenant_ids: Collection[int]) -> dict[int, Rules]:
    """What is in force at these of the sites that `asked` found, as a supervisor needs it. What is published above
    them was read with who asks: no statement as long as that counts, else one."""
    if _OLD not in db.session.info and asked.values["parent"] == subject().tenant.id:
        memo: dict[int, Rules] = db.session.info.setdefault(_MEMO, {})
        missing = set(tenant_ids) - memo.keys()
        stamps = (_stamp_below(row) for row in asked.answer() if row.id in missing)
        memo.update({stamp.tenant_id: _in_force(stamp, db.session.execute) for stamp in stamps})
    return rules_at(tenant_ids)


def rules_without_own() -> Rules:
    """What would be in force if the level of whoever is signed in had set nothing: the default it may go back to."""
    (stamp,) = _stamps([current_tenant_id()], db.session.execute)
    above = tuple(each for each in stamp.publishers if each[0] != stamp.tenant_id)
    return _in_force(replace(stamp, own=None, publishers=above), db.session.execute)


def case_types_offered() -> list[tuple[str, str]]:
    """What a new case may be about, for a list to choose from."""
    return codes.choices(rules().case_types)


def case_types_by_sector() -> list[tuple[str, list[tuple[str, str]]]]:
    """(sector, its case types), for a grouped list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {slug: [] for slug in codes.SECTORS}
    for case_type in rules().case_types.values():
        groups[case_type.sector].append((case_type.slug, case_type.label))
    return [(codes.SECTORS[sector].label, types) for sector, types in groups.items() if types]


def words_of_cases(keys: Iterable[CaseTypeKey]) -> dict[CaseTypeKey, CaseType]:
    """The words each case began with. No statement once this process knows them, else one for all."""
    wanted = set(keys)
    unknown = {
        (tenant, version) for tenant, _slug, version in wanted if version and not _versions.get((tenant, version))
    }
    if unknown:
        _learn(unknown)
    without = {tenant for tenant, _slug, version in wanted if not version}
    today_s = rules_at(without) if without else {}
    return {key: _known_version(key) or today_s[key[0]].case_type(key[1]) for key in wanted}


def words_of_case(tenant_id: int, slug: str, version: int | None) -> CaseType:
    """The words one case began with."""
    key = (tenant_id, slug, version)
    return words_of_cases([key])[key]


def version_of(slug: str, digest: str) -> int | None:
    """The number under which a case type's present words are kept at this site, if this process knows it."""
    return _numbers.get((current_tenant_id(), slug, digest))


def remember_version(version: int, case_type: CaseType, digest: str) -> None:
    """Known to this process as soon as, and only if, the transaction commits."""
    new = db.session.info.setdefault(_NEW, [])
    new.append((current_tenant_id(), version, case_type, digest))


def _stamps(tenant_ids: Collection[int], run: Run | None) -> list[_Stamp]:
    if run is None and (told := _told_at_sign_in(tenant_ids)):
        return [told]
    asked = _asking_where_they_stand(current().reader)
    wanted = {"tenants": list(tenant_ids)}
    return [
        _Stamp(
            row[0],
            row[1],
            today(row[1]),
            row[2],
            tuple((row[n], row[n + 1], row[n + 2]) for n in (3, 6, 9) if row[n + 2] is not None),
        )
        for row in (run(asked, wanted) if run else read(asked, **wanted))
    ]


def _told_at_sign_in(tenant_ids: Collection[int]) -> _Stamp | None:
    """Reading who asks, a moment ago, told this too. It counts until the first transaction has ended. Who looks at
    sites from above sees nothing that their own office has set as a site."""
    who = optional_subject()
    if who is None or who.reader not in _TOLD or list(tenant_ids) != [who.tenant.id] or _OLD in db.session.info:
        return None
    tenant = who.tenant
    own = tenant.newest_setting if who.reader is Reader.STAFF else None
    return _Stamp(tenant.id, tenant.timezone, today(tenant.timezone), own, tenant.published)


@cache
def _asking_below() -> Select[*tuple[Any, ...]]:
    own, default = _newest_own(Reader.SUPERVISOR, Tenant.id), _newest_default(Tenant.id)
    return (
        select(
            Tenant.id, Tenant.name, Tenant.timezone, Tenant.kind, own.label("newest_own"),
            default.label("newest_default"),
        )
        .where(Tenant.parent_id == bindparam("parent", type_=Integer))
        .order_by(Tenant.name, Tenant.id)
    )  # fmt: skip


def _stamp_below(row: Any) -> _Stamp:
    above = subject().tenant.published
    publishers = above if row.newest_default is None else ((row.id, row.kind, row.newest_default), *above)
    return _Stamp(row.id, row.timezone, today(row.timezone), row.newest_own, publishers)


@cache
def _asking_where_they_stand(reader: Reader) -> Select[*tuple[Any, ...]]:
    site, live, above, top = (aliased(Tenant) for _each in range(4))
    tree = (site, above, top)
    return (
        select(
            site.id,
            site.timezone,
            _newest_own(reader, site.id),
            *(column for each in tree for column in (each.id, each.kind, _newest_default(each.id))),
        )
        .outerjoin(live, live.id == -site.id)  # a practice room stands outside the tree: its office's parent counts
        .outerjoin(above, above.id == func.coalesce(site.parent_id, live.parent_id))
        .outerjoin(top, top.id == above.parent_id)
        .where(site.id == any_(bindparam("tenants", type_=ARRAY(Integer))))
    )


def _newest_own(reader: Reader, tenant_id: Any) -> Any:
    own = _own_rows(reader)
    return null() if own is None else select(func.max(own.id)).where(own.tenant_id == tenant_id).scalar_subquery()


def _newest_default(publisher_id: Any) -> Any:
    newest = select(func.max(DefaultSetting.id)).where(DefaultSetting.publisher_id == publisher_id)
    return newest.scalar_subquery()


def _own_rows(reader: Reader) -> Any:
    """Where this reader finds the settings of a site: the public through a function, the ministry not at all."""
    if reader is Reader.PUBLIC:
        return func.public_setting().table_valued(*_PUBLIC_COLUMNS).c
    return None if reader is Reader.MINISTRY else Setting


def _in_force(stamp: _Stamp, run: Run) -> Rules:
    kept = _rules.get(stamp)
    if kept is not None:
        return kept
    layers = [Layer("site", _own_layer(stamp, run))] if stamp.own else []
    layers += [Layer(kind, _default_layer(id_, newest, stamp.day, run)) for id_, kind, newest in stamp.publishers]
    return _rules.put(stamp, rules_from(layers, stamp.timezone))


def _own_layer(stamp: _Stamp, run: Run) -> Mapping[Key, dict[str, Any] | None]:
    own = _own_rows(current().reader)
    return _layer(own, own.tenant_id == stamp.tenant_id, stamp.day, run)


def _default_layer(publisher_id: int, newest: int, day: date, run: Run) -> Mapping[Key, dict[str, Any] | None]:
    key = (publisher_id, newest, day)
    kept = _layers.get(key)
    if kept is not None:
        return kept
    return _layers.put(key, _layer(DefaultSetting, DefaultSetting.publisher_id == publisher_id, day, run))


def _layer(source: Any, whose: ColumnElement[bool], day: date, run: Run) -> Mapping[Key, dict[str, Any] | None]:
    """The newest version of each setting that is valid on that day."""
    newest = (
        select(source.kind, source.slug, source.data)
        .where(whose, source.valid_from <= day)
        .ext(distinct_on(source.kind, source.slug))
        .order_by(source.kind, source.slug, source.version.desc())
    )
    return {(row.kind, row.slug): row.data for row in run(newest)}


def _known_version(key: CaseTypeKey) -> CaseType | None:
    tenant_id, _slug, version = key
    return _versions.get((tenant_id, version)) if version else None


def _learn(unknown: Collection[tuple[int, int]]) -> None:
    wanted = select(CaseTypeVersion.tenant_id, CaseTypeVersion.id, CaseTypeVersion.data)
    numbered = tuple_(CaseTypeVersion.tenant_id, CaseTypeVersion.id)
    for tenant_id, version, words in db.session.execute(wanted.where(numbered.in_(unknown))):
        _versions.put((tenant_id, version), case_type_from(words))


def _forget(session: Session, *_transaction: Any) -> None:
    session.info[_OLD] = True
    session.info.pop(_MEMO, None)
    session.info.pop(_NEW, None)


def _keep_and_forget(session: Session) -> None:
    for tenant_id, version, case_type, digest in session.info.pop(_NEW, ()):
        _versions.put((tenant_id, version), case_type)
        _numbers.put((tenant_id, case_type.slug, digest), version)
    _forget(session)
