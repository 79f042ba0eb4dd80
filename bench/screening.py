"""Everybody asked about every programme: the compiled rules against the same rules written by hand.

Both run as staff, through the policies, and keep the same totals and lists; each turn is taken back.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg

from bench import database, registry
from bench.generate import VILLAGES
from bench.measure import Ratio, in_turns
from foundation.services import Postgres
from registry.screening.bulk import keeping
from registry.screening.national import NATIONAL

TENANT = 9_001
AS_OF = date(2026, 11, 25)
"""A day on which the rules below are those in force."""
RULES = [rule for rule in NATIONAL if rule.default and rule.holds_on(AS_OF)]
ROUNDS, WARM = 3, 0
"""Both have run once before they take turns: to see that they say the same."""
Turn = Callable[[int], tuple[object, Any]]
LIMIT = 1.5


def measure(server: Postgres, people: int) -> list[Ratio]:
    """One district of that many persons, made for this."""
    with database.superuser(server) as connection:
        if connection.execute("SELECT FROM tenant WHERE id = %s", [TENANT]).fetchone() is None:
            fill(connection, people)
    with database.connect(server, "slrt_app") as staff:
        compiled, by_hand = turns(staff)
        if compiled(-1) != by_hand(-1):
            raise AssertionError("the rules by hand do not say what the compiled ones say")
        ours, other = in_turns(compiled, by_hand, ROUNDS, WARM)
    speed = f"{people / ours * 1000:,.0f} persons/s"
    return [Ratio(f"screening {people:,} persons x {len(RULES)} programmes, {speed}", ours, other, LIMIT)]


def fill(connection: psycopg.Connection, people: int) -> None:
    """A district of its own with that many persons. The connection is a superuser's, in autocommit."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SELECT setseed(0.26)")
    connection.execute(
        "INSERT INTO tenant (id, parent_id, kind, region_code, name, full_name, code_prefix, timezone)"
        " OVERRIDING SYSTEM VALUE SELECT %s, min(id), 'district', '33.11', 'Daerah Saring', 'Kabupaten Saring', 'SAR',"
        " 'Asia/Jakarta' FROM tenant WHERE kind = 'province'",
        [TENANT],
    )
    connection.execute("CREATE TEMP TABLE share AS SELECT %s AS tenant_id, %s AS persons, 0 AS cases", [TENANT, people])
    connection.execute(VILLAGES)
    for statement in registry.WHO_IS_SCREENED:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO screening_run (tenant_id, state, as_of, asked_at, rules) VALUES (%s, 'waiting', %s, now(), '[]')",
        [TENANT, AS_OF],
    )
    connection.execute("SET session_replication_role = origin")
    connection.execute("VACUUM (ANALYZE) person, household, participation, screening_run")


def turns(staff: psycopg.Connection) -> tuple[Turn, Turn]:
    """Both ways, each in a transaction of staff that is rolled back; turn -1 answers with what it has kept."""
    compiled = keeping(RULES, AS_OF).replace(":tenant", "%(tenant)s").replace(":run", "%(run)s")

    def turn(statement: str) -> Turn:
        def run(number: int) -> tuple[object, Any]:
            staff.execute(f"BEGIN; SET LOCAL ROLE slrt_staff; SET LOCAL slrt.tenant_id = '{TENANT}'")
            row = staff.execute("SELECT max(id) FROM screening_run WHERE tenant_id = %s", [TENANT]).fetchone()
            (found,) = staff.execute(statement, {"tenant": TENANT, "run": row[0]}).fetchall()
            kept = None if number >= 0 else (staff.execute(_COUNTS).fetchall(), staff.execute(_LISTED).fetchall())
            staff.execute("ROLLBACK")
            return found, kept

        return run

    return turn(compiled), turn(BY_HAND)


_COUNTS = """
SELECT programme, village_code, indicated, unknown, receiving, missed, odd FROM screening_count ORDER BY 1, 2
"""
_LISTED = "SELECT programme, gap, rank, count(*), sum(person_id) FROM screening_gap GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"

