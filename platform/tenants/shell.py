"""The frame for each role: which places, in which order, with which counts."""

from collections.abc import Callable

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.subjects import Subject, optional_subject
from web.shell import NavItem, Shell

CountProvider = Callable[[Subject], int | None]

_PLACES: dict[str, tuple[LazyString, str, str]] = {
    # endpoint: label, icon, permission
    "cases.queue": (_l("Antrean"), "queue", "case:read"),
    "cases.start": (_l("Daftarkan kasus"), "plus", "case:register"),
    "cases.referrals": (_l("Rujukan masuk"), "refer", "referral:answer"),
    "reporting.province": (_l("Ringkasan"), "chart", "totals:province"),
    "reporting.province_cases": (_l("Kasus"), "queue", "totals:province"),
    "cases.inbox": (_l("Kotak masuk"), "letter", "inbox:read"),
    "registry.search": (_l("Warga"), "people", "person:read"),
    "cases.watch_desks": (_l("Pantauan"), "clock", "overdue:watch"),
    "registry.screening_overview": (_l("Penyaringan program"), "check", "screening:read"),
    "cases.messages": (_l("Pesan"), "send", "message:read"),
    "reporting.district": (_l("Jumlah"), "chart", "totals:district"),
    "reporting.ministry": (_l("Jumlah nasional"), "chart", "totals:nation"),
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

_counts: dict[str, CountProvider] = {}


def set_count_provider(endpoint: str, provider: CountProvider) -> None:
    """Let a room above say how many wait at that place. Asked once per page, as the reader."""
    _counts[endpoint] = provider


def current_shell() -> Shell | None:
    """The frame of whoever is signed in."""
    who = optional_subject()
    if who is None:
        return None
    places = [_item(who, endpoint) for endpoint in _open_to(who, _FOR_DAYS_WORK)]
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
    return [_item(who, endpoint) for endpoint in _open_to(who, list(_PLACES))]


def home_url(who: Subject) -> str:
    """Where that role's day begins."""
    return url_for(next(iter(_open_to(who, _FOR_DAYS_WORK)), _MORE))


def timezone() -> str | None:
    """The time zone of the reader's office: Indonesia has three."""
    who = optional_subject()
    return who.tenant.timezone if who else None


def _open_to(who: Subject, endpoints: list[str]) -> list[str]:
    built = current_app.view_functions
    return [endpoint for endpoint in endpoints if endpoint in built and who.may(_PLACES[endpoint][2])]


def _item(who: Subject, endpoint: str) -> NavItem:
    label, icon, _permission = _PLACES[endpoint]
    provider = _counts.get(endpoint)
    return NavItem(str(label), url_for(endpoint), count=provider(who) if provider else None, icon=icon)
