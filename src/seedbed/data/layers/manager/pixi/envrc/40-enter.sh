# Brings .pixi/envs/@pixi_environment@ up to date and enters it.
enter_environment() {
  local _root=$PWD
  if ! has pixi; then
    log_error "Pixi is not installed; see https://pixi.sh/latest/installation/"
    log_error 'then run "direnv reload"'
    exit 1
  fi
  if ! _load; then
    log_error "the environment is not ready: $(_remedy)"
    log_error 'then run "direnv reload"'
    exit 1
  fi
}