BY_HAND = """
WITH people AS (
  SELECT p.id, p.household_id, h.village_code,
    row_number() OVER (PARTITION BY p.household_id ORDER BY p.relation, p.id) = 1 AS first,
    CASE WHEN p.birth_date <= DATE '2026-11-25' THEN extract(year FROM age(DATE '2026-11-25', p.birth_date))::int END
      AS age,
    coalesce(p.desil, h.desil) AS desil, coalesce(p.dtsen_status, h.dtsen_status) = 'active' AS active,
    p.sex, p.pregnant, p.schooling, p.school_level, p.working, p.occupation, p.illness, p.relation, p.nik_state,
    p.support, p.difficulty_walking, p.difficulty_selfcare, p.difficulty_learning,
    h.tenure, h.land_proof, h.other_house, h.lighting, h.power, h.toilet, h.family_size,
    h.floor IN (5, 7, 8) OR h.wall IN (4, 5, 6) OR h.roof IN (5, 7) AS weak,
    h.floor_area::float8 / nullif(h.family_size, 0) < 7.2 AS cramped
  FROM person p JOIN household h ON h.tenant_id = p.tenant_id AND h.id = p.household_id
  WHERE p.tenant_id = %(tenant)s AND p.merged_into IS NULL AND p.presence NOT IN ('moved', 'deceased')
), members AS (
  SELECT household_id,
    max(CASE component WHEN true THEN 2 WHEN false THEN 0 ELSE 1 END) AS component,
    max(CASE young WHEN true THEN 2 WHEN false THEN 0 ELSE 1 END) AS young,
    max(CASE official WHEN true THEN 2 WHEN false THEN 0 ELSE 1 END) AS official,
    max(CASE ill WHEN true THEN 2 WHEN false THEN 0 ELSE 1 END) AS ill,
    max(CASE lame WHEN true THEN 2 WHEN false THEN 0 ELSE 1 END) AS lame
  FROM (
    SELECT household_id,
      sex = 'female' AND age BETWEEN 10 AND 54 AND pregnant OR age <= 6 OR age BETWEEN 7 AND 21 AND schooling = 2
        OR age >= 60 OR difficulty_walking = 1 OR difficulty_selfcare = 1 AS component,
      sex = 'female' AND age BETWEEN 10 AND 54 AND pregnant OR age <= 6 AS young,
      age >= 15 AND working AND occupation = 5 AS official,
      illness IN (5, 8, 9, 10) AS ill, difficulty_walking <= 2 AS lame
    FROM people
  ) AS each GROUP BY household_id
), kin AS (
  SELECT household_id, CASE component WHEN 2 THEN true WHEN 0 THEN false END AS component, young = 2 AS young,
    CASE official WHEN 2 THEN true WHEN 0 THEN false END AS official,
    CASE ill WHEN 2 THEN true WHEN 0 THEN false END AS ill, CASE lame WHEN 2 THEN true WHEN 0 THEN false END AS lame
  FROM members
), own AS (
  SELECT person_id, array_agg(programme) FILTER (WHERE standing = 'active') AS now,
    array_agg(programme) FILTER (WHERE standing IN ('active', 'suspended', 'ended')) AS ever
  FROM participation WHERE tenant_id = %(tenant)s AND person_id IS NOT NULL GROUP BY person_id
), home AS (
  SELECT household_id, array_agg(programme) FILTER (WHERE standing = 'active') AS now,
    array_agg(programme) FILTER (WHERE standing IN ('active', 'suspended', 'ended')) AS ever
  FROM participation WHERE tenant_id = %(tenant)s AND household_id IS NOT NULL GROUP BY household_id
), whole AS (
  SELECT p.*, k.component, k.young, k.official, k.ill, k.lame,
    coalesce(own.now, '{}') || coalesce(home.now, '{}') AS now, coalesce(own.ever, '{}') || coalesce(home.ever, '{}')
      AS ever
  FROM people p JOIN kin k USING (household_id)
  LEFT JOIN own ON own.person_id = p.id LEFT JOIN home ON home.household_id = p.household_id
), screened AS MATERIALIZED (
  SELECT id, village_code, first, now,
    active AND desil <= 4 AND component AND NOT official AS pkh, young::int AS pkh_first,
    active AND desil <= 5 AND NOT official AS sembako,
    desil <= 5 AND nik_state NOT IN ('unknown', 'mismatched') AND NOT (age >= 15 AND working AND occupation IN (3, 5))
      AS pbi_jk,
    'pbi_jk' = ANY (ever) AND 'pbi_jk' <> ALL (now) AND NULL::boolean AS pbi_reactivation,
    'pbi_jk' <> ALL (now) AND desil <= 6 AS pbpu_pemda,
    coalesce(illness IN (5, 7, 8, 9, 10, 11, 15, 16), false)::int AS pbpu_first,
    age BETWEEN 6 AND 21 AND schooling = 2 AND desil <= 4 AS pip,
    age BETWEEN 17 AND 21 AND school_level BETWEEN 11 AND 19 AND desil <= 4 AS kip_college,
    age BETWEEN 6 AND 18 AND desil <= 3 AS sekolah_rakyat,
    coalesce(desil <= 2, false)::int + coalesce(schooling <> 2, false)::int AS sr_first,
    age BETWEEN 5 AND 17 AND desil <= 5 AS school_admission,
    (desil <= 1 OR age BETWEEN 15 AND 64 AND NOT working OR ill OR lame OR age >= 60 AND family_size = 1
      OR relation = 1 AND sex = 'female') AND 'pkh' <> ALL (now) AS blt_dd,
    desil <= 4 AND active AS rice,
    tenure = 1 AND (weak OR toilet IN (5, 6) OR cramped) AND desil <= 4 AND NOT ever && '{rst,bsps}' AS rst,
    tenure = 1 AND land_proof IN (1, 2, 4, 5) AND NOT other_house AND (weak OR cramped) AND NOT ever && '{rst,bsps}'
      AS bsps,
    age >= 60 AND support = 4 OR difficulty_walking <= 2 OR difficulty_selfcare <= 2 OR difficulty_learning <= 2
      OR age < 18 AND support = 4 AS atensi,
    now && '{pkh,sembako}' AND age BETWEEN 20 AND 45 AS pena,
    age BETWEEN 18 AND 59 AND active AS kube, coalesce(working AND occupation IN (1, 6, 7), false)::int AS kube_first,
    lighting = 1 AND power IN (450, 900) AND active AND desil <= 5 AS electricity,
    lighting IN (2, 3, 4) AND desil <= 5 AS bpbl,
    nik_state IN ('unknown', 'mismatched') AS civil_papers,
    age BETWEEN 17 AND 64 AND working AND (NOT working OR occupation IN (1, 2, 6, 7, 8)) AND desil <= 5
      AS worker_insurance
  FROM whole
), found AS MATERIALIZED (
  SELECT id, village_code, programme, outcome, weight, programme = ANY (now) AS receives
  FROM screened CROSS JOIN LATERAL (VALUES
    ('pkh', false, pkh, pkh_first), ('sembako', false, sembako, 0), ('pbi_jk', true, pbi_jk, 0),
    ('pbi_reactivation', true, pbi_reactivation, 0), ('pbpu_pemda', true, pbpu_pemda, pbpu_first),
    ('pip', true, pip, 0), ('kip_college', true, kip_college, 0), ('sekolah_rakyat', true, sekolah_rakyat, sr_first),
    ('school_admission', true, school_admission, 0), ('blt_dd', false, blt_dd, 0), ('rice', false, rice, 0),
    ('rst', false, rst, 0), ('bsps', false, bsps, 0), ('atensi', true, atensi, 0), ('pena', true, pena, 0),
    ('kube', true, kube, kube_first), ('electricity', false, electricity, 0), ('bpbl', false, bpbl, 0),
    ('civil_papers', true, civil_papers, 0), ('worker_insurance', true, worker_insurance, 0),
    ('unforeseen', true, NULL, 0)
  ) AS asked (programme, of_persons, outcome, weight)
  WHERE (of_persons OR first) AND (outcome IS NOT FALSE OR programme = ANY (now))
), counted AS (
  INSERT INTO screening_count (tenant_id, run_id, programme, village_code, indicated, unknown, receiving, missed, odd)
  SELECT %(tenant)s, %(run)s, programme, village_code, count(*) FILTER (WHERE outcome),
    count(*) FILTER (WHERE outcome IS NULL), count(*) FILTER (WHERE receives),
    count(*) FILTER (WHERE outcome AND NOT receives), count(*) FILTER (WHERE outcome = false AND receives)
  FROM found GROUP BY programme, village_code
), listed AS (
  INSERT INTO screening_gap (tenant_id, run_id, programme, gap, village_code, person_id, rank)
  SELECT %(tenant)s, %(run)s, programme, CASE WHEN outcome THEN 'missed' ELSE 'odd' END, village_code, id, -weight
  FROM found WHERE outcome <> receives
)
SELECT count(*) FROM screened
"""
"""As somebody would write it who has the rules on paper and wants the same totals and lists."""
