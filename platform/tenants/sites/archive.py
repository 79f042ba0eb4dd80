"""All of one office's data in open formats: a zip of CSV tables and files, made while it is sent, whatever its size.

Read in one snapshot as staff who see every confidential case; which columns there are, the catalogue says. Sealed and
hashed columns (NIK, telephone, passwords, tokens) stay behind: what leaves holds them masked, and the manifest says so.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, column, select, text
from sqlalchemy import table as named

from foundation.clock import now
from foundation.db import db
from foundation.storage import unsealed
from foundation.tenancy import Context, Reader, enter
from tenants.subjects import TenantInfo
from web.tables import inert

CHUNK = 500
"""Rows read at once."""
_FILES = "stored_file"
_EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/webp": "webp"}
_CATALOGUE = text(
    """
    SELECT c.relname AS name,
           array_agg(a.attname::text ORDER BY a.attnum)
             FILTER (WHERE may.read AND a.atttypid <> 'bytea'::regtype) AS columns,
           array_agg(a.attname::text ORDER BY a.attnum)
             FILTER (WHERE NOT may.read OR a.atttypid = 'bytea'::regtype) AS behind
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped,
    LATERAL (SELECT has_column_privilege(c.oid, a.attnum, 'SELECT') AS read) AS may
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND EXISTS (SELECT FROM pg_attribute t
                  WHERE t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped)
    GROUP BY c.relname ORDER BY c.relname
    """
)


@dataclass
class Manifest:
    """What is in the archive, so that whoever gets it can check it."""

    office: str
    region_code: str | None
    made_at: str
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    left_behind: list[str] = field(default_factory=list)

    def written(self) -> bytes:
        """As JSON."""
        return json.dumps(vars(self), indent=1, ensure_ascii=False).encode()


class _Pipe(io.RawIOBase):
    """Where the zip is written: what has come is taken away again, nothing is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """What has been written since the last time."""
        taken, self._parts = b"".join(self._parts), []
        return taken


def stream(tenant: TenantInfo) -> Iterator[bytes]:
    """The archive, piece by piece. Needs an app context until the last piece."""
    with enter(Context(Reader.STAFF, tenant.id, sees_confidential=True)):
        connection = db.engine.connect()
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    pipe = _Pipe()
    manifest = Manifest(tenant.full_name, tenant.region_code, now().isoformat())
    try:
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in connection.execute(_CATALOGUE).all():
                if not table.columns:
                    manifest.left_behind.append(table.name)
                    continue
                yield from _table(connection, archive, pipe, manifest, table)
            yield from _files(connection, archive, pipe, manifest)
            archive.writestr("manifest.json", manifest.written())
        yield pipe.taken()
    finally:
        connection.close()


def _table(
    connection: Connection, archive: zipfile.ZipFile, pipe: _Pipe, manifest: Manifest, table: Any
) -> Iterator[bytes]:
    """One table as CSV, its rows counted and hashed on the way."""
    digest, rows, name = hashlib.sha256(), 0, f"{table.name}.csv"
    wanted = select(*(column(each) for each in table.columns)).select_from(named(table.name))
    with archive.open(name, "w", force_zip64=True) as member:
        first = _lines([table.columns])
        member.write(first)
        digest.update(first)
        for chunk in connection.execute(wanted, execution_options={"yield_per": CHUNK}).partitions():
            lines = _lines([[_cell(value) for value in row] for row in chunk])
            member.write(lines)
            digest.update(lines)
            rows += len(chunk)
            yield pipe.taken()
    manifest.tables[name] = {"rows": rows, "sha256": digest.hexdigest(), "columns_left_behind": table.behind or []}


def _files(connection: Connection, archive: zipfile.ZipFile, pipe: _Pipe, manifest: Manifest) -> Iterator[bytes]:
    """Every file that has not been erased, as it was sent in."""
    kept = text("SELECT id, media_type FROM stored_file WHERE erased_at IS NULL ORDER BY id")
    body = text("SELECT body FROM stored_file WHERE id = :id")
    for row in connection.execute(kept).all():
        content = unsealed(connection.execute(body, {"id": row.id}).scalar_one())
        name = f"files/{row.id}.{_EXTENSIONS.get(row.media_type, 'bin')}"
        archive.writestr(name, content)
        manifest.files[name] = hashlib.sha256(content).hexdigest()
        yield pipe.taken()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return inert(value)
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (dict, list)) else str(value)


def _lines(rows: list[list[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()
