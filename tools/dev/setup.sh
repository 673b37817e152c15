# ./dev setup: Debian packages from tools/debian-packages.txt, then the web packages of web/package-lock.json.

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "Installing packages needs root: run './dev setup' as root, or install sudo."
  fi
}

# missing_packages TIER: the packages of the tier that are not installed.
missing_packages() {
  local tier package satisfied
  while read -r tier package satisfied; do
    [[ $tier == "$1" ]] || continue
    if [[ $satisfied ]] && command -v "$satisfied" >/dev/null; then continue; fi
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || say "$package"
  done < <(grep -v '^#' tools/debian-packages.txt)
}

install_packages() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

setup_debian() {
  local tier missing=()
  if ! command -v apt-get >/dev/null; then
    say "This is not a Debian system; install the equivalents of tools/debian-packages.txt yourself."
    return 0
  fi
  for tier in "$@"; do
    mapfile -t -O "${#missing[@]}" missing < <(missing_packages "$tier")
  done
  ((${#missing[@]})) || return 0
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  step "apt-get install" install_packages "${missing[@]}"
}

# setup_npm FOLDER: the packages of its lock file. npm writes node_modules/.package-lock.json last, so a newer one means
# a finished installation.
setup_npm() {
  [[ -f $1/package-lock.json ]] || return 0
  [[ $1/node_modules/.package-lock.json -nt $1/package-lock.json ]] && return 0
  step "npm ci in $1" npm --prefix "$1" ci --no-audit --no-fund
}

dev_setup() {
  local tiers=("$@")
  ((${#tiers[@]})) || tiers=(run test)
  setup_debian "${tiers[@]}"
  setup_npm web
  [[ " ${tiers[*]} " != *" test "* ]] || setup_npm tests/contract
}
