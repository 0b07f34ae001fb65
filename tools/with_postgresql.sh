#!/usr/bin/env bash
# Run a command with a PostgreSQL of its own in SHIMING_DATABASE_URL, and throw it away afterwards.
set -euo pipefail
find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
bin=$(find_bin || true)
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  echo "Installing PostgreSQL …"
  "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends postgresql >/dev/null || true
  bin=$(find_bin || true)
fi
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
  echo "################################################################" >&2
  echo "#  PostgreSQL cannot be had here: NOTHING was tested on it.    #" >&2
  echo "################################################################" >&2
  exit 0
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/shiming-pg.XXXXXX")
as_owner=()
if [ "$(id -u)" = 0 ]; then
  # PostgreSQL refuses to run as root.
  chown postgres "$folder"
  as_owner=(runuser -u postgres --)
fi
stop() { "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT
port=$("${PYTHON:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${as_owner[@]}" "$bin/initdb" -D "$folder/data" -U shiming --auth=trust --locale=C.UTF-8 --encoding=UTF8 >/dev/null
"${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c autovacuum=off -c jit=off -c max_connections=200" start >/dev/null
export SHIMING_DATABASE_URL="postgres://shiming@127.0.0.1:$port/postgres"
"$@"
