# The environment .pixi/envs/dev, up to date.
enter_environment() {
  if ! has pixi; then
    log_error "Pixi is not installed; see https://pixi.sh/latest/installation/"
    log_error 'then "direnv reload"'
    exit 1
  fi
  # Installs what is missing and says how to enter the environment. Kept in a variable first: when
  # Pixi fails there is nothing to evaluate, and that has to be an error.
  # --locked: never changes pixi.lock, and fails if it does not fit pyproject.toml.
  local enter hook
  hook=(pixi shell-hook --environment dev --locked --shell bash --change-ps1 false --no-completions)
  enter=$("${hook[@]}") || {
    log_error 'not ready: run "pixi install --environment dev", which renews pixi.lock'
    log_error 'and installs, then "direnv reload"'
    exit 1
  }
  eval "$enter"
}
