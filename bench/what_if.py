"""The page "what if" of the largest district, with money, people and two years of cases, against 300 ms."""

from bench.database import superuser
from bench.measure import Ratio, turns, typical
from bench.page import settings_for, signed_in
from foundation.services import Postgres, Valkey
from slrt.app import create_app

LIMIT_MS = 300
ROUNDS = 40
ASKED = "/keberlanjutan/andai?apbd_district=450000000&facilitators=60&honorarium=500000&seed=7"

_RECORDS = """
INSERT INTO support_period (tenant_id, source, starts_on, ends_on, document, recorded_name, version)
SELECT %(tenant)s, 'apbn', '2018-01-01', (extract(year FROM current_date) || '-12-31')::date, 'SK', 'x', 1
WHERE NOT EXISTS (SELECT FROM support_period WHERE tenant_id = %(tenant)s);
INSERT INTO funding_line (tenant_id, year, source, item, planned, committed, realised, document, recorded_name, version)
SELECT %(tenant)s, extract(year FROM current_date)::int + ahead, source, 'operations', 0, 300000000, 0, 'DPA', 'x', 1
FROM generate_series(0, 1) AS ahead, unnest(ARRAY['apbn', 'apbd_district', 'village']) AS source
ON CONFLICT DO NOTHING;
INSERT INTO cost_need (tenant_id, year, item, amount, recorded_name, version)
SELECT %(tenant)s, extract(year FROM current_date)::int + 1, item, 90000000, 'x', 1
FROM unnest(ARRAY['facilitators', 'operations', 'puskesos']) AS item
ON CONFLICT DO NOTHING;
"""


def measure(server: Postgres, valkey: Valkey, tenant_id: int) -> list[Ratio]:
    """One request, from the address to the page: twice four hundred futures of three years."""
    with superuser(server) as connection:
        connection.execute(_RECORDS.replace("%(tenant)s", str(int(tenant_id))))
    manager = signed_in(create_app(settings_for(server, valkey)), server, tenant_id, "manager")
    if manager.get(ASKED).status_code != 200:
        raise AssertionError("the page does not open")
    (taken,) = turns([lambda _turn: manager.get(ASKED)], ROUNDS, warm=5)
    return [Ratio("what-if page of the largest tenant, against 300 ms", typical(taken), LIMIT_MS, 1)]
