# The environment .venv, up to date.
enter_environment() {
  if ! has poetry; then
    log_error "Poetry is not installed; see https://python-poetry.org/docs/#installation"
    log_error 'then "direnv reload"'
    exit 1
  fi
  # Poetry takes a second to find that there is nothing to do. So it is asked only if .venv is new or
  # broken, or one of these files has changed since; the time of a file tells.
  local synced=.venv/direnv-synced file stale=no
  if [[ ! -x .venv/bin/python ]]; then stale=yes; fi
  for file in pyproject.toml poetry.lock .envrc; do
    if [[ $file -nt $synced ]]; then stale=yes; fi
  done
  if [[ $stale == yes ]]; then
    # Never changes poetry.lock: it has to be there, and to fit pyproject.toml, or this fails.
    # Two variables are hidden: Poetry would install into the environment that they name.
    local sync=(env -u VIRTUAL_ENV -u CONDA_PREFIX POETRY_VIRTUALENVS_IN_PROJECT=true)
    sync+=(poetry sync --no-interaction)
    if [[ ! -e poetry.lock ]] || ! "${sync[@]}" || ! touch "$synced"; then
      log_error 'not ready: run "poetry lock" and "poetry sync", then "direnv reload"'
      exit 1
    fi
  fi
  export VIRTUAL_ENV="$PWD/.venv"
  PATH_add .venv/bin
}
