# Running the fuzzers of build/fuzz, as many at once as there are cores.

# fuzz_one PROGRAM SECONDS FOLDER: grows the corpus in FOLDER/<name>, starting from the seeds in fuzz/corpus/<name>.
fuzz_one() {
  local program=$1 seconds=$2 name status=0 corpus
  name=$(basename "$program" _fuzz)
  corpus=$3/$name
  mkdir -p "$corpus" build/findings
  local inputs=("$corpus")
  [[ ! -d fuzz/corpus/$name ]] || inputs+=("fuzz/corpus/$name")
  "$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="build/findings/$name-" "${inputs[@]}" \
    >"build/log/fuzz_$name.log" 2>&1 || status=$?
  if ((status)); then
    say "$name: FAILED, input kept as build/findings/$name-*, see build/log/fuzz_$name.log"
    tail -n 30 "build/log/fuzz_$name.log"
    return 1
  fi
  say "$name: $(awk '/number_of_executed_units/ {print $2}' "build/log/fuzz_$name.log")" \
    "inputs in $seconds s, no finding"
}

# fuzz_each SECONDS FOLDER
fuzz_each() {
  local program status=0 running=()
  for program in build/fuzz/fuzz/*_fuzz; do
    [[ -x $program ]] || die "No fuzzer is built: cmake --preset fuzz and build first."
    while (($(jobs -rp | wc -l) >= $(cores))); do sleep 0.2; done
    fuzz_one "$program" "$1" "$2" &
    running+=($!)
  done
  for program in "${running[@]}"; do wait "$program" || status=1; done
  return "$status"
}
