# shellcheck shell=bash
# Each shell that Nix opens runs this. It loads the project's environment; if that fails, it says
# so, and the shell opens anyway. To open a shell without the environment:
# LOAD_ENVIRONMENT=no nix develop .#manager

# Nix sets these for its own builds; here they would confuse Python and tools that build wheels.
unset PYTHONPATH SOURCE_DATE_EPOCH

# The project's folder; you may open the shell in any folder below it.
_root=$PWD
while [[ -n $_root && ! -e $_root/.nix/hook.sh ]]; do _root=${_root%/*}; done

# Says what to do after Poetry has failed.
_remedy() {
  echo 'see the output of Poetry above; if poetry.lock is out of date, run "poetry lock"'
}

# Add options for the sync here, such as --with docs or --only main.
_load() {
  local sync=(poetry --project "$_root" sync --no-interaction)
  local synced=$_root/.venv/nix-synced file stale=no
  # Poetry takes a second to find that there is nothing to do. So run it only if .venv is new or
  # broken, or if one of these files is newer than the last sync.
  if [[ ! -x $_root/.venv/bin/python ]]; then stale=yes; fi
  for file in pyproject.toml poetry.lock .nix/hook.sh; do
    if [[ $_root/$file -nt $synced ]]; then stale=yes; fi
  done
  # Scripts contain the path of their Python, which leads a copied or moved project to the original.
  if [[ -s $synced && $(<"$synced") != "$_root/.venv" ]]; then
    echo 'error: .venv was made for another folder; run "rm -rf .venv"' >&2
    return 1
  fi
  if [[ $stale == yes ]]; then
    if [[ ! -e $_root/poetry.lock ]]; then poetry --project "$_root" lock >&2 || return; fi
    # Hide two variables: Poetry would install into the environment that they name.
    local own=(-u VIRTUAL_ENV -u CONDA_PREFIX "POETRY_VIRTUALENVS_CREATE=true")
    own+=("POETRY_VIRTUALENVS_IN_PROJECT=true")
    env "${own[@]}" "${sync[@]}" >&2 || return
    echo "$_root/.venv" >"$synced" || return
  fi
  export VIRTUAL_ENV=$_root/.venv
  PATH=$VIRTUAL_ENV/bin:$PATH
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
