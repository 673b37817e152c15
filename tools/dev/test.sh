# ./dev test: the stages of the verdict, each in its own process with a time limit and a log.

STAGES=(build unit scenarios policies web contract journeys readme sanitize fuzz threads)
STAGE_LIMIT_SECONDS=900

# needs PATH: ends the stage as "not yet" while the path does not exist.
needs() {
  [[ -e $1 ]] && return 0
  say "not yet: there is no $1"
  exit "$NOT_YET"
}

dev_stage() {
  "stage_$1"
}

stage_build() {
  build_cpp release
}

stage_unit() {
  ctest --test-dir build/release --output-on-failure -j "$(cores)"
}

stage_scenarios() {
  needs build/release/yitong
  build/release/yitong scenario run scenarios
}

stage_policies() {
  needs build/release/yitong
  build/release/yitong policy check policies
}

# Types from the contract, type check, bundle, unit tests, and the size of the first page.
stage_web() {
  build_web
  npm --prefix web test
  npm --prefix web run budget
}

# Real replies against api/openapi.yaml; starts servers of its own.
stage_contract() {
  needs tests/contract/run.mjs
  needs build/release/yitong
  npm --prefix tests/contract test
}

# Two people's journeys through the estimator in a real browser.
stage_journeys() {
  needs build/release/yitong
  with_server journey
}

journey() {
  (cd web && node tests/journey.mjs --base "$YITONG_BASE" --shots ../build/shots)
}

# The README's own command line, against a running server.
stage_readme() {
  needs README.md
  needs build/release/yitong
  with_server tools/checks/readme-example.sh
}

# One build serves the unit tests under ASan and UBSan, and the fuzzers.
stage_sanitize() {
  build_cpp fuzz
  ctest --test-dir build/fuzz --output-on-failure -j "$(cores)"
}

stage_fuzz() {
  needs build/fuzz/fuzz
  fuzz_each "${FUZZ_SECONDS:-20}" build/corpus
}

# Rooms that run in several threads, under ThreadSanitizer.
stage_threads() {
  local room targets=()
  for room in store server; do
    compgen -G "src/$room/*_test.cpp" >/dev/null && targets+=("${room}_test")
  done
  ((${#targets[@]})) || needs src/server
  build_cpp tsan "${targets[@]}"
  ctest --test-dir build/tsan --output-on-failure -R '^(store|server)$'
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
  local stage status passed=0 failed=0 begin=$SECONDS chosen=("$@") skipped=()
  ((${#chosen[@]})) || chosen=("${STAGES[@]}")
  dev_setup run test
  for stage in "${chosen[@]}"; do
    [[ " ${STAGES[*]} " == *" $stage "* ]] || die "There is no stage '$stage'. Stages: ${STAGES[*]}"
    status=0
    step "$stage" run_stage "$stage" || status=$?
    case $status in
      0) passed=$((passed + 1)) ;;
      "$NOT_YET") skipped+=("$stage") ;;
      *) failed=$((failed + 1)) ;;
    esac
    if [[ $stage == build && $status != 0 ]]; then break; fi
  done
  ((${#skipped[@]} == 0)) || say "not yet: ${skipped[*]}"
  say "$passed passed, $failed failed, $((SECONDS - begin)) s"
  ((failed == 0))
}
