#!/usr/bin/env bash
# Runs the curl of each README against $YITONG_BASE and looks for the totals that the README prints.
set -euo pipefail

for readme in README.md README.zh-CN.md; do
  command=$(awk '/^```sh$/ {on = 1; next} /^```$/ {on = 0} on' "$readme")
  expected=$(awk '/^```json$/ {on = 1; next} /^```$/ {on = 0} on' "$readme" | tr -d ' \n')
  [[ $command == curl* && $expected == *totals* ]] || { echo "$readme has no example"; exit 1; }
  reply=$(bash -c "${command//http:\/\/127.0.0.1:8080/$YITONG_BASE}" | tr -d ' \n')
  if [[ $reply != *"$expected"* ]]; then
    printf '%s\n  promises %s\n  the server says %s\n' "$readme" "$expected" "$reply"
    exit 1
  fi
  echo "$readme: as promised"
done
