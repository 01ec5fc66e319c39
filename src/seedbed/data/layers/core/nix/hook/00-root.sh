# shellcheck shell=bash
# Each shell that Nix opens runs this. It loads the project's environment; if that cannot be had, it
# says so, and the shell is there all the same. To have a shell without the environment:
# LOAD_ENVIRONMENT=no nix develop @flake_shell@

# Nix sets these for its own builds; here they would confuse Python and what packs wheels.
unset PYTHONPATH SOURCE_DATE_EPOCH

# The project's folder; the shell may be opened in any folder below it.
_root=$PWD
while [[ -n $_root && ! -e $_root/.nix/hook.sh ]]; do _root=${_root%/*}; done
