# Options of the sync go here, such as --extra cu128, --group docs or --no-dev.
_load() {
  local sync=(uv sync --project "$_root")
  # a lock that is there stays as it is; one that does not fit pyproject.toml is an error
  if [[ -e $_root/uv.lock ]]; then sync+=(--locked); fi
  # nothing to see if all is installed; the first time it shows what it does
  if [[ -d $_root/.venv ]]; then sync+=(--quiet); fi
  "${sync[@]}" >&2 || return
  export VIRTUAL_ENV=$_root/.venv
  PATH=$VIRTUAL_ENV/bin:$PATH
}
_remedy='"uv sync" renews uv.lock and installs; then open the shell again.'
