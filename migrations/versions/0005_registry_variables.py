"""The registry's variables: those of DTSEN as columns of person and household, and how a name sounds."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _name_key()
    _columns()


def _name_key() -> None:
    """How an Indonesian name sounds: titles and patronymic words away, old spelling made new, vowels left out.

    Immutable, because a stored column is made of it: an expression index would be lost under row level security.
    """
    op.execute(
        r"""
        CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
          word text := lower(name);
        BEGIN
          word := regexp_replace(word, '\m(muhamm?ad|moh?amm?ad|mochamm?ad|muchamm?ad|much|moch|mohd?|muhd?|mhd|m)\M',
                                 'mhmd', 'g');
          word := regexp_replace(word, '\m(hj?|haji|hajah|kh|drs?|dra|ir|prof|alm|bin|binti|bt|bte)\M', '', 'g');
          word := regexp_replace(word, '[^a-z]', '', 'g');
          word := replace(replace(replace(replace(word, 'oe', 'u'), 'dj', 'j'), 'tj', 'c'), 'sj', 's');
          word := replace(replace(replace(replace(word, 'ch', 'h'), 'kh', 'h'), 'sy', 's'), 'dh', 'd');
          word := translate(replace(replace(word, 'th', 't'), 'ph', 'p'), 'fvzqy', 'ppski');
          word := regexp_replace(translate(left(word, 1), 'eiou', 'aaaa') || translate(substr(word, 2), 'aeiou', ''),
                                 '(.)\1+', '\1', 'g');
          RETURN left(word, 24);
        END $$;
        """
    )


def _columns() -> None:
    for column in (
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("family_size", sa.SmallInteger(), nullable=True),
        sa.Column("tenure", sa.SmallInteger(), nullable=True),
        sa.Column("land_proof", sa.SmallInteger(), nullable=True),
        sa.Column("floor_area", sa.SmallInteger(), nullable=True),
        sa.Column("floor", sa.SmallInteger(), nullable=True),
        sa.Column("wall", sa.SmallInteger(), nullable=True),
        sa.Column("roof", sa.SmallInteger(), nullable=True),
        sa.Column("water", sa.SmallInteger(), nullable=True),
        sa.Column("toilet", sa.SmallInteger(), nullable=True),
        sa.Column("closet", sa.SmallInteger(), nullable=True),
        sa.Column("sewage", sa.SmallInteger(), nullable=True),
        sa.Column("lighting", sa.SmallInteger(), nullable=True),
        sa.Column("power", sa.SmallInteger(), nullable=True),
        sa.Column("fuel", sa.SmallInteger(), nullable=True),
        sa.Column("farmland", sa.Integer(), nullable=True),
        sa.Column("other_house", sa.Boolean(), nullable=True),
        sa.Column("cattle", sa.SmallInteger(), nullable=True),
        sa.Column("buffalo", sa.SmallInteger(), nullable=True),
        sa.Column("horses", sa.SmallInteger(), nullable=True),
        sa.Column("pigs", sa.SmallInteger(), nullable=True),
        sa.Column("goats", sa.SmallInteger(), nullable=True),
        sa.Column("gas_cylinders", sa.SmallInteger(), nullable=True),
        sa.Column("refrigerators", sa.SmallInteger(), nullable=True),
        sa.Column("air_conditioners", sa.SmallInteger(), nullable=True),
        sa.Column("water_heaters", sa.SmallInteger(), nullable=True),
        sa.Column("televisions", sa.SmallInteger(), nullable=True),
        sa.Column("computers", sa.SmallInteger(), nullable=True),
        sa.Column("smartphones", sa.SmallInteger(), nullable=True),
        sa.Column("gold", sa.Boolean(), nullable=True),
        sa.Column("bicycles", sa.SmallInteger(), nullable=True),
        sa.Column("motorcycles", sa.SmallInteger(), nullable=True),
        sa.Column("cars", sa.SmallInteger(), nullable=True),
        sa.Column("boats", sa.SmallInteger(), nullable=True),
        sa.Column("motorboats", sa.SmallInteger(), nullable=True),
        sa.Column("income_source", sa.SmallInteger(), nullable=True),
        sa.Column("spending_food", sa.BigInteger(), nullable=True),
        sa.Column("spending_other", sa.BigInteger(), nullable=True),
        sa.Column("record_state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("finalised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finalised_by", sa.BigInteger(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("desil", sa.SmallInteger(), nullable=True),
        sa.Column("desil_period", sa.Text(), nullable=True),
        sa.Column("dtsen_status", sa.Text(), nullable=True),
    ):
        op.add_column("household", column)
    for column in (
        sa.Column("name_key", sa.Text(), sa.Computed("name_key(name)", persisted=True), nullable=False),
        sa.Column("nik_state", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("marital_status", sa.SmallInteger(), nullable=True),
        sa.Column("presence", sa.Text(), server_default="found", nullable=False),
        sa.Column("schooling", sa.SmallInteger(), nullable=True),
        sa.Column("school_level", sa.SmallInteger(), nullable=True),
        sa.Column("working", sa.Boolean(), nullable=True),
        sa.Column("occupation", sa.SmallInteger(), nullable=True),
        sa.Column("work_sector", sa.SmallInteger(), nullable=True),
        sa.Column("turnover", sa.SmallInteger(), nullable=True),
        sa.Column("income", sa.BigInteger(), nullable=True),
        sa.Column("support", sa.SmallInteger(), nullable=True),
        sa.Column("difficulty_seeing", sa.SmallInteger(), nullable=True),
        sa.Column("difficulty_hearing", sa.SmallInteger(), nullable=True),
        sa.Column("difficulty_walking", sa.SmallInteger(), nullable=True),
        sa.Column("difficulty_hands", sa.SmallInteger(), nullable=True),
        sa.Column("difficulty_learning", sa.SmallInteger(), nullable=True),
        sa.Column("difficulty_behaviour", sa.SmallInteger(), nullable=True),
        sa.Column("difficulty_speaking", sa.SmallInteger(), nullable=True),
        sa.Column("difficulty_selfcare", sa.SmallInteger(), nullable=True),
        sa.Column("difficulty_remembering", sa.SmallInteger(), nullable=True),
        sa.Column("illness", sa.SmallInteger(), nullable=True),
        sa.Column("pregnant", sa.Boolean(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("desil", sa.SmallInteger(), nullable=True),
        sa.Column("desil_period", sa.Text(), nullable=True),
        sa.Column("dtsen_status", sa.Text(), nullable=True),
    ):
        op.add_column("person", column)
    op.create_check_constraint(
        op.f("ck_household_record_state_known"), "household", "record_state IN ('draft', 'final')"
    )
    op.create_check_constraint(
        op.f("ck_person_nik_state_known"), "person", "nik_state IN ('unknown', 'unchecked', 'matched', 'mismatched')"
    )
    op.create_check_constraint(
        op.f("ck_person_presence_known"), "person", "presence IN ('found', 'moved', 'deceased', 'not_found')"
    )
    for table in ("household", "person"):
        op.create_check_constraint(op.f(f"ck_{table}_desil_in_range"), table, "desil BETWEEN 1 AND 10")
    op.create_foreign_key(
        op.f("fk_household_tenant_id_finalised_by"),
        "household",
        "membership",
        ["tenant_id", "finalised_by"],
        ["tenant_id", "id"],
    )
    op.create_index("ix_household_village", "household", ["tenant_id", "village_code", "id"], unique=False)
    op.create_index("ix_person_name_key", "person", ["tenant_id", "name_key"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("what was recorded is not thrown away: restore a backup instead")
