"""What surrounds the cases of a generated country: referrals, needs, staff, sites, money, checks, lessons, what is
published.

A second step over a country that `generate` has filled, so that no page above the district is measured empty. Every
statement reads each row it needs once: twice the country takes twice as long. What pages read from facts alone (steps
of desks, how cases ended) is made as facts alone; all other facts are folded from a recount by the house's ledgers.
"""

from pathlib import Path

import psycopg
from flask import Flask

from bench import index
from bench.database import superuser
from bench.page import settings_for
from foundation.clock import today
from foundation.db import db
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader, enter
from reporting.counting import LAST_TO_WAKE
from reporting.dashboards.jobs import note_medians
from reporting.ledgers import ANSWERS, FLOWS, NEEDS, POSTS, PROGRAMMES
from reporting.opendata.jobs import publish_open_data
from reporting.quality.actions import compare_districts
from reporting.quality.checks import CHECKS
from slrt.app import create_app
from sustainability.jobs import score_districts

LARGEST_REGION = "33.11"
"""Whose villages `generate` uses everywhere; its province has 35 districts."""
STEPS_KEPT = 100
"""Days of steps of desks: no page looks further back."""

_REGIONS = (
    """
    UPDATE tenant SET region_code = code, name = region.name, full_name = 'Dinas Sosial ' || region.name
    FROM (SELECT code, name, row_number() OVER (ORDER BY code) AS place FROM region
          WHERE level = 1 AND valid_to IS NULL) AS region
    WHERE kind = 'province' AND tenant.id = 1 + place
    """,
    """
    UPDATE tenant SET region_code = region.code, name = region.name, full_name = 'Dinas Sosial ' || region.name,
                      parent_id = province.id, timezone = province.timezone
    FROM (SELECT code, parent_code, name, row_number() OVER (ORDER BY code <> %(largest)s, md5(code)) AS place
          FROM region WHERE level = 2 AND valid_to IS NULL) AS region,
         (SELECT id, row_number() OVER (ORDER BY id DESC) AS place FROM tenant WHERE kind = 'district') AS office,
         tenant AS province
    WHERE tenant.id = office.id AND office.place = region.place AND province.kind = 'province'
          AND province.region_code = region.parent_code
    """,
)
"""Every district is a regency or city of its own, below its own province. No case moves to another day by that: all are
closed in the middle of it."""

_AGENCIES = """
INSERT INTO agency (tenant_id, kind, name, answer_days)
SELECT id, agency, initcap(replace(agency, '_', ' ')), 5
FROM tenant, unnest(ARRAY['health_office', 'hospital', 'bpjs_health', 'education_office', 'civil_registry',
                          'public_works', 'housing_office', 'manpower']) AS agency WHERE kind = 'district' ORDER BY id
"""

_REFERRALS = """
INSERT INTO referral (tenant_id, case_id, agency_id, state, result, sent_at, answer_due_on, closed_at, accept_due_on,
                      decided_on, version)
SELECT tenant_id, case_id, first_id + luck % 8,
       CASE WHEN closed_at IS NOT NULL THEN CASE luck % 10 WHEN 0 THEN 'declined' ELSE 'acknowledged' END
            ELSE (ARRAY['sent', 'received', 'accepted', 'in_progress'])[1 + luck % 4] END,
       CASE WHEN closed_at IS NOT NULL AND luck % 10 > 0 THEN 'granted' END, opened_on + 1 + time '04:00',
       opened_on + 9, CASE WHEN closed_at IS NOT NULL THEN opened_on + 3 + luck % 8 + time '04:00' END, opened_on + 4,
       CASE WHEN closed_at IS NOT NULL OR luck % 4 > 1 THEN least(opened_on + 2 + luck % 4, current_date) END, 1
FROM (
  SELECT c.tenant_id, c.id AS case_id, c.opened_on, c.closed_at, a.first_id, abs(hashint8(c.id)) AS luck
  FROM "case" c JOIN (SELECT tenant_id, min(id) AS first_id FROM agency GROUP BY 1) AS a USING (tenant_id)
  WHERE (c.state = 'referred' AND c.opened_on < current_date)
     OR (c.closed_at IS NOT NULL AND c.opened_on < current_date - 12 AND c.id % 6 = 0)
) AS referred
"""

