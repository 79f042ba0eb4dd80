"""Invented households and persons for measurements: every variable filled, poorer and richer, young and old.

Made by the server itself from the table `share` (tenant, persons) and thirty villages. A household's `wealth` between 0
and 1 leans on all that is asked of it, so that rules meet people as they would in life.
"""

NUMBERED = ("household", "person", "observation", "welfare_status", "participation")
"""Tables whose numbers go on where these statements end."""

_HOUSEHOLDS = """
INSERT INTO household (
  tenant_id, address, village_code, family_card_masked, latitude, longitude, family_size, tenure, land_proof,
  floor_area, floor, wall, roof, water, toilet, closet, sewage, lighting, power, fuel, farmland, other_house, cattle,
  buffalo, horses, pigs, goats, gas_cylinders, refrigerators, air_conditioners, water_heaters, televisions, computers,
  smartphones, gold, bicycles, motorcycles, cars, boats, motorboats, income_source, spending_food, spending_other,
  record_state, observed_on, desil, desil_period, dtsen_status)
SELECT tenant_id, 'RT 0' || 1 + i % 9 || ' RW 02', village.code, '3311••••••••0001', -7.6 + random() / 4,
       110.7 + random() / 4, 3, CASE WHEN random() < 0.8 THEN 1 ELSE 2 END, 1 + (random() * 5)::int,
       12 + (wealth * 90)::int, CASE WHEN wealth < 0.2 THEN 8 WHEN wealth < 0.5 THEN 6 ELSE 2 END,
       CASE WHEN wealth < 0.25 THEN 4 ELSE 1 END, CASE WHEN wealth < 0.3 THEN 3 ELSE 2 END, 1 + (random() * 10)::int,
       CASE WHEN wealth < 0.15 THEN 6 ELSE 1 END, CASE WHEN wealth < 0.15 THEN NULL ELSE 1 END,
       CASE WHEN wealth < 0.15 THEN NULL ELSE 1 END, CASE WHEN wealth < 0.1 THEN 2 ELSE 1 END,
       CASE WHEN wealth < 0.1 THEN NULL WHEN wealth < 0.45 THEN 450 WHEN wealth < 0.8 THEN 900 ELSE 1300 END,
       CASE WHEN wealth < 0.2 THEN 10 ELSE 4 END, (random() * 2000)::int, wealth > 0.9, (random() * 1.2)::int,
       0, 0, 0, (random() * 2)::int, (wealth > 0.7)::int, (wealth > 0.4)::int, (wealth > 0.9)::int, 0,
       (wealth > 0.3)::int, (wealth > 0.7)::int, (random() * 3)::int, wealth > 0.6, (random() * 2)::int,
       (wealth * 2.4)::int, (wealth > 0.92)::int, 0, 0, 1 + (random() * 7)::int, 400000 + (wealth * 3000000)::int,
       200000 + (wealth * 4000000)::int, CASE WHEN random() < 0.6 THEN 'final' ELSE 'draft' END,
       current_date - (random() * 500)::int, 1 + floor(wealth * 9.99)::int,
       (ARRAY['2026-Q1', '2026-Q2', '2026-Q3'])[1 + (random() * 2)::int], 'active'
FROM (SELECT tenant_id, i, random() AS wealth FROM share, generate_series(1, ceil(persons / 3.0)::int) AS i) AS made
JOIN village ON number = i % 30
ORDER BY tenant_id, i
"""

