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
