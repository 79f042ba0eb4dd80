"""To look after an own account: recovery codes, an offered authenticator, where one is signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("totp_offer_cipher", sa.LargeBinary(), nullable=True))
    op.add_column("signin_session", sa.Column("device", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_code TO slrt_signin")


def downgrade() -> None:
    op.drop_table("recovery_code")
    op.drop_column("signin_session", "device")
    op.drop_column("account", "totp_offer_cipher")
