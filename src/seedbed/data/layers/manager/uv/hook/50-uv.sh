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