_NEEDS = """
INSERT INTO need (tenant_id, household_id, kind, state, noted_on, source, closed_on, village_code)
SELECT tenant_id, id, (ARRAY['no_jkn', 'food', 'unfit_house', 'school_dropout', 'no_documents', 'micro_capital',
                             'chronic_illness', 'disability', 'sanitation', 'income'])[1 + luck % 10],
       state, current_date - (20 + luck % 400), 'visit', CASE WHEN state <> 'open' THEN current_date - luck % 20 END,
       village_code
FROM (SELECT tenant_id, id, village_code, abs(hashint8(id)) AS luck,
             (ARRAY['open', 'open', 'open', 'open', 'met', 'met', 'withdrawn'])[1 + abs(hashint8(id)) % 7] AS state
      FROM household WHERE id % 3 = 0) AS lacking
"""

_STAFF = (
    """
    INSERT INTO worker (tenant_id, name, version) SELECT id, 'Petugas ' || n, 1
    FROM tenant, generate_series(1, 60) AS n WHERE kind = 'district' ORDER BY id, n
    """,
    """
    INSERT INTO appointment (tenant_id, worker_id, post, sk_number, sk_date, valid_from, valid_until, funding,
                             honorarium, entered_by)
    SELECT tenant_id, id, CASE WHEN place <= 50 THEN 'facilitator' WHEN place <= 53 THEN 'supervisor'
                               WHEN place = 54 THEN 'manager' ELSE 'front_office' END,
           'SK/' || place, since, since, CASE WHEN place % 20 > 0 THEN since + 1100 END,
           (ARRAY['state', 'district', 'district', 'village', 'province', 'unpaid'])[1 + id % 6], 1500000, 'x'
    FROM (SELECT tenant_id, id, row_number() OVER (PARTITION BY tenant_id ORDER BY id) AS place,
                 current_date - (60 + id % 900)::int AS since FROM worker) AS appointed
    ORDER BY tenant_id, id
    """,
    """
    INSERT INTO appointment_village (tenant_id, appointment_id, village_code)
    SELECT office.id, a.first_id + village.place % 50, village.code
    FROM tenant AS office JOIN (SELECT tenant_id, min(id) AS first_id FROM appointment GROUP BY 1) AS a
      ON a.tenant_id = office.id
    JOIN (SELECT code, left(code, 5) AS regency, row_number() OVER (PARTITION BY left(code, 5) ORDER BY code) AS place
          FROM region WHERE level = 4 AND valid_to IS NULL) AS village ON village.regency = office.region_code
    WHERE office.kind = 'district' AND village.place % 8 > 0
    """,
    """
    INSERT INTO worker_pay (tenant_id, worker_id, month, state, amount, funding, noted_by)
    SELECT tenant_id, worker_id, date_trunc('month', current_date - interval '1 month' * n)::date,
           CASE WHEN worker_id % 9 > 0 THEN 'paid' ELSE 'late' END, 1500000, funding, 'x'
    FROM appointment, generate_series(1, 3) AS n WHERE funding <> 'unpaid'
    """,
)

_STEPS = """
INSERT INTO case_fact_step (tenant_id, on_day, actor_id, move, from_state, to_state, n)
SELECT tenant_id, day, coalesce(owner_id, 0), move, before, after, count(*)
FROM "case", LATERAL (VALUES
  (opened_on, 'register', '', 'registered'),
  (least(opened_on + 2, current_date), CASE WHEN closed_at IS NULL THEN 'check' ELSE 'close' END, 'registered', state)
) AS step (day, move, before, after)
WHERE opened_on >= current_date - %(days)s AND before <> after GROUP BY 1, 2, 3, 4, 5, 6
"""

