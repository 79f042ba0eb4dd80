"""With what the addresses that have a place to fill are opened, in which views, and which are left out and why."""

from foundation.clock import today
from reporting.spans import span_around

_QUARTER = span_around(today("Asia/Jakarta"), "quarter").after(-1)
_BEFORE = _QUARTER.after(-1)

EXAMPLES: dict[str, str] = {
    "site_id": "SELECT id FROM site WHERE desk_id = %(tenant)s AND state = 'active' LIMIT 1",
    "practice_id": "SELECT max(id) FROM published_practice WHERE %(tenant)s > 0",
    "event_id": "SELECT max(id) FROM exchange_event WHERE host_id IN (%(tenant)s, 14)",
    "training_id": "SELECT max(id) FROM training WHERE tenant_id = %(tenant)s",
    "note_id": "SELECT n.id FROM practice_note n JOIN tenant t ON t.id = n.tenant_id WHERE t.parent_id = %(tenant)s "
    "LIMIT 1",
    "schedule_id": "SELECT max(id) FROM report_schedule WHERE tenant_id = %(tenant)s",
    "run_id": "SELECT max(id) FROM report_run WHERE tenant_id = %(tenant)s",
    "table_id": "SELECT max(id) FROM report_table WHERE tenant_id = %(tenant)s",
    "province_id": "SELECT parent_id FROM tenant WHERE kind = 'district' AND %(tenant)s > 0 ORDER BY id DESC LIMIT 1",
    "tenant_id": "SELECT max(id) FROM tenant WHERE parent_id = %(tenant)s",
    "case_id": """SELECT id FROM "case" WHERE closed_at IS NULL
                  AND tenant_id = (SELECT max(id) FROM tenant WHERE parent_id = %(tenant)s) LIMIT 1""",
    "version": "1",
    "open_data.dataset:slug": "kasus-masuk",
    "open_data.dataset_file:slug": "kasus-masuk",
    "bulletin.archive:prefix": "SELECT code_prefix FROM tenant WHERE kind = 'district' AND %(tenant)s > 0 "
    "ORDER BY id DESC LIMIT 1",
    "workforce.course:slug": "slrt_puskesos",
    "workforce-api.read_course:slug": "slrt_puskesos",
    "settings.case_type:slug": "pbi_reactivation",
    "settings.letter_type:slug": "referral",
    "kind": "pdf",
}
"""By the name of the place, or by endpoint and name: a value, or the SQL that finds one for `tenant`."""

_TABLES = (
    "?measure=cases_opened&rows=sector&columns=month&period=last_12_months",
    "?measure=cases_opened&rows=case_type&columns=channel&period=last_12_months",
    "?measure=cases_closed&rows=sector&columns=month&period=last_12_months",
    "?measure=cases_standing&rows=sector&period=last_month",
    "?measure=cases_open&rows=state",
    "?measure=cases&rows=sector&columns=stage",
)
BY_OFFICE = {
    "?measure=cases_opened&rows=office&columns=sector&period=last_12_months": (
        "?measure=cases_opened&rows=village&columns=sector&period=last_12_months"
    ),
    "?measure=cases_open&rows=office&columns=stage": "?measure=cases_open&rows=village&columns=stage",
}
"""Tables by office, and what a district asks for instead: the same by village."""

VIEWS: dict[str, tuple[str, ...]] = {
    "dashboards.overview": (
        "",
        f"?dari={_QUARTER.first}&sampai={_QUARTER.last}",
        f"?dari={_BEFORE.first}&sampai={_BEFORE.last}&per={_BEFORE.last}",
    ),
    "maps.province": ("", "?ukuran=open", "?ukuran=intake"),
    "maps.ministry": ("", "?ukuran=open"),
    "reporting.province_cases": ("", "?due=late", "?state=closed", "?state=referred&sector=health", "?district=1514"),
    "open-data-api.list_figures": ("?dataset=kasus-masuk",),
    "tables.show": (*_TABLES, *BY_OFFICE),
    "coverage.ministry": ("", "?urut=melayani"),
    "lessons.library": ("", "?q=honor"),
}
"""In which ways a page is opened; all others as they are."""

NOT_OPENED: dict[str, str] = {
    "cases.glass": "one case of one office, after it was broken open; the office's own page of it",
    "cases.ask_glass": "a form about one case",
    "cases-api.get_incoming": "one referral, the same page at a district",
    "cases.incoming": "one referral, the same page at a district",
    "cases.answer_incoming": "a form about one referral",
    "cases.open_notice": "leads on to what it tells of",
    "cases-api.get_letter": "a file as it was signed",
    "cases.letter": "a file as it was signed",
    "workforce.certificate": "a file as it was issued",
    "schedules.download": "a file as it was made",
    "lessons.lesson_file": "a file as it was given",
    "lessons.reviewed_file": "a file as it was given",
    "bulletin.read": "written by an office, one row",
    "bulletin.paper": "a file as it was approved",
    "sites.ending": "a site that was closed",
    "sites.proof": "a site that was erased",
    "sites.letter": "a file as it was sent in",
    "sites.step": "a form about one site",
    "workforce.attendance": "a form about one training",
    "workforce.enter_result": "a form about one training",
    "workforce.enrol": "a form about one training",
    "registry.rule": "one version of one rule",
    "registry.new_line": "a form about one rule",
    "registry.new_version": "a form about one rule",
    "registry.own_rule": "an office's own",
    "registry.own_rule_version": "an office's own",
    "registry.rule_choice": "an office's own",
    "settings.to_default": "a form about one setting",
    "settings.changed": "what a form answers",
    "settings.letterhead": "an office's own",
    "settings.logo": "an office's own",
    "settings.agencies": "an office's own",
    "settings.agency": "an office's own",
    "settings.new_agency": "an office's own",
    "open_data.dataset_file": "a file that streams: bench.exports",
}
"""What is not measured, and why."""
