# pyproject.toml as Poetry 1 wrote it, made from that of Poetry 2: poetry2nix, and the poetry-core
# of its time, read only [tool.poetry].
#
# Of the dependencies, the names alone are taken over: their versions are those of poetry.lock, and
# markers that poetry2nix ignores would not be heard anyway.
{ lib, pyproject }:
let
  inherit (pyproject) project;
  poetry = pyproject.tool.poetry or { };

  # "numpy[extra]>=2; marker" to numpy = "*"
  nameOf = requirement: lib.head (builtins.match "([A-Za-z0-9._-]+).*" requirement);
  anyVersion =
    requirements:
    lib.listToAttrs (
      map (one: lib.nameValuePair (nameOf one) "*") (lib.filter lib.isString requirements)
    );

  tables = {
    inherit (pyproject) build-system;
    tool.poetry = {
      inherit (project) name version;
      description = project.description or "";
      authors = [ ];
      packages = poetry.packages or [ ];
      scripts = project.scripts or { };
      dependencies = anyVersion (project.dependencies or [ ]) // {
        python = project.requires-python or "*";
      };
      group = lib.mapAttrs (_: requirements: { dependencies = anyVersion requirements; }) (
        pyproject.dependency-groups or { }
      );
    };
  };

  # TOML reads the strings of JSON.
  inline =
    value:
    if lib.isAttrs value then
      "{ ${lib.concatStringsSep ", " (pairs value)} }"
    else if lib.isList value then
      "[${lib.concatMapStringsSep ", " inline value}]"
    else
      builtins.toJSON value;
  pairs = lib.mapAttrsToList (key: value: "${builtins.toJSON key} = ${inline value}");
in
{
  # for poetry2nix
  inherit tables;
  # for its poetry-core, which builds the package
  file = builtins.toFile "pyproject.toml" (lib.concatMapStrings (line: line + "\n") (pairs tables));
}
