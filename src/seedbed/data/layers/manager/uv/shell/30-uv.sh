# Says what helps after uv failed.
_remedy() {
  echo 'uv says above what is wrong; if uv.lock needs an update, run "uv sync"'
}

# Prints the folder above the project in $1 whose manifest makes a workspace of uv's; or nothing.
_workspace_above() {
  local above=$1
  while above=${above%/*} && [[ -n $above ]]; do
    if [[ ! -e $above/pyproject.toml ]]; then continue; fi
    if grep -q '^\[tool\.uv\.workspace' "$above/pyproject.toml"; then echo "$above"; fi
    return
  done
}

# Prints the folder that holds the lock and the environment of the project in $1: $2, a workspace
# above it, if the lock there has the project as a member; else its own.
_home_of() {
  if [[ -n $2 ]] && grep -qsF "= \"${1#"$2/"}\" }" "$2/uv.lock"; then echo "$2"; else echo "$1"; fi
}
