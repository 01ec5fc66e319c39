# shellcheck shell=bash
# Each shell that Nix opens runs this. It loads the project's environment; if that cannot be had, it
# says so, and the shell is there all the same. To have a shell without the environment:
# LOAD_ENVIRONMENT=no nix develop ./.nix

# Nix sets these for its own builds; here they would confuse Python and what packs wheels.
unset PYTHONPATH SOURCE_DATE_EPOCH

# The project's folder; the shell may be opened in any folder below it.
_root=$PWD
while [[ -n $_root && ! -e $_root/.nix/hook.sh ]]; do _root=${_root%/*}; done

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

# shellcheck disable=SC2034 # .envrc asks for environment_is
if [[ ${LOAD_ENVIRONMENT-} == no ]]; then
  environment_is=absent # as you wish
elif [[ -z $_root ]]; then
  environment_is=absent
  echo "This folder is not in the project my-project, so its environment is not loaded." >&2
elif _load; then
  environment_is=loaded
else
  environment_is=failed
  echo "The environment is not loaded: $_remedy" >&2
fi
unset -f _load
unset _root _remedy
