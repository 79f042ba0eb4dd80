"""An office says itself what stands on its letterhead, and has a logo."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import OWN, WRITE, grant, protect

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

WORDS = ("government", "office", "address", "seat", "phone", "email")


def upgrade() -> None:
    for column in ("email", "government"):
        op.add_column("tenant", sa.Column(column, sa.Text(), server_default="", nullable=False))
    op.create_table(
        "office_logo",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_office_logo_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_office_logo_tenant_id_file_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_office_logo")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_office_logo_tenant_id")),
    )
    protect("office_logo")
    grant("office_logo", "slrt_staff", OWN, WRITE)
    _who_asks_knows_it()
    _said_by_the_office_itself()


def _who_asks_knows_it() -> None:
    """`subject_of` as it stands, with two more words on the tenant."""
    op.execute(
        """
        DO $$
        BEGIN
          EXECUTE replace(pg_get_functiondef('subject_of(int, bigint)'::regprocedure),
                          '''phone'', t.phone,',
                          '''phone'', t.phone, ''email'', t.email, ''government'', t.government,');
        END $$
        """
    )


def _said_by_the_office_itself() -> None:
    """Staff change these words of their own tenant and nothing else of any: `tenant` has no rows of a tenant."""
    listed = ", ".join(WORDS)
    op.execute(f"GRANT SELECT (id), UPDATE ({listed}) ON tenant TO slrt_registrar")
    op.execute(
        f"""
        CREATE FUNCTION say_of_my_office({", ".join(f"new_{word} text" for word in WORDS)}) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
          UPDATE tenant SET ({listed}) = ({", ".join(f"new_{word}" for word in WORDS)})
          WHERE id = nullif(current_setting('slrt.tenant_id', true), '')::int
        $$
        """
    )
    function = f"say_of_my_office({', '.join('text' for _word in WORDS)})"
    op.execute("GRANT CREATE ON SCHEMA public TO slrt_registrar")
    op.execute(f"ALTER FUNCTION {function} OWNER TO slrt_registrar")
    op.execute("REVOKE CREATE ON SCHEMA public FROM slrt_registrar")
    op.execute("SET ROLE slrt_registrar")
    op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO slrt_staff")
    op.execute("SET ROLE slrt_owner")


def downgrade() -> None:
    raise NotImplementedError("what offices say of themselves is not thrown away: restore a backup instead")
