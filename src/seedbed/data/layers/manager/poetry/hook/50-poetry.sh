# Options of the sync go here, such as --with docs or --only main.
_load() {
  local sync=(poetry --project "$_root" sync --no-interaction)
  local synced=$_root/.venv/nix-synced file stale=no
  # Poetry takes a second to find that there is nothing to do. So it is asked only if .venv is new
  # or broken, or one of these files has changed since; the time of a file tells.
  if [[ ! -x $_root/.venv/bin/python ]]; then stale=yes; fi
  for file in pyproject.toml poetry.lock .nix/hook.sh; do
    if [[ $_root/$file -nt $synced ]]; then stale=yes; fi
  done
  # Scripts name their Python by its path: those of a copied or moved project lead to the original.
  if [[ -s $synced && $(<"$synced") != "$_root/.venv" ]]; then
    echo 'error: .venv was made for another folder; run "rm -rf .venv"' >&2
    return 1
  fi
  if [[ $stale == yes ]]; then
    if [[ ! -e $_root/poetry.lock ]]; then poetry --project "$_root" lock >&2 || return; fi
    # Two variables are hidden: Poetry would install into the environment that they name.
    local own=(-u VIRTUAL_ENV -u CONDA_PREFIX "POETRY_VIRTUALENVS_CREATE=true")
    own+=("POETRY_VIRTUALENVS_IN_PROJECT=true")
    env "${own[@]}" "${sync[@]}" >&2 || return
    echo "$_root/.venv" >"$synced" || return
  fi
  export VIRTUAL_ENV=$_root/.venv
  PATH=$VIRTUAL_ENV/bin:$PATH
}