_ENDS = """
TRUNCATE case_fact_outcome;
INSERT INTO case_fact_outcome (tenant_id, month, resolution, route, punctual, satisfied, days, n)
SELECT tenant_id, date_trunc('month', opened_on + 10::int)::date,
       (ARRAY['resolved', 'resolved', 'resolved', 'resolved', 'rejected', 'cancelled', 'duplicate'])[1 + luck % 7],
       CASE WHEN id % 6 = 0 THEN 'referred' ELSE 'local' END, CASE WHEN luck % 5 > 0 THEN 'in_time' ELSE 'late' END,
       (ARRAY['yes', 'yes', 'no', 'unasked'])[1 + luck / 7 % 4], 3 + luck % 20, count(*)
FROM (SELECT tenant_id, id, opened_on, abs(hashint8(id)) AS luck FROM "case" WHERE closed_at IS NOT NULL) AS ended
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""

_MONEY = """
UPDATE sustainability_profile SET cohort_year = 2016 + tenant_id % 9;
UPDATE support_period SET ends_on = make_date(2022 + tenant_id % 9, 12, 31);
INSERT INTO naming_decision (tenant_id, named, decided_at, decided_name)
SELECT id, true, now(), 'x' FROM tenant WHERE kind = 'district' AND id % 10 = 0;
"""

_SITES = """
INSERT INTO site (region_code, name, desk_id, office_id, state, state_since, live_on, cohort, support_until, created_at)
SELECT region_code, name, parent_id, id,
       (ARRAY['active', 'active', 'active', 'post_apbn', 'trial', 'preparing', 'suspended'])[1 + id % 7], now(),
       CASE WHEN id % 7 < 4 THEN current_date - 60 - id % 700 END, 2016 + id % 9, make_date(2022 + id % 9, 12, 31),
       now() - interval '900 days'
FROM tenant WHERE kind = 'district';
INSERT INTO site_event (site_id, desk_id, office_id, at, move, from_state, to_state, actor)
SELECT id, desk_id, office_id, now() - interval '1 day' * (800 - 150 * place - id % 90), move, before, after, 'x'
FROM site, (VALUES (1, 'take_up', 'applied', 'under_review'), (2, 'approve', 'under_review', 'approved'),
                   (3, 'found', 'approved', 'preparing'), (4, 'start_trial', 'preparing', 'trial'),
                   (5, 'go_live', 'trial', 'active')) AS step (place, move, before, after);
INSERT INTO desk_message (tenant_id, subject, body, stages, sent_at, sent_by, reached)
SELECT id, 'Undangan rapat ' || n, 'Rapat koordinasi.', '["active"]', now() - interval '1 day' * n, 'x', 13
FROM tenant, generate_series(1, 40) AS n WHERE kind = 'province';
"""

_CHECKS = """
INSERT INTO quality_count (tenant_id, slug, part, whole, tripped, tripped_on, noted_on)
SELECT id, slug, part, whole, luck %% 12 = 0, CASE WHEN luck %% 12 = 0 THEN current_date - luck %% 60 END, current_date
FROM (SELECT id, slug, abs(hashtext(id || slug)) AS luck FROM tenant, unnest(%(checks)s::text[]) AS slug
      WHERE kind = 'district') AS counted,
     LATERAL (SELECT 100 + luck %% 5000 AS whole, luck %% 90 AS part) AS found
"""
_WORDS = """
INSERT INTO quality_word (tenant_id, slug, words, written_at)
SELECT tenant_id, slug, 'Kantor pindah bulan lalu, data sedang dilengkapi.', now() FROM quality_count
WHERE tripped AND part % 2 = 0;
INSERT INTO fact_check (tenant_id, checked_at, drifts) SELECT id, now() - interval '5 hours', 0 FROM tenant;
"""

_LESSONS = """
INSERT INTO published_practice (origin_id, province_id, note_id, title, topic, problem, done, result, families, source,
                                grade, published_at)
