# Pins micromamba to one version, with its hashes, regardless of nixpkgs and the system. To turn it
# on, set `on = true`. For another version, change `version` and update the hashes:
# nix store prefetch-file URL
{ lib, ... }:
let
  on = false;
  version = "2.9.0-0";
  # archives of https://github.com/mamba-org/micromamba-releases/releases
  archives = {
    x86_64-linux = {
      target = "linux-64";
      hash = "sha256-h2HDghJ+Y2O9ngokUao++Q0HGnkTP3NuL3WaO/EwQN0=";
    };
    aarch64-linux = {
      target = "linux-aarch64";
      hash = "sha256-5wX/7tkM4GWetUbkseECjJ6vC8nMhUhnsZrFzgulhS8=";
    };
    aarch64-darwin = {
      target = "osx-arm64";
      hash = "sha256-UA9QdP640CxClu+ZIcNlDtKHQXGAWp+7j7tTiWQzZGs=";
    };
  };
in
final: prev:
lib.optionalAttrs on {
  micromamba =
    let
      archive = archives.${final.stdenv.hostPlatform.system};
    in
    final.stdenvNoCC.mkDerivation {
      pname = "micromamba";
      inherit version;
      src = final.fetchurl {
        # a new name with each version: what Nix has under the old one must not pass for it
        name = "micromamba-${version}-${archive.target}.tar.bz2";
        url = "https://github.com/mamba-org/micromamba-releases/releases/download/${version}/micromamba-${archive.target}.tar.bz2";
        inherit (archive) hash;
      };
      sourceRoot = ".";
      # upstream binary; do not patch it
      dontFixup = true;
      installPhase = ''
        mkdir -p $out/bin
        cp bin/micromamba $out/bin/
      '';
      meta.mainProgram = "micromamba";
    };
}
