if ! has uv; then
  log_error "uv is not installed; see https://docs.astral.sh/uv/getting-started/installation/"
  exit 1
fi

export VIRTUAL_ENV="$PWD/.venv"
# Milliseconds and nothing to see if all is installed; the first time it shows what it does.
quiet=
if [[ -d .venv ]]; then quiet=yes; fi
# --locked: never changes uv.lock, and fails if it does not fit pyproject.toml.
uv sync --locked ${quiet:+--quiet} || {
  log_error 'not ready: run "uv sync", which renews uv.lock and installs, then "direnv reload"'
  exit 1
}
PATH_add .venv/bin
