# Brings .venv up to date and enters it.
enter_environment() {
  if ! has poetry; then
    log_error "Poetry is not installed; see https://python-poetry.org/docs/#installation"
    log_error 'then run "direnv reload"'
    exit 1
  fi
  # Poetry takes a second to find that there is nothing to do. So run it only if .venv is new or
  # broken, or if one of these files is newer than the last sync.
  local synced=.venv/direnv-synced file stale=no
  if [[ ! -x .venv/bin/python ]]; then stale=yes; fi
  for file in pyproject.toml poetry.lock .envrc; do
    if [[ $file -nt $synced ]]; then stale=yes; fi
  done
  # Scripts contain the path of their Python, which leads a copied or moved project to the original.
  if [[ -s $synced && $(<"$synced") != "$PWD/.venv" ]]; then
    log_error 'the environment is not ready: .venv was made for another folder; run "rm -rf .venv"'
    log_error 'then run "direnv reload"'
    exit 1
  fi
  if [[ $stale == yes ]]; then
    # An existing lock is never changed: if it does not match pyproject.toml, that is an error.
    # Hide two variables: Poetry would install into the environment that they name.
    local own=(-u VIRTUAL_ENV -u CONDA_PREFIX "POETRY_VIRTUALENVS_CREATE=true")
    own+=("POETRY_VIRTUALENVS_IN_PROJECT=true")
    local poetry=(env "${own[@]}" poetry)
    if { [[ ! -e poetry.lock ]] && ! "${poetry[@]}" lock --no-interaction; } ||
      ! "${poetry[@]}" sync --no-interaction || ! echo "$PWD/.venv" >"$synced"; then
      log_error "the environment is not ready: $(_remedy)"
      log_error 'then run "direnv reload"'
      exit 1
    fi
  fi
  export VIRTUAL_ENV="$PWD/.venv"
  PATH_add .venv/bin
}
