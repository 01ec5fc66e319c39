# Says what to do after uv has failed.
_remedy() {
  echo 'see the output of uv above; if uv.lock is out of date, run "uv sync"'
}

# Prints the folder above the project in $1 whose manifest defines a uv workspace, or nothing.
_workspace_above() {
  local above=$1
  while above=${above%/*} && [[ -n $above ]]; do
    if [[ ! -e $above/pyproject.toml ]]; then continue; fi
    if grep -q '^\[tool\.uv\.workspace' "$above/pyproject.toml"; then echo "$above"; fi
    return
  done
}

# Prints the folder that holds the lock and the environment of the project in $1: the workspace $2
# above it, if the lock there lists the project as a member; otherwise the project's own folder.
_home_of() {
  if [[ -n $2 ]] && grep -qsF "= \"${1#"$2/"}\" }" "$2/uv.lock"; then echo "$2"; else echo "$1"; fi
}
