# shellcheck disable=SC2154 # flake.nix sets the two variables
# The Pythons that uv downloads do not start on NixOS; this one does. Do not set UV_PYTHON: it would
# make `uv pip install` ignore the project's environment.
if [[ -e /etc/NIXOS ]]; then
  PATH=$pythonForWheels/bin:$PATH
  export UV_PYTHON_PREFERENCE=only-system UV_PYTHON_DOWNLOADS=never
fi
unset pythonForWheels wheelLibraries
