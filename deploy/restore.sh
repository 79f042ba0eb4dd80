#!/usr/bin/env bash
# restore.sh FILE.dump: into the EMPTY database SLRT_OWNER_URL names, on a new server; then checks every row and the isolation.
# PG_BIN may name the folder of psql and pg_restore.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dump=${1:?usage: restore.sh FILE.dump}
: "${SLRT_OWNER_URL:?an administrators libpq URL of the empty database}"
PATH="${PG_BIN:+$PG_BIN:}$PATH"
ask() { psql -X -q -v ON_ERROR_STOP=1 -At "$SLRT_OWNER_URL" "$@"; }

for file in "$dump" "${dump%.dump}.fingerprint"; do
  [ -s "$file" ] || { echo "$file is missing or empty" >&2; exit 1; }
done
tables=$(ask -c "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')")
[ "$tables" = 0 ] || { echo "the database already holds $tables tables: restore into an empty one" >&2; exit 1; }

ask -f "$here/roles.sql"
pg_restore --exit-on-error --single-transaction --dbname="$SLRT_OWNER_URL" "$dump"
ask -c "ANALYZE"

if ! diff "${dump%.dump}.fingerprint" <(ask -f "$here/fingerprint.sql") >&2; then
  echo "the rows are not those of the backup" >&2
  exit 1
fi
wrong=$(ask -f "$here/guarded.sql")
[ -z "$wrong" ] || { echo "$wrong" >&2; exit 1; }
echo "restored: $(wc -l < "${dump%.dump}.fingerprint") tables, every row as in the backup, isolation on"
echo "slrt_app has no password yet on a new server: run 'slrt migrate' with SLRT_APP_PASSWORD"
