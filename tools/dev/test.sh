# ./dev test: the stages of the verdict, each in its own process with a time limit and a log.

STAGES=(build unit scenarios policies web contract journeys documents faults sanitize fuzz threads)
STAGE_LIMIT_SECONDS=1200

dev_stage() {
  "stage_$1"
}

stage_build() {
  build_cpp release all benches # nothing else builds the benches
}

stage_unit() {
  ctest --test-dir build/release --output-on-failure -j "$(cores)"
}

stage_scenarios() {
  build/release/yitong scenario run scenarios
}

stage_policies() {
  build/release/yitong policy check policies
}

# Types from the contract, bundle, format and type check, unit tests, and the size of the first page.
stage_web() {
  build_web
  npm --prefix web run lint
  npm --prefix web test
  npm --prefix web run budget
}

# Real replies against api/openapi.yaml; starts servers of its own.
stage_contract() {
  npm --prefix tests/contract test
}

# In a real browser: every state of the page, then two people's journeys against the real server. What failed is said
# last, where the end of the log shows it.
stage_journeys() {
  local logs=(build/log/journey.log build/log/states.log) states journeys=0 shown=0
  (cd web && exec node tests/states.mjs --shots ../build/shots) >"${logs[1]}" 2>&1 &
  states=$!
  with_server journey >"${logs[0]}" 2>&1 || journeys=$?
  wait "$states" || shown=$?
  if ((journeys && !shown)); then logs=("${logs[1]}" "${logs[0]}"); fi
  cat "${logs[@]}"
  if ((!journeys && !shown)); then return 0; fi
  say "journeys ended with $journeys, states with $shown"
  grep -h -A 8 '^FAIL' "${logs[@]}"
  return 1
}

journey() {
  (cd web && node tests/journey.mjs --base "$YITONG_BASE" --shots ../build/shots)
}

# What the documents promise: the README's own command line, and the table of errors as the program prints it.
stage_documents() {
  with_server tools/checks/readme-example.sh
  with_server tools/checks/hledger.sh
  build/release/yitong errors | diff -u docs/errors.md - ||
    die "Refresh it: build/release/yitong errors >docs/errors.md"
  build/release/yitong roles | diff -u docs/roles.md - || die "Refresh it: build/release/yitong roles >docs/roles.md"
  build/release/yitong cases | diff -u docs/case-tables.md - ||
    die "Refresh it: build/release/yitong cases >docs/case-tables.md"
  build/release/yitong policy schema | diff -u docs/policy.schema.json - ||
    die "Refresh it: build/release/yitong policy schema >docs/policy.schema.json"
}

# The real server killed some times, on bad disks and with a blocked writer; ./dev prove crash, disks and overload do
# more of it.
stage_faults() {
  local folder
  folder=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$folder'" EXIT
  node tools/prove/disks.mjs "$folder/disks" "$(free_port)" 1 "full" "full at start" "a failed sync" \
    "less than was sealed" "out of descriptors" "nobody reads the log"
  node tools/prove/crash.mjs "$folder/crash" "$(free_port)" 6 1
  node tools/prove/overload.mjs "$folder/overload" "$(free_port)" 0 1
}

# One build serves the unit tests under ASan and UBSan, and the fuzzers. It leaves out UBSan's null, alignment,
# object-size and vptr checks, which cost a third of the compile time and mostly see what ASan sees too;
# `./dev prove sanitize` has them all.
stage_sanitize() {
  build_cpp fuzz
  LSAN_OPTIONS=suppressions=$PWD/tools/leaks.txt:print_suppressions=0 \
    ctest --test-dir build/fuzz --output-on-failure -j "$(cores)"
}

stage_fuzz() {
  fuzz_each "${FUZZ_SECONDS:-20}" build/corpus
}

THREADED=(store_test server_test verbs_test)  # rooms that run in several threads

stage_threads() {  # under ThreadSanitizer
  build_cpp tsan "${THREADED[@]}"
  ctest --test-dir build/tsan --output-on-failure -R '^(store|server)$'
  build/tsan/verbs_test --gtest_brief=1 --gtest_filter='Foresight.*'
}

# The sanitizers' builds take what the stages before them leave of the machine; a stage that needs one waits for it.
build_ahead() {
  renice -n 19 -p "$BASHPID"
  build_cpp fuzz
  build_cpp tsan "${THREADED[@]}"
}

run_stage() {
  local status=0 child
  timeout -k 10 "$STAGE_LIMIT_SECONDS" ./dev stage "$1" &
  child=$!
  # shellcheck disable=SC2064
  trap "kill $child 2>/dev/null" EXIT INT TERM
  wait "$child" || status=$?
  trap - EXIT INT TERM
  return "$status"
}

dev_test() {
  local stage status passed=0 failed=0 begin=$SECONDS chosen=("$@")
  ((${#chosen[@]})) || chosen=("${STAGES[@]}")
  dev_setup run test
  for stage in "${chosen[@]}"; do
    [[ " ${STAGES[*]} " == *" $stage "* ]] || die "There is no stage '$stage'. Stages: ${STAGES[*]}"
    status=0
    step "$stage" run_stage "$stage" || status=$?
    if ((status)); then failed=$((failed + 1)); else passed=$((passed + 1)); fi
    # Without a build the other stages have nothing to say.
    if [[ $stage == build && $status != 0 ]]; then break; fi
    if [[ $stage == build && $# == 0 ]]; then
      set -m  # a group of its own, so that it can be ended as a whole
      build_ahead >build/log/ahead.log 2>&1 </dev/null &
      set +m
      # shellcheck disable=SC2064
      trap "kill -- -$! 2>/dev/null || true" EXIT
    fi
  done
  say "$passed passed, $failed failed, $((SECONDS - begin)) s"
  ((failed == 0))
}
