# Brings .conda up to date and enters it.
enter_environment() {
  local _root=$PWD
  if ! _conda >/dev/null; then
    log_error "None of micromamba, mamba, and conda is installed; see https://mamba.readthedocs.io"
    log_error 'then run "direnv reload"'
    exit 1
  fi
  if ! _load; then
    log_error "the environment is not ready: $(_remedy)"
    log_error 'then run "direnv reload"'
    exit 1
  fi
}
