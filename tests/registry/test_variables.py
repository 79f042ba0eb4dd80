"""One table of variables: every column, every list and every CHECK agrees with it."""

import shutil

import pytest
from sqlalchemy import BigInteger, Boolean, Date, Double, Integer, SmallInteger, Text

from reference import codes
from registry.models import Household, Person
from registry.models.household import RECORD_STATES
from registry.models.need import NEED_STATES
from registry.models.observation import SOURCES
from registry.models.participation import END_REASONS, STANDINGS
from registry.models.person import NIK_STATES, PRESENCES, SEXES
from registry.models.welfare import DTSEN_STATUSES, SIKS_ANSWERS

TABLES = {"person": Person.__table__, "household": Household.__table__}
TYPES = {
    "number": (SmallInteger, Integer, BigInteger),
    "decimal": (Double,),
    "flag": (Boolean,),
    "date": (Date,),
    "text": (Text,),
}
HOLDS = {SmallInteger: 2**15 - 1, Integer: 2**31 - 1, BigInteger: 2**63 - 1}
NOT_ASKED = {
    "tenant_id", "id", "household_id", "name_norm", "name_key", "created_at", "version", "observed_on", "desil",
    "desil_period", "dtsen_status", "record_state", "finalised_at", "finalised_by", "merged_into", "restriction",
    "restricted_at", "erased_at",
}  # fmt: skip


def _types(variable) -> tuple[type, ...]:
    if variable.kind == "choice":
        return (SmallInteger,) if variable.numeric_codes else (Text,)
    return TYPES[variable.kind]


@pytest.mark.parametrize("slug", codes.VARIABLES)
def test_a_variable_has_its_column_and_the_column_holds_it(slug):
    variable = codes.VARIABLES[slug]
    columns = TABLES[variable.level].c
    if variable.kind == "secret":
        assert f"{slug}_cipher" in columns
        assert slug not in columns
        return
    kind = type(columns[slug].type)
    assert kind in _types(variable)
    if variable.kind == "number":
        assert variable.max <= HOLDS[kind]


def test_every_column_is_a_variable_or_machinery():
    for level, table in TABLES.items():
        asked = {slug for slug, each in codes.VARIABLES.items() if each.level == level}
        parts = {f"{slug}_{part}" for slug in asked for part in ("cipher", "hash", "masked")}
        assert set(table.c.keys()) - asked - parts <= NOT_ASKED


def test_the_variables_of_the_national_registry_are_thirteen_and_twenty_six():
    official = {each.official for each in codes.VARIABLES.values() if each.official}
    assert sorted(official) == [f"I{n:02}" for n in range(1, 14)] + [f"K{n:02}" for n in range(1, 27)]
    assert {each.level for each in codes.VARIABLES.values() if (each.official or "").startswith("I")} == {"person"}


def test_a_condition_names_variables_of_the_same_level_and_values_they_have():
    for variable in codes.VARIABLES.values():
        for slug, values in variable.needed_if.items():
            other = codes.VARIABLES[slug]
            assert other.level == variable.level
            assert set(values) <= set(other.codes or ("true", "false"))


def test_what_the_database_allows_is_what_the_lists_name():
    assert set(SOURCES) == set(codes.SOURCES)
    assert set(STANDINGS) == set(codes.STANDINGS)
    assert set(END_REASONS) == set(codes.END_REASONS)
    assert set(NIK_STATES) == set(codes.NIK_STATES)
    assert set(PRESENCES) == set(codes.PRESENCES)
    assert set(SEXES) == set(codes.SEXES)
    assert set(DTSEN_STATUSES) == set(codes.REGISTRY_STATUSES)
    assert set(SIKS_ANSWERS) == set(codes.SIKS_ANSWERS)
    assert (len(NEED_STATES), len(RECORD_STATES)) == (3, 2)


def test_needs_lead_to_programmes_and_agencies_that_exist():
    assert [need.official for need in codes.NEEDS.values()] == [f"R{n:02}" for n in range(1, 21)]
    assert {"PKH", "PBI-JK", "PBI-REAKT", "BTT"} <= {each.official for each in codes.PROGRAMMES.values()}


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('codes = "housing.floor"', 'codes = "housing.flor"', "codes 'housing.flor' is unknown"),
        ('codes = "housing.floor"', "", "codes belong to kind choice"),
        ('level = "household"', 'level = "village"', "level 'village' is unknown"),
        ("needed = true", 'needed = "yes"', "needed must be true or false"),
        ('block = "house"', 'block = "roof"', "block 'roof' is unknown"),
    ],
)
def test_a_mistake_in_a_variable_stops_the_start_and_is_named(tmp_path, right, wrong, message):
    folder = shutil.copytree(codes.FOLDER, tmp_path / "codes")
    file = folder / "variables.toml"
    before, entry, after = file.read_text().partition("[variables.floor]\n")
    assert right in after
    file.write_text(before + entry + after.replace(right, wrong, 1))
    with pytest.raises(codes.BrokenCodes, match=r"variables\.floor") as broken:
        codes.load(folder)
    assert message in str(broken.value)
