# The environment .venv, or the one that UV_PROJECT_ENVIRONMENT names, up to date.
enter_environment() {
  if ! has uv; then
    log_error "uv is not installed; see https://docs.astral.sh/uv/getting-started/installation/"
    log_error 'then "direnv reload"'
    exit 1
  fi
  VIRTUAL_ENV=$(expand_path "${UV_PROJECT_ENVIRONMENT:-.venv}")
  export VIRTUAL_ENV
  # uv is asked only if the environment is new or broken, or one of these files has changed since;
  # the time of a file tells.
  local synced=$VIRTUAL_ENV/direnv-synced file stale=no
  if [[ ! -x $VIRTUAL_ENV/bin/python ]]; then stale=yes; fi
  for file in pyproject.toml uv.lock .envrc; do
    if [[ $file -nt $synced ]]; then stale=yes; fi
  done
  if [[ $stale == yes ]]; then
    # A lock that is there is never changed: if it does not fit pyproject.toml, that is an error.
    local sync=(uv sync)
    if [[ -e uv.lock ]]; then sync+=(--locked); fi
    if ! "${sync[@]}" || ! touch "$synced"; then
      log_error "not ready: $(_remedy)"
      log_error 'then "direnv reload"'
      exit 1
    fi
  fi
  PATH_add "$VIRTUAL_ENV/bin"
}
