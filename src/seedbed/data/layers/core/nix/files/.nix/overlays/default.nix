# All overlays beside this file: each other *.nix, and each folder with a default.nix.
#
# An overlay is `final: prev: { ... }`, or that in a function which takes what it needs of
# `inputs` and `lib`: `{ lib, ... }: final: prev: { ... }`.
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
          throw ".nix/overlays/${name} is no overlay: it must be a function, as example.nix shows";
      wanted = builtins.functionArgs overlay;
      missing = lib.filter (arg: !wanted.${arg} && !(context ? ${arg})) (builtins.attrNames wanted);
    in
    # only `{ lib, ... }:` has named arguments; `final:` has none
    if wanted == { } then
      overlay
    else if missing != [ ] then
      throw ".nix/overlays/${name} asks for ${toString missing}; there are ${toString (builtins.attrNames context)}"
    else
      overlay (builtins.intersectAttrs wanted context);
in
map load (lib.filter isOverlay (builtins.attrNames entries))