SELECT id, parent_id, n, 'Pelajaran ' || n || ' dari ' || name,
       (ARRAY['law', 'funding', 'institution', 'people', 'desks', 'partners', 'use', 'data'])[1 + (id + n) % 8],
       repeat('Dukungan berakhir dan honor tidak ada lagi. ', 6), repeat('Desa membayar dari Dana Desa. ', 10),
       'Kasus selesai dalam tenggat naik.', 40000, 'village', 'developing', now() - interval '1 day' * (id % 400 + n)
FROM tenant, generate_series(1, 2) AS n WHERE kind = 'district';
INSERT INTO practice_thanks (practice_id, from_id, thanked_at)
SELECT p.id, t.id, now() FROM published_practice p JOIN tenant t ON t.kind = 'district' AND (t.id + p.id) % 50 = 0
WHERE t.id <> p.origin_id;
INSERT INTO practice_note (tenant_id, title, topic, problem, done, result, state, state_since, drafted_name, version)
SELECT id, 'Pelajaran yang menunggu', 'funding', 'Honor tidak ada.', 'Desa membayar.', 'Naik.', 'submitted', now(),
       'x', 1 FROM tenant WHERE kind = 'district' AND id % 2 = 0;
INSERT INTO exchange_event (host_id, title, about, held_on, place, outcome)
SELECT id, 'Temu daerah ' || n, 'Honor dari Dana Desa', current_date - 200 + 30 * n, 'Aula', ''
FROM tenant, generate_series(1, 10) AS n WHERE kind = 'province';
INSERT INTO exchange_guest (event_id, guest_id, people)
SELECT e.id, t.id, 3 FROM exchange_event e JOIN tenant t ON t.parent_id = e.host_id;
INSERT INTO training (tenant_id, kind, place, first_day, last_day, trainers, courses, entered_by)
SELECT id, 'training', 'Balai', current_date - 20 * n, current_date - 20 * n + 2, 'x', '["service"]', 'x'
FROM tenant, generate_series(1, 20) AS n WHERE kind = 'province' OR id = (SELECT max(id) FROM tenant);
INSERT INTO trainee (tenant_id, training_id, name, attended)
SELECT tenant_id, id, 'Peserta ' || n, true FROM training, generate_series(1, 40) AS n;
"""

_KEPT = """
INSERT INTO account (login, name, password_hash)
SELECT 'penyusun-' || id, 'Penyusun', '-' FROM tenant WHERE kind <> 'district' OR id = (SELECT max(id) FROM tenant);
INSERT INTO membership (tenant_id, account_id, role, name)
SELECT split_part(login, '-', 2)::int, id,
       CASE kind WHEN 'ministry' THEN 'ministry_analyst' WHEN 'province' THEN 'provincial_supervisor'
                 ELSE 'manager' END, 'Penyusun'
FROM (SELECT a.login, a.id, t.kind FROM account a JOIN tenant t ON t.id = split_part(a.login, '-', 2)::int
      WHERE a.login ^@ 'penyusun-') AS made;
INSERT INTO report_table (tenant_id, membership_id, owner_name, name, args, shared)
SELECT m.tenant_id, m.id, 'Penyusun', 'Kasus masuk ' || n,
       '{"measure": "cases_opened", "rows": "sector", "columns": "month", "period": "last_12_months"}', true
FROM membership m, generate_series(1, 20) AS n WHERE m.name = 'Penyusun';
INSERT INTO report_schedule (tenant_id, membership_id, owner_name, name, every, language, tables, recipient_ids,
                             next_on)
