# pyproject.toml in the format of Poetry 1, derived from that of Poetry 2: poetry2nix, and the
# poetry-core of its time, read only [tool.poetry].
#
# Only the names of the dependencies are taken over: their versions come from poetry.lock, and
# poetry2nix ignores markers anyway.
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

  # Wheels with tags that poetry2nix does not know, such as riscv64 or cp314t, would make it fail.
  interpreter = "(py3|py2\\.py3|cp3[0-9]+)-(none|abi3|cp3[0-9]+)";
  machine = "(any|[^-]*(manylinux|macosx)[^-]*_(x86_64|aarch64|arm64|universal2))";
  isKnown =
    file:
    !(lib.hasSuffix ".whl" file.file)
    || builtins.match ".*-${interpreter}-${machine}\\.whl" file.file != null;
  package = map (one: one // { files = lib.filter isKnown (one.files or [ ]); }) (lock.package or [ ]);

  # TOML can read JSON strings.
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
