"""The index of every district against ten seconds; pages that compare districts against one district's own page."""

import statistics
import time

from flask import Flask

from bench.database import superuser
from bench.measure import Ratio, turns, typical
from bench.page import settings_for, visits
from foundation.services import Postgres, Valkey
from slrt.app import create_app
from sustainability.jobs import score_districts

LIMIT_MS = 10_000
ROUNDS = 3

_LEFT = """
TRUNCATE support_period, sustainability_profile, funding_line, cost_need, legal_basis, coordination_meeting, puskesos,
         assessment_round, index_score, sustainability_standing CASCADE
"""
"""What an earlier run has left in a country that is kept goes first: every run measures the same records."""
RECORDS = """
INSERT INTO support_period (tenant_id, source, starts_on, ends_on, document, recorded_name, version)
SELECT id, 'apbn', '2018-01-01', '2026-12-31', 'SK', 'x', 1 FROM tenant WHERE kind = 'district';
INSERT INTO sustainability_profile (tenant_id, cohort_year, families, recorded_name, version)
SELECT id, 2018, 50000, 'x', 1 FROM tenant WHERE kind = 'district';
INSERT INTO funding_line (tenant_id, year, source, item, planned, committed, realised, document, recorded_name, version)
SELECT t.id, year, source, item, 0, 10000000 + t.id, 0, 'DPA', 'x', 1
FROM tenant t, generate_series(2020, 2029) AS year,
     unnest(ARRAY['apbn', 'apbd_district', 'apbd_province', 'village']) AS source,
     unnest(ARRAY['facilitators', 'operations', 'puskesos']) AS item WHERE t.kind = 'district';
INSERT INTO cost_need (tenant_id, year, item, amount, recorded_name, version)
SELECT t.id, year, item, 60000000, 'x', 1
FROM tenant t, generate_series(2020, 2029) AS year,
     unnest(ARRAY['facilitators', 'operations', 'puskesos']) AS item WHERE t.kind = 'district';
INSERT INTO legal_basis (tenant_id, about, level, number, valid_from, recorded_name, version)
SELECT t.id, about, level, 'Nomor', '2020-01-01', 'x', 1
FROM tenant t, unnest(ARRAY['slrt', 'puskesos']) AS about, unnest(ARRAY['sk_office', 'sk_regent', 'perkada']) AS level
WHERE t.kind = 'district';
INSERT INTO coordination_meeting (tenant_id, held_on, topic, participants, recorded_name, version)
SELECT t.id, current_date - 30 * n, 'Rapat', 12, 'x', 1 FROM tenant t, generate_series(1, 12) AS n
WHERE t.kind = 'district';
INSERT INTO puskesos (tenant_id, village_code, opened_on, recorded_name, version)
SELECT t.id, 'desa ' || n, '2020-01-01', 'x', 1 FROM tenant t, generate_series(1, 100) AS n WHERE t.kind = 'district';
INSERT INTO puskesos_funding (tenant_id, puskesos_id, year, source, amount, recorded_name, version)
SELECT tenant_id, id, extract(year FROM current_date)::int, 'village', 12000000, 'x', 1 FROM puskesos;
INSERT INTO assessment_round (tenant_id, questions, opened_on, closed_at, respondents)
SELECT id, '1', current_date, now(), 12 FROM tenant WHERE kind = 'district';
INSERT INTO assessment_tally (tenant_id, round_id, statement, value, n)
SELECT r.tenant_id, r.id, domain || '-' || s, value, 3
FROM assessment_round r, generate_series(1, 5) AS s, generate_series(2, 6) AS value,
     unnest(ARRAY['environment', 'funding', 'partnership', 'capacity', 'evaluation', 'adaptation', 'communication',
                  'strategy']) AS domain;
ANALYZE;
"""


def measure(server: Postgres, valkey: Valkey) -> list[Ratio]:
    """The whole night's work: read the evidence of all districts, score, store."""
    with superuser(server) as connection:
        connection.execute(_LEFT)
        connection.execute(RECORDS)
        districts = connection.execute("SELECT count(*) FROM tenant WHERE kind = 'district'").fetchone()[0]
    app = create_app(settings_for(server, valkey))
    taken = []
    for _round in range(ROUNDS):
        with superuser(server) as connection:
            connection.execute("TRUNCATE index_score")
        with app.app_context():
            began = time.perf_counter()
            stored = score_districts()
            taken.append((time.perf_counter() - began) * 1000)
        if stored != districts:
            raise AssertionError(f"{stored} of {districts} districts scored")
    night = Ratio(f"index of all {districts} districts, against ten seconds", statistics.median(taken), LIMIT_MS, 1)
    return [night, *_comparisons(server, app)]


def _comparisons(server: Postgres, app: Flask) -> list[Ratio]:
    """Whoever compares districts reads their summaries, and waits no longer than one district for its own page."""
    with superuser(server) as connection:
        (district_id,) = connection.execute(
            "SELECT id FROM tenant WHERE kind = 'district' ORDER BY id LIMIT 1"
        ).fetchone()
    paths = "/keberlanjutan", "/provinsi/keberlanjutan/angkatan", "/nasional/keberlanjutan"
    taken = turns(visits(app, server, district_id, *paths), 40, warm=5)
    own, above, top = map(typical, taken)
    return [
        Ratio("cohorts: a province's page against a district's sustainability page", above, own, 1),
        Ratio("cohorts: the ministry's page against a district's sustainability page", top, own, 1),
    ]
