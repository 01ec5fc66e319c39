# shellcheck disable=SC2154 # flake.nix sets the two variables
# Programs from conda packages start on NixOS only with nix-ld (programs.nix-ld.enable = true). Only
# nix-ld reads this variable.
if [[ -e /etc/NIXOS ]]; then
  export NIX_LD_LIBRARY_PATH=$wheelLibraries${NIX_LD_LIBRARY_PATH:+:$NIX_LD_LIBRARY_PATH}
  if [[ -z ${NIX_LD-} ]]; then
    echo "Without nix-ld, programs from conda packages do not start in this shell." >&2
    echo "They do start in: nix run @flake@#fhs -- -c '@run@ pytest'" >&2
  fi
fi
unset pythonForWheels wheelLibraries
