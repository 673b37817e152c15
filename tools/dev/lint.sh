# ./dev format and ./dev lint.

cpp_files() {
  find src include tests tools bench fuzz \( -name '*.cpp' -o -name '*.h' \) -type f | sort
}

# The files named, or all C++ of the project.
dev_format() {
  if (($#)); then
    clang-format-14 -i "$@"
  else
    cpp_files | xargs clang-format-14 -i
  fi
}

# C++ that differs from the last commit; in a clean tree, what the last commit touched.
changed_cpp() {
  local files
  files=$(git diff --name-only HEAD && git ls-files --others --exclude-standard)
  [[ $files ]] || files=$(git diff --name-only HEAD~1 HEAD 2>/dev/null || true)
  grep -E '^(src|tools|bench|fuzz)/.*\.(cpp|h)$' <<<"$files" | while read -r file; do
    [[ ! -f $file ]] || say "$file"
  done
}

check_format() {
  clang-format-14 --dry-run -Werror "$@"
}

check_clang_tidy() {
  [[ -f build/release/compile_commands.json ]] || cmake --preset release
  printf '%s\n' "$@" | grep '\.cpp$' |
    xargs -r -n 1 -P "$(cores)" clang-tidy-19 -p build/release --quiet
}

dev_lint() {
  local files=("$@")
  ((${#files[@]})) || mapfile -t files < <(changed_cpp)
  if ((${#files[@]} == 0)); then
    say "Nothing changed."
    return 0
  fi
  setup_debian run test
  step "format of ${#files[@]} files" check_format "${files[@]}"
  step "clang-tidy" check_clang_tidy "${files[@]}"
}
