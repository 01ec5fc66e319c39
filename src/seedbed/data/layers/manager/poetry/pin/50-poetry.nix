# Pins Poetry to one version, with the hash of its source; its dependencies still come from nixpkgs.
# To turn it on, set `on = true`. For another version, change `version` and update the hash:
# nix store prefetch-file --unpack https://github.com/python-poetry/poetry/archive/VERSION.tar.gz
{ lib, ... }:
let
  on = false;
  version = "2.4.1";
  hash = "sha256-Mb1etVmBm542q7FrcMU6pzXdMUDQSpI8DFg/gbOiG4U=";
in
final: prev:
lib.optionalAttrs on {
  poetry = prev.poetry.overridePythonAttrs {
    inherit version;
    src = final.fetchFromGitHub {
      # a new name with each version: what Nix has under the old one must not pass for it
      name = "poetry-${version}-source";
      owner = "python-poetry";
      repo = "poetry";
      tag = version;
      inherit hash;
    };
  };
}
