#!/usr/bin/env bash
# backup.sh FOLDER: writes slrt-<time>.dump and its fingerprint, both from one snapshot, while the house stays open.
# SLRT_OWNER_URL is an administrator's login: the owner of the tables is itself bound by row level security and would
# see no row. PG_BIN may name the folder of psql and pg_dump.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: backup.sh FOLDER}
: "${SLRT_OWNER_URL:?an administrators libpq URL of the database}"
PATH="${PG_BIN:+$PG_BIN:}$PATH"
umask 077
mkdir -p "$folder"
name="$folder/slrt-$(date -u +%Y%m%dT%H%M%SZ)"
trap 'rm -f "$name.dump.part" "$name.fingerprint.part"' EXIT

export SLRT_OWNER_URL DUMP="$name.dump.part"
psql -X -q -v ON_ERROR_STOP=1 -At "$SLRT_OWNER_URL" <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump --snapshot="\$SNAPSHOT" --format=custom --file="\$DUMP" "\$SLRT_OWNER_URL"
\if :SHELL_ERROR
  \warn pg_dump failed
  SELECT 1/0;
\endif
\o '$name.fingerprint.part'
\i '$here/fingerprint.sql'
\o
COMMIT;
SQL
pg_restore --list "$name.dump.part" > /dev/null
mv "$name.fingerprint.part" "$name.fingerprint"
mv "$name.dump.part" "$name.dump"
echo "$name.dump"
