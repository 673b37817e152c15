# ./dev build and ./dev run.

# build_cpp PRESET [TARGET…]: configure once, then build; CMake looks again when a CMake file changed.
build_cpp() {
  local preset=$1
  mkdir -p build
  shift
  # The cache then serves every clone of this machine, wherever it lies.
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
  if [[ ! -f build/$preset/build.ninja ]]; then
    cmake --preset "$preset"
  fi
  flock "build/$preset.lock" cmake --build "build/$preset" -j "$(cores)" ${@:+--target "$@"}
}

build_web() {
  npm --prefix web run build
}

# True when web/dist is older than any source it is made from.
web_is_stale() {
  [[ ! -f web/dist/index.html ]] && return 0
  [[ $(find web api/openapi.yaml -newer web/dist/index.html -type f \
    -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -name schema.d.ts -print -quit) ]]
}

dev_build() {
  local preset=${1:-release}
  setup_debian run
  step "build $preset" build_cpp "$preset"
  if [[ $preset == release && -f web/package.json ]]; then
    setup_npm web
    ! web_is_stale || step "build web" build_web
  fi
}

dev_run() {
  setup_debian run
  setup_npm web
  step "build yitong" build_cpp release yitong
  ! web_is_stale || step "build web" build_web
  mkdir -p var
  say "starting with demo data: open the address that appears below"
  exec build/release/yitong serve --demo "$@"
}
