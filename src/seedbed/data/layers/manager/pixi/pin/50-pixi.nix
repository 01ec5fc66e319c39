# Pins pixi to one version, with its hashes, regardless of nixpkgs and the system. To turn it
# on, set `on = true`. For another version, change `version` and update the hashes:
# nix store prefetch-file URL
{ lib, ... }:
let
  on = false;
  version = "0.77.0";
  # archives of https://github.com/prefix-dev/pixi/releases
  archives = {
    x86_64-linux = {
      target = "x86_64-unknown-linux-musl";
      hash = "sha256-v/L3fvIxePDHPH3byQylfGj4t1pb2Fzo50BPM7MoUtU=";
    };
    aarch64-linux = {
      target = "aarch64-unknown-linux-musl";
      hash = "sha256-rvPkILwnpiobVGiQwIRv8rsISW+6k7HqXyDNExvjcek=";
    };
    aarch64-darwin = {
      target = "aarch64-apple-darwin";
      hash = "sha256-ONO6SPnDgN1oJnUO7A12TROZNRTc0a/OTj8NPJyrw/Y=";
    };
  };
in
final: prev:
lib.optionalAttrs on {
  pixi =
    let
      archive = archives.${final.stdenv.hostPlatform.system};
    in
    final.stdenvNoCC.mkDerivation {
      pname = "pixi";
      inherit version;
      src = final.fetchurl {
        # a new name with each version: what Nix has under the old one must not pass for it
        name = "pixi-${version}-${archive.target}.tar.gz";
        url = "https://github.com/prefix-dev/pixi/releases/download/v${version}/pixi-${archive.target}.tar.gz";
        inherit (archive) hash;
      };
      sourceRoot = ".";
      # upstream binary; do not patch it
      dontFixup = true;
      installPhase = ''
        mkdir -p $out/bin
        cp pixi $out/bin/
      '';
      meta.mainProgram = "pixi";
    };
}
