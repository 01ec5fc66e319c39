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
