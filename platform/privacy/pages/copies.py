"""A citizen's own copy: a page to read, the same as JSON for a program, and the papers, in one file.

Numbers stay masked in it: the citizen knows them, and a copy that goes astray tells nobody else.
"""

import io
import json
import zipfile
from pathlib import PurePath

from flask import render_template

from foundation.clock import now
from privacy import queries
from registry.queries import person_rows
from tenants.access import subject
from tenants.office_time import office_moment

MOST_BYTES = 80 * 1024 * 1024
"""Of papers in one copy; what does not fit is named and handed over by itself."""


def copy_of(person_id: int) -> tuple[bytes, dict[str, int]]:
    """The file, and how many rows of each table are in it. Whoever makes it is written down."""
    found = queries.sections(person_id)
    person = person_rows([person_id])[person_id]
    made, left_out, size = io.BytesIO(), [], 0
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in queries.files(person_id):
            size += len(content)
            if size > MOST_BYTES:
                left_out.append(name)
                continue
            archive.writestr(f"berkas/{_safe(name)}", content)
        told = {
            "dibuat": now().isoformat(timespec="seconds"),
            "nama": person.name,
            "bagian": [
                {"tabel": each.table, "judul": each.label, "baris": [dict(row) for row in each.rows]} for each in found
            ],
            "tidak_ikut": left_out,
        }
        archive.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=2))
        page = render_template(
            "privacy/copy.html",
            sections=found,
            person=person,
            tenant=subject().tenant,
            left_out=left_out,
            made=office_moment(now(), subject().tenant.timezone),
        )
        archive.writestr("data.html", page)
    return made.getvalue(), {each.table: len(each.rows) for each in found}


def _safe(name: str) -> str:
    """A name without a way out of the folder."""
    return PurePath(name.replace("\\", "/").replace("\x00", "")).name[:120] or "berkas"
