# The environment .pixi/envs/dev, up to date.
enter_environment() {
  local _root=$PWD
  if ! has pixi; then
    log_error "Pixi is not installed; see https://pixi.sh/latest/installation/"
    log_error 'then "direnv reload"'
    exit 1
  fi
  if ! _load; then
    log_error "not ready: $(_remedy)"
    log_error 'then "direnv reload"'
    exit 1
  fi
}
