"""The frame for each role: which places, in which order, with which counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from flask import current_app, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import tallies
from tenants.permissions import ROLE_LABELS, may
from tenants.subjects import IN_WORDS, Subject, optional_subject
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
    "reporting.ministry": (_l("Jumlah nasional"), "chart", "totals:nation"),
    "sustainability.province": (_l("Keber\u00adlanjutan"), "chart", "totals:province"),
    "sites.platform": (_l("Platform"), "gear", "platform:watch"),
    "sites.desk": (_l("Daerah"), "home", "site:review"),
    "cases.inbox": (_l("Kotak masuk"), "letter", "inbox:read"),
    "registry.search": (_l("Warga"), "people", "person:read"),
    "dashboards.overview": (_l("Kemajuan"), "chart", "dashboard:read"),
    "cases.incoming_list": (_l("Kiriman masuk"), "send", "incoming:answer"),
    "cases.watch_desks": (_l("Pantauan"), "clock", "overdue:watch"),
    "sustainability.overview": (_l("Keber\u00adlanjutan"), "chart", "sustain:read"),
    "registry.screening_overview": (_l("Penyaringan program"), "check", "screening:read"),
    "cases.letters_of_site": (_l("Surat"), "letter", "letter:draft"),
    "rounds.overview": (_l("Pemuta\u00adkhiran data"), "people", "round:read"),
    "exchange.overview": (_l("Data masuk dan keluar"), "send", "person:export"),
    "cases.messages": (_l("Pesan"), "send", "message:read"),
    "reporting.district": (_l("Jumlah"), "chart", "totals:district"),
    "quality.district": (_l("Mutu data"), "check", "quality:read"),
    "sites.readiness": (_l("Kesiapan"), "check", "site:prepare"),
    "registry.planning": (_l("Kebutuhan anggaran"), "chart", "planning:read"),
    "budget.overview": (_l("Anggaran"), "chart", "planning:read"),
    "quality.province": (_l("Mutu data"), "check", "totals:province"),
    "quality.ministry": (_l("Mutu data"), "check", "totals:nation"),
    "bulletin.overview": (_l("Buletin"), "letter", "bulletin:write"),
    "schedules.overview": (_l("Laporan"), "letter", "table:make"),
    "tables.overview": (_l("Tabel"), "chart", "table:make"),
    "workforce.roster": (_l("Tenaga"), "people", "workforce:read"),
    "workforce.my_trainings": (_l("Pelatihan saya"), "check", "training:join"),
    "workforce.trainings": (_l("Pelatihan"), "check", "training:manage"),
    "cohorts.province": (_l("Angkatan SLRT"), "chart", "totals:province"),
    "cohorts.ministry": (_l("Angkatan SLRT"), "chart", "totals:nation"),
    "workforce.district_rosters": (_l("Tenaga di daerah"), "people", "workforce:province"),
    "tenants.people": (_l("Pengguna"), "people", "people:manage"),
    "settings.topics": (_l("Penga\u00adturan"), "gear", "settings:manage"),
    "cases.my_glasses": (_l("Akses darurat"), "shield", "case:break_glass"),
    "tenants.audit_trail": (_l("Catatan akses"), "shield", "audit:read"),
    "cases.glasses_on_us": (_l("Akses darurat dari provinsi"), "shield", "privacy:guard"),
    "privacy.requests": (_l("Hak warga atas data"), "people", "privacy:take"),
    "privacy.shares": (_l("Berbagi data"), "send", "share:ask"),
    "sustainability.my_assessment": (_l("Penilaian diri"), "check", "sustain:answer"),
    "lessons.library": (_l("Pelajaran antar\u00addaerah"), "people", "lesson:read"),
    "sites.take_out": (_l("Data kantor"), "send", "office:take_out"),
    "practice.room": (_l("Latihan"), "check", "practice:join"),
    "tenants.api_tokens": (_l("Token API"), "letter", "token:manage"),
}
_PRACTICE = "practice.room"
_MORE = "tenants.more"
_AT_THE_SIDE, _AT_THE_BOTTOM = 7, 4
_FOR_DAYS_WORK = [place for place in _PLACES if place != "tenants.api_tokens"]
_IN_PRACTICE = [_PRACTICE, *(place for place in _FOR_DAYS_WORK if place != _PRACTICE)]

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
    open_ones = _for_days_work(who)
    fixed = _fixed_shell(who.role, open_ones, current_language(), request.script_root)
    entries = _with_counts(fixed.navigation)
    return replace(
        _in_practice(fixed) if who.tenant.practises else fixed,
        brand=f"SLRT {who.tenant.name.removesuffix(IN_WORDS)}",
        unit=who.agency_name or who.tenant.office,
        user=who.name,
        initials=who.initials,
        navigation=entries,
        bottom=[*entries[:-1][: _AT_THE_BOTTOM - 1], entries[-1]],
    )


def places(who: Subject) -> list[NavItem]:
    """Every place of that role, for the page "Lainnya"."""
    return _with_counts(_items(_open_to(who, tuple(_PLACES))))


def home_url(who: Subject) -> str:
    """Where that role's day begins."""
    return url_for(next(iter(_for_days_work(who)), _MORE))


def timezone() -> str | None:
    """The time zone of the reader's office: Indonesia has three."""
    who = optional_subject()
    return who.tenant.timezone if who else None


def _for_days_work(who: Subject) -> tuple[str, ...]:
    """In a practice room the tasks come first."""
    return tuple(_open_to(who, _IN_PRACTICE if who.tenant.practises else _FOR_DAYS_WORK))


def _in_practice(shell: Shell) -> Shell:
    return replace(
        shell,
        mode="practice",
        mode_text=_("Mode latihan. Semua warga di sini rekaan."),
        mode_link=_("Keluar dari latihan"),
        mode_url=url_for("practice.leave"),
        practice_url="",
    )


def _open_to(who: Subject, endpoints: Sequence[str]) -> list[str]:
    built = current_app.view_functions
    return [endpoint for endpoint in endpoints if endpoint in built and who.may(_PLACES[endpoint][2])]


@lru_cache(maxsize=256)
def _fixed_shell(role: str, endpoints: Sequence[str], _language: str, _root: str) -> Shell:
    """Names and addresses are the same for everybody in that role; people and numbers change with every page."""
    more = NavItem(_("Lainnya"), url_for(_MORE), icon="more")
    searches = "cases.search" in current_app.view_functions and may(role, "case:read")
    return Shell(
        brand="",
        role=str(ROLE_LABELS[role]),
        navigation=[*_items(endpoints)[: _AT_THE_SIDE - 1], more],
        search_url=url_for("cases.search") if searches else "",
        practice_url=url_for(_PRACTICE) if _PRACTICE in endpoints else "",
        signout_url=url_for("tenants.sign_out"),
        account_url=url_for(_MORE),
    )


def _items(endpoints: Sequence[str]) -> list[NavItem]:
    return [NavItem(str(_PLACES[each][0]), url_for(each), icon=_PLACES[each][1], endpoint=each) for each in endpoints]


def _with_counts(items: Sequence[NavItem]) -> list[NavItem]:
    counts = [_counts.get(item.endpoint) for item in items]
    return [
        replace(item, count=count(tallies.counted())) if count else item
        for item, count in zip(items, counts, strict=True)
    ]
