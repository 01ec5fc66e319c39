# shellcheck shell=bash
# Each shell that Nix opens runs this. It loads the project's environment; if that cannot be had, it
# says so, and the shell is there all the same. To have a shell without the environment:
# LOAD_ENVIRONMENT=no nix develop ./.nix

# Nix sets these for its own builds; here they would confuse Python and what packs wheels.
unset PYTHONPATH SOURCE_DATE_EPOCH

# The project's folder; the shell may be opened in any folder below it.
_root=$PWD
while [[ -n $_root && ! -e $_root/.nix/hook.sh ]]; do _root=${_root%/*}; done

# Says what helps after uv failed.
_remedy() {
  echo 'uv says above what is wrong; if uv.lock needs an update, run "uv sync"'
}

# shellcheck disable=SC2154 # flake.nix sets the two variables
# The Pythons that uv downloads do not start on NixOS; this one does. Not by UV_PYTHON: that would
# make `uv pip install` forget the project's environment.
if [[ -e /etc/NIXOS ]]; then
  PATH=$pythonForWheels/bin:$PATH
  export UV_PYTHON_PREFERENCE=only-system UV_PYTHON_DOWNLOADS=never
fi
unset pythonForWheels wheelLibraries

# Options of the sync go here, such as --extra cu128, --group docs or --no-dev.
_load() {
  local sync=(uv sync --project "$_root")
  local venv=${UV_PROJECT_ENVIRONMENT:-.venv} file stale=no
  if [[ $venv != /* ]]; then venv=$_root/$venv; fi
  local synced=$venv/nix-synced
  # uv is asked only if the environment is new or broken, or one of these files has changed since;
  # the time of a file tells.
  if [[ ! -x $venv/bin/python ]]; then stale=yes; fi
  for file in pyproject.toml uv.lock .nix/hook.sh; do
    if [[ $_root/$file -nt $synced ]]; then stale=yes; fi
  done
  if [[ $stale == yes ]]; then
    # a lock that is there stays as it is; one that does not fit pyproject.toml is an error
    if [[ -e $_root/uv.lock ]]; then sync+=(--locked); fi
    "${sync[@]}" >&2 || return
    touch "$synced" || return
  fi
  export VIRTUAL_ENV=$venv
  PATH=$VIRTUAL_ENV/bin:$PATH
}

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
  echo "The environment is not loaded: $(_remedy)." >&2
  echo "Fix that, then open the shell again." >&2
fi
unset -f _load _remedy
unset _root
