if ! has poetry; then
  log_error "Poetry is not installed; see https://python-poetry.org/docs/#installation"
  exit 1
fi

# Poetry takes a second to find that there is nothing to do. So it is asked only if .venv is new or
# one of the two files has changed since; the time of this file tells.
synced=.venv/direnv-synced
if [[ pyproject.toml -nt $synced || poetry.lock -nt $synced ]]; then
  # Never changes poetry.lock: it has to be there, and to fit pyproject.toml, or this fails.
  # Two variables are hidden: Poetry would install into the environment that they name.
  sync=(env -u VIRTUAL_ENV -u CONDA_PREFIX poetry sync --no-interaction)
  if [[ ! -e poetry.lock ]] || ! "${sync[@]}"; then
    log_error 'not ready: run "poetry lock" and "poetry sync", then "direnv reload"'
    exit 1
  fi
  touch "$synced"
fi
export VIRTUAL_ENV="$PWD/.venv"
PATH_add .venv/bin
