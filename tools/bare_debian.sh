#!/usr/bin/env bash
# The promise of the README, proved: a clean clone on a bare Debian 12 becomes a running page that settles a bill.
#
#   tools/bare_debian.sh [run|test]
#
# Makes a Debian 12 root with debootstrap in a temporary folder and works inside it: `run` times ./dev run until the
# page and a quote come back, `test` runs ./dev test. Needs root. How this machine reaches package mirrors and the npm
# registry is copied from its own settings when the script runs. KEEP=1 keeps the folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
what=${1:-run}
[[ $what == run || $what == test ]] || { echo "run or test?" >&2; exit 2; }
((EUID == 0)) || { echo "debootstrap and chroot need root" >&2; exit 2; }

root=$(mktemp -d "${TMPDIR:-/var/tmp}/bare-debian.XXXXXX")
server=
cleanup() {
  [[ ! $server ]] || kill "$server" 2>/dev/null || true
  [[ ! $server ]] || wait "$server" 2>/dev/null || true
  for mounted in dev/shm dev/pts proc; do
    mountpoint -q "$root/$mounted" && umount "$root/$mounted"
  done
  if [[ ${KEEP:-} ]]; then echo "kept: $root"; else rm -rf --one-file-system "$root"; fi
}
trap cleanup EXIT

# The first address of the machine's Debian sources, in either form of file.
mirror() {
  {
    awk '/^URIs:/ {print $2}' /etc/apt/sources.list.d/*.sources
    awk '$1 == "deb" {print ($2 ~ /^\[/) ? $3 : $2}' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
  } 2>/dev/null | sed -n '/debian/{p;q}'
}

copy_network_settings() {
  local file
  rm -f "$root/etc/apt/sources.list"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
    [[ -f $file ]] && grep -q bookworm "$file" && cp "$file" "$root$file"
  done
  grep -ls Acquire /etc/apt/apt.conf.d/* | xargs -r cp -t "$root/etc/apt/apt.conf.d/"
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  [[ ! -f ~/.npmrc ]] || cp ~/.npmrc "$root/root/.npmrc"
  [[ ! -f ${NODE_EXTRA_CA_CERTS:-} ]] || cp "$NODE_EXTRA_CA_CERTS" "$root/etc/extra-ca.pem"
}

inside() {
  local certificates=()
  [[ ! -f $root/etc/extra-ca.pem ]] || certificates=(NODE_EXTRA_CA_CERTS=/etc/extra-ca.pem)
  exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true \
    "${certificates[@]}" "$@"
}

# A made-up bill, asked for from inside with nothing but what ./dev setup installs.
ask() {
  cat <<'SCRIPT'
const base = process.argv[2];
const page = await fetch(base + '/');
const html = await page.text();
if (page.status !== 200 || !html.includes('<div id="app"')) throw new Error('no page: ' + page.status);
const reply = await fetch(base + '/v1/quotes', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    insured_area: '110000', insurance: '310', treatment_area: '360100', on: '2025-03-20', visit: '21',
    institution: { level: '3', kind: 'hospital' }, filing: 'long_term', person: { retired: true },
    year_so_far: { admissions: 0, amounts: {} },
    bill: { total: '43800.00', sums: { full_self_pay: '1800.00', over_limit: '0.00',
                                       self_pay_first: '0.00', in_scope: '42000.00' } },
  }),
});
const quote = await reply.json();
if (quote.totals?.person !== '6343.00') throw new Error('not the quote: ' + JSON.stringify(quote));
console.log('page and quote are there: the person pays ' + quote.totals.person);
SCRIPT
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

prove_run() {
  local begin=$SECONDS port=$((20000 + RANDOM % 20000))
  (inside /opt/yitong/dev run --port "$port") &
  server=$!
  until port_answers "$port"; do
    kill -0 "$server" 2>/dev/null || { echo "./dev run ended early" >&2; exit 1; }
    sleep 0.5
  done
  ask >"$root/tmp/ask.mjs"
  (inside node /tmp/ask.mjs "http://127.0.0.1:$port")
  echo "bare Debian 12 to running page: $((SECONDS - begin)) s"
}

echo "Debian 12 in $root"
debootstrap --variant=minbase bookworm "$root" "$(mirror)" >"$root.log" 2>&1 ||
  { tail "$root.log"; exit 1; }
rm -f "$root.log"
copy_network_settings
git clone -q --no-hardlinks . "$root/opt/yitong"
mount -t proc proc "$root/proc"
mount -t devpts devpts "$root/dev/pts"
mkdir -p "$root/dev/shm" && mount -t tmpfs tmpfs "$root/dev/shm"
if [[ $what == run ]]; then
  prove_run
else
  (inside /opt/yitong/dev test)
fi
