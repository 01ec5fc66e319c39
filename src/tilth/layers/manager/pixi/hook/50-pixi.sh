# Which environment is loaded is said here. The prompt stays as it is.
_load() {
  local hook=(pixi shell-hook --manifest-path "$_root/pyproject.toml" --environment dev)
  hook+=(--shell bash --change-ps1 false --no-completions)
  # a lock that is there stays as it is; one that does not fit pyproject.toml is an error
  if [[ -e $_root/pixi.lock ]]; then hook+=(--locked); fi
  # in a variable first: when Pixi fails there is nothing to evaluate, and that is an error
  local enter
  enter=$("${hook[@]}") || return
  eval "$enter"
}
_remedy='"pixi install --environment dev" renews pixi.lock and installs; then open the shell again.'
