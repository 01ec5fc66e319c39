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
