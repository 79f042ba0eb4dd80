#!/bin/sh
# Writes the one login PgBouncer knows, from the environment, and becomes PgBouncer.
set -eu
umask 077
quoted=$(printf '%s' "${SLRT_APP_PASSWORD:?}" | sed 's/"/""/g')
printf '"slrt_app" "%s"\n' "$quoted" > /tmp/slrt-userlist.txt
exec pgbouncer "${1:-/etc/slrt/pgbouncer.ini}"
