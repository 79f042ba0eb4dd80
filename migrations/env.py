"""Migrations run as the owner, who serves no request: DATABASE_URL with SET ROLE slrt_owner."""

import os

from alembic import context
from sqlalchemy import create_engine, text

from foundation.db import Base
from slrt import models  # noqa: F401  (every table of the house)


def run() -> None:
    """Apply migrations in one transaction, so that a failure half-way leaves nothing."""
    url = os.environ["SLRT_OWNER_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("SET ROLE slrt_owner"))
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        context.run_migrations()
    engine.dispose()


run()