_PERSONS = """
INSERT INTO person (
  tenant_id, household_id, name, nik_cipher, nik_hash, nik_masked, nik_state, sex, birth_date, birth_place, relation,
  marital_status, presence, phone_cipher, phone_hash, phone_masked, schooling, school_level, working, occupation,
  work_sector, turnover, income, support, difficulty_seeing, difficulty_hearing, difficulty_walking, difficulty_hands,
  difficulty_learning, difficulty_behaviour, difficulty_speaking, difficulty_selfcare, difficulty_remembering, illness,
  pregnant, observed_on, version)
SELECT tenant_id, household_id,
       (ARRAY['Siti', 'Budi', 'Sri', 'Agus', 'Dewi', 'Slamet', 'Nur', 'Wahyu', 'Ida', 'Eko'])[1 + (random() * 9)::int]
       || ' ' ||
       (ARRAY['Aminah', 'Santoso', 'Wulandari', 'Hidayat', 'Lestari', 'Riyadi'])[1 + (random() * 5)::int]
       || ' ' || i,
       sha256((tenant_id || ':' || i)::text::bytea) || '\\x00112233445566778899aabbccddee',
       sha256(('nik' || tenant_id || ':' || i)::bytea), '3311••••••••' || lpad((i % 10000)::text, 4, '0'), 'matched',
       CASE WHEN i % 2 = 0 THEN 'male' ELSE 'female' END, current_date - age * 365 - (random() * 364)::int, 'Sukoharjo',
       relation, CASE WHEN relation = 3 THEN 1 WHEN random() < 0.1 THEN 4 ELSE 2 END,
       CASE WHEN random() < 0.97 THEN 'found' ELSE 'moved' END,
       sha256(('p' || tenant_id || ':' || i)::bytea), sha256(('phone' || tenant_id || ':' || i)::bytea),
       '0812 •••• ' || lpad((i % 10000)::text, 4, '0'),
       CASE WHEN age < 7 THEN 1 WHEN age < 19 THEN 2 ELSE 3 END,
       CASE WHEN age < 7 THEN NULL WHEN age < 13 THEN 3 WHEN age < 16 THEN 8 ELSE 13 END, works,
       CASE WHEN works THEN 1 + (random() * 7)::int END, CASE WHEN works THEN 1 + (random() * 25)::int END, NULL,
       CASE WHEN works THEN 500000 + (random() * 3000000)::int ELSE 0 END, CASE WHEN works THEN 2 ELSE 1 END,
       CASE WHEN age > 60 AND random() < 0.2 THEN 2 ELSE 4 END, 4, CASE WHEN random() < 0.02 THEN 1 ELSE 4 END, 4, 4, 4,
       4, 4, 4, CASE WHEN random() < 0.15 THEN 2 + (random() * 16)::int ELSE 1 END,
       i % 2 = 1 AND age BETWEEN 20 AND 40 AND random() < 0.05, current_date - (random() * 500)::int, 1
FROM (
  SELECT tenant_id, i, household_id, relation, age, age BETWEEN 16 AND 64 AND random() < 0.7 AS works
  FROM (
    SELECT tenant_id, i, h.first_id + (i - 1) % h.n AS household_id,
           CASE (i - 1) / h.n WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 3 END AS relation,
           CASE WHEN (i - 1) / h.n < 2 THEN 25 + (random() * 60)::int ELSE (random() * 22)::int END AS age
    FROM share JOIN (SELECT tenant_id, min(id) AS first_id, count(*) AS n FROM household GROUP BY 1) AS h
      USING (tenant_id), generate_series(1, persons) AS i
  ) AS placed
) AS grown
ORDER BY tenant_id, i
"""

_HISTORY = """
INSERT INTO observation (tenant_id, person_id, household_id, observed_on, source, facts)
SELECT tenant_id, id, household_id, observed_on, 'visit', jsonb_build_object(
  'name', name, 'sex', sex, 'birth_date', birth_date, 'relation', relation, 'illness', illness, 'working', working,
  'income', income, 'schooling', schooling)
FROM person ORDER BY tenant_id, id
"""

_STATUSES = """
INSERT INTO welfare_status (tenant_id, household_id, desil, dtsen_status, period, received_on, source)
SELECT tenant_id, id, desil, dtsen_status, desil_period, observed_on, 'siks_ng' FROM household ORDER BY tenant_id, id
"""

_PROGRAMMES = """
INSERT INTO participation (tenant_id, person_id, household_id, programme, standing, valid_from, amount, amount_every,
                           source, village_code)
SELECT tenant_id, NULL, id, programme, 'active', current_date - 300, amount, CASE WHEN amount > 0 THEN 'month' END,
       'import', village_code
FROM household JOIN share USING (tenant_id),
  (VALUES ('pkh', 200000, 0.25), ('sembako', 200000, 0.4), ('rice', NULL, 0.2)) AS p (programme, amount, odds)
WHERE desil < 7 AND random() < odds
UNION ALL
SELECT person.tenant_id, person.id, NULL, 'pbi_jk', 'active', current_date - 300, 42000, 'month', 'import',
       household.village_code
FROM person JOIN share USING (tenant_id)
JOIN household ON household.tenant_id = person.tenant_id AND household.id = person.household_id
WHERE random() < 0.35
"""

_REGISTER = "INSERT INTO nik_register (tenant_id, nik_hash) SELECT tenant_id, nik_hash FROM person"

WHO_THERE_IS = (_HOUSEHOLDS, _PERSONS)
WHO_IS_SCREENED = (_HOUSEHOLDS, _PERSONS, _PROGRAMMES)
"""What rules look at, without the history that it came from."""
STATEMENTS = (_HOUSEHOLDS, _PERSONS, _HISTORY, _STATUSES, _PROGRAMMES, _REGISTER)
