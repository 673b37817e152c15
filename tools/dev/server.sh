# A server of the release build for a test: its own data folder, a free port on loopback, stopped at the end.

free_port() {
  local port
  while :; do
    port=$((10000 + RANDOM % 20000)) # below the ports that the system gives to clients
    # Nobody answers there: the port is free.
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  say "$port"
}

# wait_for_port PORT PID: until the server answers; fails when it has ended.
wait_for_port() {
  local tries
  for ((tries = 0; tries < 300; ++tries)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

# with_server COMMAND…: runs the command with YITONG_BASE, YITONG_DB and YITONG_KEY set to those of a fresh demo server.
with_server() {
  local port data server status=0
  port=$(free_port)
  data=$(mktemp -d)
  build/release/yitong serve --demo --port "$port" --db "$data/yitong.db" --key "$data/master.key" \
    >build/log/server.log 2>&1 &
  server=$!
  # shellcheck disable=SC2064
  trap "kill $server 2>/dev/null; rm -rf '$data'" EXIT
  if ! wait_for_port "$port" "$server"; then
    tail -n 20 build/log/server.log
    die "The server did not start."
  fi
  YITONG_BASE=http://127.0.0.1:$port YITONG_DB=$data/yitong.db YITONG_KEY=$data/master.key "$@" || status=$?
  kill "$server"
  wait "$server" || say "The server ended with status $? when asked to stop."
  rm -rf "$data"
  trap - EXIT
  return "$status"
}
