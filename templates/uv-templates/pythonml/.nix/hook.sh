# shellcheck shell=bash
# Each shell that Nix opens runs this. It loads the project's environment; if that fails, it says
# so, and the shell opens anyway. To open a shell without the environment:
# LOAD_ENVIRONMENT=no nix develop ./.nix

# Nix sets these for its own builds; here they would confuse Python and tools that build wheels.
unset PYTHONPATH SOURCE_DATE_EPOCH

# The project's folder; you may open the shell in any folder below it.
_root=$PWD
while [[ -n $_root && ! -e $_root/.nix/hook.sh ]]; do _root=${_root%/*}; done

# Says what to do after uv has failed.
_remedy() {
  echo 'see the output of uv above; if uv.lock is out of date, run "uv sync"'
}

# Prints the folder above the project in $1 whose manifest defines a uv workspace, or nothing.
_workspace_above() {
  local above=$1
  while above=${above%/*} && [[ -n $above ]]; do
    if [[ ! -e $above/pyproject.toml ]]; then continue; fi
    if grep -q '^\[tool\.uv\.workspace' "$above/pyproject.toml"; then echo "$above"; fi
    return
  done
}

# Prints the folder that holds the lock and the environment of the project in $1: the workspace $2
# above it, if the lock there lists the project as a member; otherwise the project's own folder.
_home_of() {
  if [[ -n $2 ]] && grep -qsF "= \"${1#"$2/"}\" }" "$2/uv.lock"; then echo "$2"; else echo "$1"; fi
}

# Add options for the sync here, such as --group docs or --no-dev.
_load() {
  local sync=(uv sync --project "$_root")
  local workspace home venv synced file stale=no
  workspace=$(_workspace_above "$_root")
  _find_environment
  # Run uv only if the environment is new or broken, or if one of these files is newer than the
  # last sync.
  if [[ ! -x $venv/bin/python ]]; then stale=yes; fi
  for file in "$home/uv.lock" "$home/pyproject.toml" "$_root"/{pyproject.toml,.nix/hook.sh}; do
    if [[ $file -nt $synced ]]; then stale=yes; fi
  done
  # Scripts contain the path of their Python, so a copied or moved project needs new ones.
  if [[ -s $synced && $(<"$synced") != "$venv" ]]; then stale=yes sync+=(--reinstall); fi
  if [[ $stale == yes ]]; then
    # an existing lock is never changed; one that does not match pyproject.toml is an error
    if [[ -e $home/uv.lock ]]; then sync+=(--locked); fi
    # keep what other members of the workspace need
    if [[ -n $workspace ]]; then sync+=(--inexact); fi
    "${sync[@]}" >&2 || return
    _find_environment
    echo "$venv" >"$synced" || return
  fi
  export VIRTUAL_ENV=$venv
  PATH=$VIRTUAL_ENV/bin:$PATH
}

# Finds the environment, and the file in it that shows when this project was last synced.
_find_environment() {
  home=$(_home_of "$_root" "$workspace")
  venv=${UV_PROJECT_ENVIRONMENT:-.venv}
  if [[ $venv != /* ]]; then venv=$home/$venv; fi
  synced=$venv/nix-synced
  if [[ $home != "$_root" ]]; then synced+=-${_root//\//-}; fi
}

# shellcheck disable=SC2034 # .envrc reads environment_is
if [[ ${LOAD_ENVIRONMENT-} == no ]]; then
  environment_is=absent # as you asked
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
