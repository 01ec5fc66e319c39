# Brings .venv, or the environment that UV_PROJECT_ENVIRONMENT names, up to date and enters it.
enter_environment() {
  if ! has uv; then
    log_error "uv is not installed; see https://docs.astral.sh/uv/getting-started/installation/"
    log_error 'then run "direnv reload"'
    exit 1
  fi
  local workspace home synced file stale=no sync=(uv sync)
  workspace=$(_workspace_above "$PWD")
  _find_environment
  # Run uv only if the environment is new or broken, or if one of these files is newer than the
  # last sync.
  if [[ ! -x $VIRTUAL_ENV/bin/python ]]; then stale=yes; fi
  for file in pyproject.toml "$home/pyproject.toml" "$home/uv.lock" .envrc; do
    if [[ $file -nt $synced ]]; then stale=yes; fi
  done
  # Scripts contain the path of their Python, so a copied or moved project needs new ones.
  if [[ -s $synced && $(<"$synced") != "$VIRTUAL_ENV" ]]; then stale=yes sync+=(--reinstall); fi
  if [[ $stale == yes ]]; then
    # An existing lock is never changed: if it does not match pyproject.toml, that is an error.
    if [[ -e $home/uv.lock ]]; then sync+=(--locked); fi
    # Keep what other members of the workspace need.
    if [[ -n $workspace ]]; then sync+=(--inexact); fi
    if ! "${sync[@]}" || ! _find_environment || ! echo "$VIRTUAL_ENV" >"$synced"; then
      log_error "the environment is not ready: $(_remedy)"
      log_error 'then run "direnv reload"'
      exit 1
    fi
  fi
  if [[ $home != "$PWD" ]]; then watch_file "$home/pyproject.toml" "$home/uv.lock"; fi
  PATH_add "$VIRTUAL_ENV/bin"
}

# Finds the environment, and the file in it that shows when this project was last synced.
_find_environment() {
  home=$(_home_of "$PWD" "$workspace")
  export VIRTUAL_ENV=${UV_PROJECT_ENVIRONMENT:-.venv}
  if [[ $VIRTUAL_ENV != /* ]]; then VIRTUAL_ENV=$home/$VIRTUAL_ENV; fi
  synced=$VIRTUAL_ENV/direnv-synced
  if [[ $home != "$PWD" ]]; then synced+=-${PWD//\//-}; fi
}
