# ./dev prove: proofs that take long. Each resumes where the last run ended and appends a dated row to docs/proofs.md.
#
#   FUZZ_SECONDS (3600)  seconds for each fuzzer; the corpora stay under var/prove/corpus
#   SEEDS (20)           rounds of the properties, each with the next seed and 2,000 cases
#   KILLS (200)          how often the server is killed, in the middle of traffic, of its start and of its end
#   OVERLOAD_SECONDS (20) three times the load that the server can take
#   RESTORE (20000)      settlements in the database that is backed up and restored
#   SOAK_SECONDS (3600)  steady traffic
#   SIM_SEEDS (2000)     stories of the fault simulator, each with the next seed

PROOFS=(sanitize fuzz seeds sim crash disks overload restore soak bare)

# record NAME WHAT OUTCOME
record() {
  if [[ ! -f docs/proofs.md ]]; then
    {
      say "# Proofs"
      say
      say "Written by \`./dev prove\`; the newest row is the last."
      say
      say "| date | commit | proof | what was run | outcome |"
      say "|---|---|---|---|---|"
    } >docs/proofs.md
  fi
  say "| $(date -u +%F) | $(git rev-parse --short HEAD) | $1 | $2 | $3 |" | tee -a docs/proofs.md
}

# The unit tests under all of ASan and UBSan.
prove_sanitize() {
  local status=0
  step "build asan" build_cpp asan
  LSAN_OPTIONS=suppressions=$PWD/tools/leaks.txt:print_suppressions=0 step "ctest asan" ctest --test-dir build/asan --output-on-failure -j "$(cores)" || status=1
  record sanitize "unit tests under ASan and all of UBSan" \
    "$(grep 'tests passed' build/log/ctest_asan.log || tail -n 1 build/log/ctest_asan.log)"
  return "$status"
}

prove_fuzz() {
  local seconds=${FUZZ_SECONDS:-3600} outcome='no finding' status=0
  step "build fuzzers" build_cpp fuzz fuzzers
  mkdir -p var/prove/corpus
  step "fuzz" fuzz_each "$seconds" var/prove/corpus || status=1
  ((status == 0)) || outcome="a finding, see build/findings"
  record fuzz "$(grep -c 'inputs in' build/log/fuzz.log) fuzzers, $seconds s each: $(
    grep 'inputs in' build/log/fuzz.log | sed 's/ in .*//' | paste -sd ';'
  )" "$outcome"
  return "$status"
}

# Every property again under seeds that no run has used before.
run_properties() {
  local seed=$1 program
  for program in build/release/*_test; do
    RC_PARAMS="seed=$seed max_success=2000" "$program" --gtest_brief=1 || return 1
  done
}

prove_seeds() {
  local state=var/prove/next_seed first last seed
  step "build tests" build_cpp release
  mkdir -p var/prove
  first=$(cat "$state" 2>/dev/null || say 1)
  last=$((first + ${SEEDS:-20} - 1))
  for ((seed = first; seed <= last; ++seed)); do
    if ! step "seed $seed" run_properties "$seed"; then
      record seeds "seed $seed, 2,000 cases a property" "a counterexample, see build/log/seed_$seed.log"
      return 1
    fi
    say $((seed + 1)) >"$state"
  done
  record seeds "seeds $first to $last, 2,000 cases a property" "all properties hold"
}

# next_seed NAME: a number that no run of this proof has used before.
next_seed() {
  local state=var/prove/$1.seed seed
  mkdir -p var/prove
  seed=$(cat "$state" 2>/dev/null || say 1)
  say $((seed + 1)) >"$state"
  say "$seed"
}

# traffic NAME [AMOUNT]: tools/prove/NAME.mjs in a folder of its own; its last line is the outcome. How far it is
# stands in build/log/NAME.log.
traffic() {
  local name=$1 seed status=0
  local folder=$PWD/var/prove/$name
  step "build yitong" build_cpp release yitong faults
  seed=$(next_seed "$name")
  rm -rf "$folder"
  mkdir -p "$folder"
  step "$name" node "tools/prove/$name.mjs" "$folder" "$(free_port)" "${@:2}" "$seed" || status=1
  record "$name" "seed $seed" "$(tail -n 1 "build/log/$name.log")"
  return "$status"
}

# simulate FIRST LAST: the seeds in as many parts as there are cores.
simulate() {
  local first=$1 last=$2 parts=() part size status=0
  size=$(((last - first + $(cores)) / $(cores)))
  for ((; first <= last; first += size)); do
    build/release/tools/sim/yitong-sim \
      --seeds "$first..$((first + size - 1 < last ? first + size - 1 : last))" &
    parts+=($!)
  done
  for part in "${parts[@]}"; do
    wait "$part" || status=1
  done
  return "$status"
}

build_planted() {
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
  cmake --preset release -B "build/planted-$1" "-DYITONG_PLANT=$1" -DYITONG_WHOLE_ROOMS=OFF
  cmake --build "build/planted-$1" -j "$(cores)" --target yitong-sim
}

# Succeeds if the simulator fails with a story.
find_planted() {
  local status=0
  "build/planted-$1/tools/sim/yitong-sim" --seeds 1..500 || status=$?
  ((status == 1))
}

# Stories of the fault simulator, and whether it finds bugs that were planted for it (src/base/planted.h).
prove_sim() {
  local state=var/prove/sim.seed first last bug status=0 outcome='every invariant holds'
  step "build yitong-sim" build_cpp release yitong-sim
  mkdir -p var/prove
  first=$(cat "$state" 2>/dev/null || say 1)
  last=$((first + ${SIM_SEEDS:-2000} - 1))
  if step "simulate" simulate "$first" "$last"; then
    outcome+=", $(awk '/ clean: /{n += $4; r += $13} END {print n " steps, " r " restarts"}' build/log/simulate.log)"
    say $((last + 1)) >"$state"
  else
    outcome="$(grep -m 1 ' fails: ' build/log/simulate.log), see build/log/simulate.log"
    status=1
  fi
  record sim "seeds $first to $last" "$outcome"
  for bug in 1 2 3 4 5 6 7 8 9 10 11 12; do
    step "build planted bug $bug" build_planted "$bug"
    step "find planted bug $bug" find_planted "$bug" || status=1
    record sim "planted bug $bug" "$(grep -m 1 -E ' fails: | clean: ' "build/log/find_planted_bug_$bug.log")"
  done
  return "$status"
}

prove_crash() { traffic crash "${KILLS:-200}"; }

prove_disks() { traffic disks; }

prove_overload() { traffic overload "${OVERLOAD_SECONDS:-20}"; }

prove_restore() { traffic restore "${RESTORE:-20000}"; }

prove_soak() { traffic soak "${SOAK_SECONDS:-3600}"; }

prove_bare() {
  local status=0
  setup_debian prove
  step "bare Debian 12" tools/bare_debian.sh run || status=1
  if ((status)); then
    record bare "a clean clone on a bare Debian 12, ./dev run" "failed, see build/log/bare_Debian_12.log"
  else
    record bare "a clean clone on a bare Debian 12, ./dev run" "$(grep "to running page" build/log/bare_Debian_12.log)"
  fi
  return "$status"
}

dev_prove() {
  local name chosen=("$@")
  ((${#chosen[@]})) || chosen=("${PROOFS[@]}")
  setup_debian run test
  for name in "${chosen[@]}"; do
    [[ " ${PROOFS[*]} " == *" $name "* ]] || die "There is no proof '$name'. Proofs: ${PROOFS[*]}"
    "prove_$name"
  done
}
