# Downloads the files that poetry.lock names. It has their names and hashes, but not their
# addresses; those are in the package's index. If a file's hash is not the one in poetry.lock, the
# build fails.
{ lib, pkgs }:
{ url, hash, ... }@args:
let
  # the index, the package, and the file: what poetry-lock.nix writes
  parts = builtins.match "index\\+(.+)/([^/]+)/([^/]+)" url;
  inherit (pkgs.buildPackages) curl cacert python3;
in
if parts == null then
  pkgs.fetchurl args
else
  pkgs.stdenvNoCC.mkDerivation {
    name = lib.last parts;
    outputHashMode = "flat";
    outputHashAlgo = null;
    outputHash = hash;
    nativeBuildInputs = [
      curl
      python3
      python3.pkgs.pip # tells its default index
    ];
    env.SSL_CERT_FILE = "${cacert}/etc/ssl/certs/ca-bundle.crt";
    # A proxy, or another default index, if the environment of the Nix daemon has one
    impureEnvVars = lib.fetchers.proxyImpureEnvVars ++ [ "PIP_INDEX_URL" ];
    buildCommand = ''
      address=$(python3 ${./address.py} ${lib.escapeShellArgs parts})
      curl --fail --location --retry 3 --output "$out" "$address"
    '';
    passthru = { inherit url; };
  }
