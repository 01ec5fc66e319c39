{
  description = "seedbed: Python machine-learning projects that every colleague can recreate";

  # Only the program needs it: Nix doesn't download it for the templates.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
      ]
      # nixpkgs 26.05 is the last one for Macs with Intel processors
      ++ lib.optional (lib.versionOlder lib.trivial.release "26.11") "x86_64-darwin";
      forAllSystems = make: lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
      systemOf = pkgs: pkgs.stdenv.hostPlatform.system;

      inherit (lib.importTOML ./pyproject.toml) project;
      version = lib.head (
        builtins.match ''.*__version__ = "([^"]+)".*'' (builtins.readFile ./src/seedbed/__init__.py)
      );
      meta = {
        inherit (project) description;
        license = lib.licenses.asl20;
        mainProgram = "seedbed";
      };

      # For a nixpkgs whose release is older than pyproject.toml asks for: wheels from PyPI.
      newer = {
        tomli = {
          version = "2.5.0";
          hash = "sha256-Mqe3msV6LoNnDOMpzPZ1eYvFoglHg6Y2doZrcFA/Lis=";
        };
        tomlkit = {
          version = "0.15.2";
          hash = "sha256-BVYkEhY6MDe5RJc4X7f5IExje8YFr3pIGZ5BzyJy9Dc=";
        };
      };

      # The packages for a line such as "tomli>=2.4": one, or none that only older Pythons need.
      required =
        pythonPackages: line:
        let
          parts = builtins.match ''([A-Za-z0-9._-]+)>=([0-9.]+)(; python_version < "([0-9.]+)")?'' line;
          pname = lib.replaceStrings [ "." "_" ] [ "-" "-" ] (lib.head parts);
          oldest = builtins.elemAt parts 1;
          before = lib.last parts;
          package = pythonPackages.${pname};
        in
        if before != null && !(pythonPackages.pythonOlder before) then
          [ ]
        else if lib.versionAtLeast package.version oldest || !(newer ? ${pname}) then
          [ package ]
        else
          [
            (pythonPackages.buildPythonPackage {
              inherit pname;
              inherit (newer.${pname}) version;
              format = "wheel";
              src = pythonPackages.fetchPypi {
                inherit pname;
                inherit (newer.${pname}) version hash;
                format = "wheel";
                dist = "py3";
                python = "py3";
              };
            })
          ];

      module =
        pkgs:
        pkgs.python3Packages.buildPythonPackage {
          inherit version meta;
          pname = "seedbed";
          pyproject = true;
          # what the wheel is made of: other files can change without a new build
          src = lib.fileset.toSource {
            root = ./.;
            fileset = lib.fileset.unions [
              ./LICENSE
              ./README.md
              ./hatch_build.py
              ./pyproject.toml
              ./src
            ];
          };
          build-system = [ pkgs.python3Packages.hatchling ];
          dependencies = lib.concatMap (required pkgs.python3Packages) project.dependencies;
          pythonImportsCheck = [ "seedbed" ];
          # The usual wrapper puts the Python of Nix first on PATH, also for the uv that seedbed
          # starts; wheels often don't work with that Python.
          dontWrapPythonPrograms = true;
        };
    in
    {
      packages = forAllSystems (pkgs: {
        default =
          let
            environment = pkgs.python3.withPackages (_: [ (module pkgs) ]);
          in
          pkgs.runCommand "seedbed-${version}" { inherit meta; } ''
            mkdir -p $out/bin
            ln -s ${environment}/bin/seedbed $out/bin/seedbed
          '';
      });

      # nix run . -- new digits
      apps = forAllSystems (pkgs: {
        default = {
          type = "app";
          program = "${self.packages.${systemOf pkgs}.default}/bin/seedbed";
          meta = { inherit (project) description; };
        };
      });

      # nix flake check
      checks = forAllSystems (pkgs: {
        program = pkgs.runCommand "seedbed-${version}-check" { } ''
          export HOME=$PWD
          seedbed=${self.packages.${systemOf pkgs}.default}/bin/seedbed
          [ "$($seedbed --version)" = "seedbed ${version}" ]
          $seedbed new digits --yes --no-sync
          [ -e digits/pyproject.toml ]
          touch $out
        '';
      });

      # nix flake init -t .#pythonml
      templates =
        let
          index = builtins.fromJSON (builtins.readFile ./templates/index.json);
          all = builtins.mapAttrs (_: entry: {
            inherit (entry) description;
            path = ./templates + "/${entry.folder}";
            welcomeText = ''
              Replace `my-project` and `my_project` in the files with your own names, rename the folder
              `src/my_project`, run `git init && git add --all`, then read README.md. `seedbed new`
              does all of this for you, and asks what you need.
            '';
          }) index;
        in
        all // { default = all.pythonml; };
    };
}
