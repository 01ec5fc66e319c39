# Pins uv to one version, with its hashes, regardless of nixpkgs and the system. To turn it
# on, set `on = true`. For another version, change `version` and update the hashes:
# nix store prefetch-file URL
{ lib, ... }:
let
  on = false;
  version = "0.12.6";
  # archives of https://github.com/astral-sh/uv/releases
  archives = {
    x86_64-linux = {
      target = "x86_64-unknown-linux-musl";
      hash = "sha256-FOQXKqzmakdQYs6+x8oE9JfVYZ6VMl38yeREe5xRaEY=";
    };
    aarch64-linux = {
      target = "aarch64-unknown-linux-musl";
      hash = "sha256-NxmJHemrQch4qEMx5Vgm0qRkIZdqNGplMmUTpnlbCJo=";
    };
    aarch64-darwin = {
      target = "aarch64-apple-darwin";
      hash = "sha256-FLRZ1R6i5x7rooxFomjJIr34YH/GRV4/QLTggoldFg0=";
    };
  };
in
final: prev:
lib.optionalAttrs on {
  uv =
    let
      archive = archives.${final.stdenv.hostPlatform.system};
    in
    final.stdenvNoCC.mkDerivation {
      pname = "uv";
      inherit version;
      src = final.fetchurl {
        # a new name with each version: what Nix has under the old one must not pass for it
        name = "uv-${version}-${archive.target}.tar.gz";
        url = "https://github.com/astral-sh/uv/releases/download/${version}/uv-${archive.target}.tar.gz";
        inherit (archive) hash;
      };
      sourceRoot = "uv-${archive.target}";
      # upstream binary; do not patch it
      dontFixup = true;
      installPhase = ''
        mkdir -p $out/bin
        cp uv uvx $out/bin/
      '';
      meta.mainProgram = "uv";
    };
}
