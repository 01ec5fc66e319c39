unset environment_failed # the .envrc asks for it
if [[ ${LOAD_ENVIRONMENT-} != no ]]; then
  if [[ -z $_root ]]; then
    echo "This folder is not in the project @name@, so its environment is not loaded." >&2
  elif ! _load; then
    # shellcheck disable=SC2034 # see .envrc
    environment_failed=yes
    echo "The environment is not loaded: $_remedy" >&2
  fi
fi
unset -f _load
unset _root _remedy
