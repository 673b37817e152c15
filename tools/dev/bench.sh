# ./dev bench: builds and runs the benchmarks. Figures drift between machines and runs: compare rows of one run.

dev_bench() {
  local name=${1:-} program found=0
  setup_debian run test
  step "build benches" build_cpp release benches yitong  # some run the server
  mkdir -p build/bench
  for program in build/release/bench/*_bench; do
    [[ -x $program && $(basename "$program") == *"$name"* ]] || continue
    found=1
    say "== $(basename "$program")"
    "$program" --benchmark_out="build/bench/$(basename "$program").json" \
      --benchmark_out_format=json --benchmark_counters_tabular=true
  done
  ((found)) || die "There is no benchmark whose name contains '$name'."
}
