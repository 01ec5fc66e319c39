# An example of your own overlay. To use it, uncomment the packages below.
final: prev: {
  # A package that nixpkgs lacks; add its name to packages.json or packages.nix:
  # say-hello = prev.writeShellScriptBin "say-hello" ''
  #   echo "hello from an overlay"
  # '';

  # A package from nixpkgs, built differently:
  # pandoc = prev.pandoc.overrideAttrs (old: {
  #   patches = (old.patches or [ ]) ++ [ ];
  # });
}
