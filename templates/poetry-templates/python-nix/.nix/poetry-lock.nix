# What poetry.lock says, in the form of a uv.lock, which is what uv2nix reads. It is made anew each
# time that Nix evaluates the flake, so there is no second lock to keep up to date.
#
# Poetry notes with each package when to install it: in which groups, and where its marker is true.
# So the project here depends on all of them, each in its version, and Nix installs those that
# Poetry would. What packages need from each other is listed, too, but adds none.
{ lib, pyproject }:
lock:
let
  # PyYAML and pyyaml are the same package.
  normal =
    name: lib.toLower (lib.concatStringsSep "-" (lib.filter lib.isString (builtins.split "[-_.]+" name)));
  listOf = value: if lib.isList value then value else [ value ];

  packages = map checked (lock.package or [ ]);
  byName = lib.groupBy (package: normal package.name) packages;
  checked =
    package:
    if package ? groups then
      package
    else
      throw "poetry.lock was written by a Poetry older than 2; renew it: nix run .#poetry -- lock";

  # When to install a package: its marker in one group, and its different markers in all groups
  # ("" is always).
  markerIn =
    group: package:
    let
      markers = package.markers or "";
    in
    if lib.isAttrs markers then markers.${group} or "" else markers;
  markersOf =
    package:
    let
      all = lib.unique (map (group: markerIn group package) package.groups);
    in
    if lib.elem "" all then [ ] else all;
  either = lib.concatMapStringsSep " or " (marker: "(${marker})");

  withMarker = marker: lib.optionalAttrs (marker != "") { inherit marker; };
  reference = package: {
    name = normal package.name;
    inherit (package) version;
  };

  # What to install for a group
  installed =
    group:
    map (package: reference package // withMarker (markerIn group package)) (
      lib.filter (package: lib.elem group package.groups) packages
    );

  # What a package needs, as far as it is locked. Optional dependencies are left out: the project
  # depends on those that are wanted.
  needs =
    package:
    lib.concatLists (
      lib.mapAttrsToList (
        name: specifications:
        lib.concatMap (
          specification:
          map (
            needed:
            reference needed
            // withMarker (
              lib.concatStringsSep " and " (
                map (markers: "(${markers})") (
                  lib.optional (specification ? markers) specification.markers
                  ++ lib.optional (markersOf needed != [ ]) (either (markersOf needed))
                )
              )
            )
          ) (byName.${normal name} or [ ])
        ) (lib.filter (one: !(one.optional or false)) (listOf specifications))
      ) (package.dependencies or { })
    );

  # Where a package is from, and the address of a file of it. poetry.lock has no addresses of the
  # files in an index; fetch.nix finds them.
  origin =
    package:
    let
      source = package.source or { type = "pypi"; };
      inherit (source) type;
      inIndex = index: {
        source.registry = index;
        addressOf = file: "index+${index}/${normal package.name}/${file}";
      };
      subdirectory = lib.optionalString (
        source ? subdirectory
      ) "?subdirectory=${lib.replaceStrings [ "/" ] [ "%2F" ] source.subdirectory}";
    in
    if type == "pypi" then
      inIndex "default"
    else if type == "legacy" then
      inIndex (lib.removeSuffix "/" source.url)
    else if type == "url" then
      {
        source = {
          inherit (source) url;
        }
        // lib.optionalAttrs (source ? subdirectory) { inherit (source) subdirectory; };
        addressOf = _: source.url;
      }
    else if type == "git" && builtins.match "(https|ssh|file)://.*" source.url != null then
      {
        source.git = "${source.url}${subdirectory}#${source.resolved_reference}";
        addressOf = throw "files of a git repository have no addresses";
      }
    else
      throw "Nix cannot build ${package.name} from ${source.url}: put the package into an index or a git repository at https://, or use Poetry instead: nix develop .#manager";

  remote =
    package:
    let
      inherit (origin package) source addressOf;
      filesThat = test: lib.filter (one: test one.file) (package.files or [ ]);
      located = one: {
        url = addressOf one.file;
        inherit (one) hash;
      };
      archives = filesThat (lib.hasSuffix ".tar.gz") ++ filesThat (lib.hasSuffix ".zip");
    in
    reference package
    // {
      inherit source;
      resolution-markers = markersOf package;
      dependencies = needs package;
      wheels = map located (filesThat (lib.hasSuffix ".whl"));
    }
    // lib.optionalAttrs (archives != [ ]) { sdist = located (lib.head archives); };

  # The project itself
  groups = lib.unique (lib.concatMap (package: package.groups) packages);
  project = {
    name = normal pyproject.project.name;
    version = pyproject.project.version or "0.0.0";
    source.editable = ".";
    dependencies = installed "main";
    dev-dependencies = lib.genAttrs (lib.subtractLists [ "main" ] groups) installed;
  };

  # Dependencies in pyproject.toml that are not in poetry.lock. One with a marker may be needed
  # nowhere, and then Poetry does not lock it.
  always = lib.filter (requirement: builtins.match ".*;.*" requirement == null) (
    pyproject.project.dependencies or [ ]
  );
  nameOf = requirement: lib.head (builtins.match "[[:space:]]*([A-Za-z0-9._-]+).*" requirement);
  missing = lib.filter (name: !(byName ? ${normal name})) (map nameOf always);
in
if missing != [ ] then
  throw "poetry.lock lacks ${lib.head missing}, which is in pyproject.toml: nix run .#poetry -- lock"
else
  {
    version = 1;
    requires-python = pyproject.project.requires-python or ">=3.8";
    resolution-markers = lib.unique (lib.concatMap markersOf packages);
    package = [ project ] ++ map remote packages;
  }
