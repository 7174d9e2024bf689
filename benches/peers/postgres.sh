#!/usr/bin/env bash
# Starts a PostgreSQL server of its own on a free loopback port, runs a command against it, and stops it again.
#
#   ./postgres.sh cargo run --release -- --only postgres
#
# Uses the PostgreSQL that is installed (Debian: apt-get install postgresql) with its default settings, so every commit is synced.
# The cluster lies in target/, on the disk that the other peers write to, and is removed at the end, whatever happens.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: $0 COMMAND..." >&2 && exit 2; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$(command -v initdb >/dev/null && dirname "$(readlink -f "$(command -v initdb)")" || ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] || {
  echo "no PostgreSQL server found (initdb, pg_ctl): install it, Debian: apt-get install postgresql" >&2
  exit 2
}

# The server refuses to run as root: root lends the folder to the user that the package made.
as_server() { "$@"; }
mkdir -p "$here/target"
if [ "$(id -u)" -eq 0 ]; then
  id postgres >/dev/null 2>&1 || { echo "run me as an ordinary user, or install the package that makes the user postgres" >&2 && exit 2; }
  as_server() { setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; }
fi
cluster=$(mktemp -d "$here/target/postgres.XXXXXX")
[ "$(id -u)" -ne 0 ] || chown postgres: "$cluster"

stop() {
  (cd "$cluster" && as_server "$bin/pg_ctl" --pgdata "$cluster/data" --mode immediate --silent stop) || true
  rm -rf "$cluster"
}
trap stop EXIT

# A port that nobody listens on now; a race for it only makes the start fail, with a message.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd "$cluster"
as_server "$bin/initdb" --pgdata "$cluster/data" --username postgres --auth trust --encoding UTF8 --no-locale >"$cluster/initdb.log"
as_server "$bin/pg_ctl" --pgdata "$cluster/data" --log "$cluster/server.log" --silent --wait \
  --options "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=''" start ||
  { cat "$cluster/server.log" >&2 && exit 1; }

cd "$here"
PGHOST=127.0.0.1 PGPORT=$port PGUSER=postgres PGDATABASE=postgres "$@"
