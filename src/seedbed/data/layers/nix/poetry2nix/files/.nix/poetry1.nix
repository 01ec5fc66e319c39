# pyproject.toml as Poetry 1 wrote it, made from that of Poetry 2: poetry2nix, and the poetry-core
# of its time, read only [tool.poetry].
#
# Of the dependencies, the names alone are taken over: their versions are those of poetry.lock, and
# markers that poetry2nix ignores would not be heard anyway.
{
  lib,
  pyproject,
  lock,
}:
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
    build-system = {
      requires = [ "poetry-core" ];
      build-backend = "poetry.core.masonry.api";
    };
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

  # Wheels with tags that poetry2nix has never heard of, such as riscv64 or cp314t, would stop it.
  interpreter = "(py3|py2\\.py3|cp3[0-9]+)-(none|abi3|cp3[0-9]+)";
  machine = "(any|[^-]*(manylinux|macosx)[^-]*_(x86_64|aarch64|arm64|universal2))";
  isKnown =
    file:
    !(lib.hasSuffix ".whl" file.file)
    || builtins.match ".*-${interpreter}-${machine}\\.whl" file.file != null;
  package = map (one: one // { files = lib.filter isKnown (one.files or [ ]); }) (lock.package or [ ]);

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
  write = name: value: builtins.toFile name (lib.concatMapStrings (line: line + "\n") (pairs value));
in
{
  # for poetry2nix
  inherit tables;
  poetrylock = write "poetry.lock" { inherit package; };
  # for its poetry-core, which builds the package
  pyproject = write "pyproject.toml" tables;
}
