# shellcheck shell=bash
# Each shell that Nix opens runs this. It loads the project's environment; if that fails, it says
# so, and the shell opens anyway. To open a shell without the environment:
# LOAD_ENVIRONMENT=no nix develop @flake_shell@

# Nix sets these for its own builds; here they would confuse Python and tools that build wheels.
unset PYTHONPATH SOURCE_DATE_EPOCH

# The project's folder; you may open the shell in any folder below it.
_root=$PWD
while [[ -n $_root && ! -e $_root/.nix/hook.sh ]]; do _root=${_root%/*}; done
