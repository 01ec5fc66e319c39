# Poetry in one version, with the hash of its source; what it depends on stays that of nixpkgs.
# It is off; `on = true` takes it. For another version, say so and mend the hash:
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
      owner = "python-poetry";
      repo = "poetry";
      tag = version;
      inherit hash;
    };
  };
}
