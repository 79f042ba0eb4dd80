"""A role in words that one can say to somebody: made of the permission table, so that they cannot disagree."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.tenancy import Reader
from tenants.permissions import (
    PERMISSIONS,
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    ROLE_READERS,
    SECOND_FACTOR_ROLES,
    VILLAGE_ROLES,
)

_SIGHT = {
    Reader.STAFF: _l("semua kasus di daerah ini, kecuali yang dirahasiakan dari perannya; tidak pernah daerah lain"),
    Reader.AGENCY: _l("rujukan untuk lembaganya saja, dengan data yang disetujui warga"),
    Reader.SUPERVISOR: _l("bentuk kasus di kabupaten/kota di bawahnya, tanpa data pribadi"),
    Reader.MINISTRY: _l("jumlah saja; angka kecil ditutup"),
}
_OWN_VILLAGES = _l("data di desanya saja")
_ASKED_FOR = _l("catatan akses, dan data warga yang bertanya tentang datanya")
_PEOPLE = _l("data warga di daerah ini, tanpa kasusnya")
_NO_CASES = _l("tidak ada kasus dan tidak ada data warga")


@dataclass(frozen=True)
class RoleWords:
    """What a role may see and do, a few words each, in the reader's language."""

    role: str
    label: str
    sight: str
    """Whose rows."""
    sees: list[str]
    does: list[str]
    second_factor: bool


def in_words(role: str) -> RoleWords:
    """One role; KeyError for one that does not exist."""
    held = [permission for permission in PERMISSIONS if permission in ROLE_PERMISSIONS[role]]
    return RoleWords(
        role=role,
        label=str(ROLE_LABELS[role]),
        sight=str(_sight(role)),
        sees=[str(PERMISSIONS[each]) for each in held if _is_seeing(each)],
        does=[str(PERMISSIONS[each]) for each in held if not _is_seeing(each)],
        second_factor=role in SECOND_FACTOR_ROLES,
    )


def in_a_sentence(role: str) -> str:
    """For beside a choice: whose rows that role sees."""
    return _("Melihat %(what)s.", what=_sight(role))


def _is_seeing(permission: str) -> bool:
    scope, _colon, action = permission.partition(":")
    return action in ("read", "confidential", "watch") or scope == "totals"


def _guards(role: str) -> bool:
    return "privacy:guard" in ROLE_PERMISSIONS[role]


def _sight(role: str) -> object:
    if role in VILLAGE_ROLES:
        return _OWN_VILLAGES
    if ROLE_READERS[role] is Reader.STAFF and "case:read" not in ROLE_PERMISSIONS[role]:
        return _NO_CASES if "person:read" not in ROLE_PERMISSIONS[role] else _ASKED_FOR if _guards(role) else _PEOPLE
    return _SIGHT[ROLE_READERS[role]]
