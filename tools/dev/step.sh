# Calm output: one line a step, its log in build/log/, the end of the log only when the step fails.

cores() { nproc; }

say() { printf '%s\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# step NAME COMMAND…: runs the command, prints its name, duration and outcome.
step() {
  local name=$1 begin=$SECONDS log status=0
  shift
  log=build/log/${name//[^A-Za-z0-9_.-]/_}.log
  mkdir -p build/log
  # A step ends at its first failing command. Bash forgets `set -e` inside `command || …`, so it is set again in a
  # subshell; where step itself stands left of ||, the command must be a program or watch its own status.
  set +e
  if [[ ${VERBOSE:-} ]]; then
    say "-- $name: $*"
    (
      set -e
      "$@"
    ) 2>&1 </dev/null | tee "$log"
    status=${PIPESTATUS[0]}
  else
    printf '  %-28s' "$name"
    (
      set -e
      "$@"
    ) >"$log" 2>&1 </dev/null
    status=$?
  fi
  set -e
  if ((status == 0)); then
    printf 'ok %5d s\n' $((SECONDS - begin))
    return 0
  fi
  printf 'FAILED after %d s (status %d), end of %s:\n' $((SECONDS - begin)) "$status" "$log"
  tail -n 40 "$log" | sed 's/^/    /'
  return "$status"
}
