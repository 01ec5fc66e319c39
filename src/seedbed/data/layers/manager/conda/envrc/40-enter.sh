# The environment .conda, up to date.
enter_environment() {
  local _root=$PWD
  if ! _conda >/dev/null; then
    log_error "Neither micromamba, mamba nor conda is installed; see https://mamba.readthedocs.io"
    log_error 'then "direnv reload"'
    exit 1
  fi
  if ! _load; then
    log_error "not ready: $(_remedy)"
    log_error 'then "direnv reload"'
    exit 1
  fi
}
