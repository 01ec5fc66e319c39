# An overlay of your own: take the signs of comment away.
final: prev: {
  # A package that nixpkgs lacks, for packages.json or packages.nix to name:
  # say-hello = prev.writeShellScriptBin "say-hello" ''
  #   echo "hello from an overlay"
  # '';

  # A package that nixpkgs has, built otherwise:
  # pandoc = prev.pandoc.overrideAttrs (old: {
  #   patches = (old.patches or [ ]) ++ [ ];
  # });
}
