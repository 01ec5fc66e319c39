if ! has uv; then
  log_error "uv is not installed; see https://docs.astral.sh/uv/getting-started/installation/"
  exit 1
fi

export VIRTUAL_ENV="$PWD/.venv"
# uv is asked only if .venv is new or broken, or one of the two files has changed since; the time of
# a file tells.
synced=.venv/direnv-synced
if [[ ! -x .venv/bin/python || pyproject.toml -nt $synced || uv.lock -nt $synced ]]; then
  # --locked: never changes uv.lock, and fails if it does not fit pyproject.toml.
  uv sync --locked || {
    log_error 'not ready: run "uv sync", which renews uv.lock and installs, then "direnv reload"'
    exit 1
  }
  touch "$synced"
fi
PATH_add .venv/bin
