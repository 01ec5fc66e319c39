# Loads all overlays in this folder: every other *.nix file, and every folder with a default.nix.
#
# An overlay is `final: prev: { ... }`, or a function that takes `inputs`, `lib`, or both, and
# returns an overlay: `{ lib, ... }: final: prev: { ... }`.
context:
let
  inherit (context) lib;
  entries = builtins.readDir ./.;
  isOverlay =
    name:
    name != "default.nix"
    && (
      if entries.${name} == "directory" then
        builtins.pathExists (./. + "/${name}/default.nix")
      else
        lib.hasSuffix ".nix" name
    );
  load =
    name:
    let
      found = import (./. + "/${name}");
      overlay =
        if builtins.isFunction found then
          found
        else
          throw ".nix/overlays/${name} is not an overlay: it must be a function, as in example.nix";
      wanted = builtins.functionArgs overlay;
      missing = lib.filter (arg: !wanted.${arg} && !(context ? ${arg})) (builtins.attrNames wanted);
    in
    # only `{ lib, ... }:` has named arguments; `final:` has none
    if wanted == { } then
      overlay
    else if missing != [ ] then
      throw ".nix/overlays/${name} asks for ${toString missing}; available: ${toString (builtins.attrNames context)}"
    else
      overlay (builtins.intersectAttrs wanted context);
in
map load (lib.filter isOverlay (builtins.attrNames entries))
