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

# Prints the folder above the project in $1 whose manifest makes a workspace of uv's; or nothing.
_workspace_above() {
  local above=$1
  while above=${above%/*} && [[ -n $above ]]; do
    if [[ ! -e $above/pyproject.toml ]]; then continue; fi
    if grep -q '^\[tool\.uv\.workspace' "$above/pyproject.toml"; then echo "$above"; fi
    return
  done
}

# Prints the folder that holds the lock and the environment of the project in $1: $2, a workspace
# above it, if the lock there has the project as a member; else its own.
_home_of() {
  if [[ -n $2 ]] && grep -qsF "= \"${1#"$2/"}\" }" "$2/uv.lock"; then echo "$2"; else echo "$1"; fi
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
  local workspace home venv synced file stale=no
  workspace=$(_workspace_above "$_root")
  _find_environment
  # uv is asked only if the environment is new or broken, or one of these files has changed since;
  # the time of a file tells.
  if [[ ! -x $venv/bin/python ]]; then stale=yes; fi
  for file in "$home/uv.lock" "$home/pyproject.toml" "$_root"/{pyproject.toml,.nix/hook.sh}; do
    if [[ $file -nt $synced ]]; then stale=yes; fi
  done
  # Scripts name their Python by its path: those of a copied or moved project are installed again.
  if [[ -s $synced && $(<"$synced") != "$venv" ]]; then stale=yes sync+=(--reinstall); fi
  if [[ $stale == yes ]]; then
    # a lock that is there stays as it is; one that does not fit pyproject.toml is an error
    if [[ -e $home/uv.lock ]]; then sync+=(--locked); fi
    # what other members of a workspace need stays
    if [[ -n $workspace ]]; then sync+=(--inexact); fi
    "${sync[@]}" >&2 || return
    _find_environment
    echo "$venv" >"$synced" || return
  fi
  export VIRTUAL_ENV=$venv
  PATH=$VIRTUAL_ENV/bin:$PATH
}

# Finds the environment, and the file in it that tells when this project was synced.
_find_environment() {
  home=$(_home_of "$_root" "$workspace")
  venv=${UV_PROJECT_ENVIRONMENT:-.venv}
  if [[ $venv != /* ]]; then venv=$home/$venv; fi
  synced=$venv/nix-synced
  if [[ $home != "$_root" ]]; then synced+=-${_root//\//-}; fi
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