SELECT m.tenant_id, m.id, 'Penyusun', 'Laporan ' || n, 'month', 'id', '[]', ARRAY[m.id], current_date + 20
FROM membership m, generate_series(1, 5) AS n WHERE m.name = 'Penyusun';
INSERT INTO report_run (tenant_id, schedule_id, begins_on, state, made_at, pdf, workbook, name, every)
SELECT tenant_id, id, date_trunc('month', current_date - interval '1 month' * n)::date, 'done', now(),
       convert_to(repeat('x', 20000), 'UTF8'), convert_to(repeat('x', 20000), 'UTF8'), name, 'month'
FROM report_schedule, generate_series(1, 24) AS n;
"""

_OUTLINES = """
INSERT INTO boundary (tenant_id, membership_id, put_by, fingerprint, current, width, height, points_given, points_kept,
                      shapes)
SELECT t.id, (SELECT min(id) FROM membership m WHERE m.tenant_id = t.id), 'x', 'x', true, 1000, 600, 200000, 4000, 35
FROM tenant t WHERE t.kind = 'province' OR t.id = (SELECT max(id) FROM tenant);
INSERT INTO boundary_shape (tenant_id, boundary_id, region_code, path, area, label_x, label_y, room)
SELECT b.tenant_id, b.id, r.code, 'M' || shape.path || 'Z', 8000, 50 + 90 * (place % 10)::int, 50 + place::int / 10, 60
FROM boundary b JOIN tenant t ON t.id = b.tenant_id
JOIN LATERAL (SELECT code, row_number() OVER (ORDER BY code) AS place FROM region
              WHERE valid_to IS NULL AND level = CASE t.kind WHEN 'province' THEN 2 ELSE 4 END
                AND code ^@ (t.region_code || '.')) AS r ON true,
     (SELECT string_agg(40 + n % 7 || ' ' || 50 + n % 11, ' ' ORDER BY n) AS path FROM generate_series(1, 60) AS n)
       AS shape;
"""

_FOLDED = (ANSWERS, FLOWS, NEEDS, PROGRAMMES, POSTS)
"""What is recounted office by office; the facts of cases and households are there already."""


def once(server: Postgres, valkey: Valkey, done: Path) -> None:
    """Surround the country of a folder unless the file `done` says that it has been."""
    if not done.exists():
        with superuser(server) as connection:
            fill(connection, create_app(settings_for(server, valkey)))
        done.touch()


def fill(connection: psycopg.Connection, app: Flask) -> None:
    """Surround a country that `generate` has filled. The connection is a superuser's, in autocommit."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    for statement in _REGIONS:
        connection.execute(statement, {"largest": LARGEST_REGION})
    for statement in (_AGENCIES, _REFERRALS, _NEEDS, *_STAFF):
        connection.execute(statement)
    connection.execute(_STEPS, {"days": STEPS_KEPT})
    for statement in (_ENDS, index.RECORDS, _MONEY, _SITES):
        connection.execute(statement)
    connection.execute(_CHECKS, {"checks": list(CHECKS)})
    for statement in (_WORDS, _LESSONS, _KEPT, _OUTLINES):
        connection.execute(statement)
    _fold(connection)
    connection.execute("SET session_replication_role = origin")
    connection.execute("VACUUM (ANALYZE)")
    with app.app_context():
        _nights_work()


def _fold(connection: psycopg.Connection) -> None:
    connection.execute("ANALYZE")
    offices = connection.execute("SELECT id FROM tenant WHERE kind = 'district' ORDER BY id").fetchall()
    for ledger in _FOLDED:
        deltas = f"SELECT :t::int AS tenant_id, recounted.* FROM ({ledger.recount}) AS recounted"
        adding = ledger.adding_sql(deltas).replace("%", "%%").replace(":t::int", "%(t)s::int").replace(":t ", "%(t)s ")
        for (tenant_id,) in offices:
            connection.execute(adding, {"t": tenant_id})


def _nights_work() -> None:
    """What the clock would have done: scores, comparisons, medians, quarters published."""
    score_districts()
    with enter(Context(Reader.RELAY)):
        compare_districts(today(LAST_TO_WAKE))
        db.session.commit()
    note_medians()
    publish_open_data()
