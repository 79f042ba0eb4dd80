"""The frame for each role: which places, in which order, with which counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from flask import current_app, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import tallies
from tenants.permissions import may
from tenants.subjects import Subject, optional_subject
from tenants.tallies import Tally
from web.i18n import current_language
from web.shell import NavItem, Shell

Count = Callable[[Mapping[str, int]], int]
"""The number shown at a place, from what the page has counted."""

_PLACES: dict[str, tuple[LazyString, str, str]] = {
    # endpoint: label, icon, permission
    "cases.queue": (_l("Antrean"), "queue", "case:read"),
    "cases.start": (_l("Daftarkan kasus"), "plus", "case:register"),
    "cases.referrals": (_l("Rujukan masuk"), "refer", "referral:answer"),
    "reporting.province": (_l("Ringkasan"), "chart", "totals:province"),
    "reporting.province_cases": (_l("Kasus"), "queue", "totals:province"),
    "sites.desk": (_l("Daerah"), "home", "site:review"),
    "cases.inbox": (_l("Kotak masuk"), "letter", "inbox:read"),
    "registry.search": (_l("Warga"), "people", "person:read"),
    "cases.incoming_list": (_l("Kiriman masuk"), "send", "incoming:answer"),
    "cases.watch_desks": (_l("Pantauan"), "clock", "overdue:watch"),
    "registry.screening_overview": (_l("Penyaringan program"), "check", "screening:read"),
    "sustainability.overview": (_l("Keber\u00adlanjutan"), "chart", "sustain:read"),
    "cases.letters_of_site": (_l("Surat"), "letter", "letter:draft"),
    "exchange.overview": (_l("Data masuk dan keluar"), "send", "person:export"),
    "cases.messages": (_l("Pesan"), "send", "message:read"),
    "reporting.district": (_l("Jumlah"), "chart", "totals:district"),
    "registry.planning": (_l("Kebutuhan anggaran"), "chart", "planning:read"),
    "reporting.ministry": (_l("Jumlah nasional"), "chart", "totals:nation"),
    "workforce.roster": (_l("Tenaga"), "people", "workforce:read"),
    "workforce.district_rosters": (_l("Tenaga di daerah"), "people", "workforce:province"),
    "tenants.people": (_l("Pengguna"), "people", "people:manage"),
    "sites.readiness": (_l("Kesiapan"), "check", "site:prepare"),
    "settings.topics": (_l("Penga\u00adturan"), "gear", "settings:manage"),
    "cases.my_glasses": (_l("Akses darurat"), "shield", "case:break_glass"),
    "tenants.audit_trail": (_l("Catatan akses"), "shield", "audit:read"),
    "cases.glasses_on_us": (_l("Akses darurat dari provinsi"), "shield", "privacy:guard"),
    "privacy.shares": (_l("Berbagi data"), "send", "share:ask"),
    "tenants.api_tokens": (_l("Token API"), "letter", "token:manage"),
}
_MORE = "tenants.more"
_AT_THE_SIDE, _AT_THE_BOTTOM = 7, 4
_FOR_DAYS_WORK = [place for place in _PLACES if place != "tenants.api_tokens"]

_counts: dict[str, Count] = {}


def set_count(endpoint: str, tally: Tally, count: Count) -> None:
    """Let a room above say how many wait at that place: what is counted, and the number that it makes."""
    tallies.register(endpoint, _PLACES[endpoint][2], tally)
    _counts[endpoint] = count


def current_shell() -> Shell | None:
    """The frame of whoever is signed in."""
    who = optional_subject()
    if who is None:
        return None
    places = _items(who, _FOR_DAYS_WORK)
    more = NavItem(_("Lainnya"), url_for(_MORE), icon="more")
    searches = "cases.search" in current_app.view_functions and who.may("case:read")
    return Shell(
        brand=f"SLRT {who.tenant.name}",
        unit=who.agency_name or who.tenant.office,
        user=who.name,
        role=who.role_label,
        initials=who.initials,
        navigation=[*places[: _AT_THE_SIDE - 1], more],
        bottom=[*places[: _AT_THE_BOTTOM - 1], more],
        search_url=url_for("cases.search") if searches else "",
        signout_url=url_for("tenants.sign_out"),
        account_url=url_for(_MORE),
    )


def places(who: Subject) -> list[NavItem]:
    """Every place of that role, for the page "Lainnya"."""
    return _items(who, tuple(_PLACES))


def home_url(who: Subject) -> str:
    """Where that role's day begins."""
    return url_for(next(iter(_open_to(who.role, _FOR_DAYS_WORK)), _MORE))


def timezone() -> str | None:
    """The time zone of the reader's office: Indonesia has three."""
    who = optional_subject()
    return who.tenant.timezone if who else None


def _open_to(role: str, endpoints: Sequence[str]) -> list[str]:
    built = current_app.view_functions
    return [endpoint for endpoint in endpoints if endpoint in built and may(role, _PLACES[endpoint][2])]


def _items(who: Subject, endpoints: Sequence[str]) -> list[NavItem]:
    open_ones = tuple(_open_to(who.role, endpoints))
    fixed = _fixed_items(open_ones, current_language(), request.script_root)
    return [
        replace(item, count=_counts[endpoint](tallies.counted())) if endpoint in _counts else item
        for endpoint, item in zip(open_ones, fixed, strict=True)
    ]


@lru_cache(maxsize=256)
def _fixed_items(endpoints: Sequence[str], _language: str, _root: str) -> list[NavItem]:
    """Names and addresses change with the language alone, numbers with every page."""
    return [NavItem(str(_PLACES[each][0]), url_for(each), icon=_PLACES[each][1]) for each in endpoints]
