# Options of the sync go here, such as --with docs or --only main.
_load() {
  local sync=(poetry --project "$_root" sync --no-interaction)
  local synced=$_root/.venv/nix-synced
  # Poetry takes a second to find that there is nothing to do. So it is asked only if .venv is new
  # or one of the two files has changed since; the time of a file tells.
  if [[ $_root/pyproject.toml -nt $synced || $_root/poetry.lock -nt $synced ]]; then
    if [[ ! -e $_root/poetry.lock ]]; then poetry --project "$_root" lock >&2 || return; fi
    # Two variables are hidden: Poetry would install into the environment that they name.
    env -u VIRTUAL_ENV -u CONDA_PREFIX "${sync[@]}" >&2 || return
    touch "$synced"
  fi
  export VIRTUAL_ENV=$_root/.venv
  PATH=$VIRTUAL_ENV/bin:$PATH
}
_remedy='run "poetry lock" and "poetry sync"; then open the shell again.'
