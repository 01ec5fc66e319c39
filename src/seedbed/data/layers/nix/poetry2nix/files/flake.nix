{
  description = "@dist@: the package, built from poetry.lock by poetry2nix, which is unmaintained";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

    # UNMAINTAINED since 2025: https://github.com/nix-community/poetry2nix/issues/1865
    # It supports neither Poetry 2 nor [project]; see .nix/poetry1.nix. uv2nix does the same and is
    # maintained: seedbed update --nix build. Not used as a flake, which would add five more inputs.
    poetry2nix = {
      url = "github:nix-community/poetry2nix";
      flake = false;
    };

    # The last nixpkgs that it works with, from October 2024. It must not follow the other one.
    nixpkgs-of-poetry2nix.url = "github:NixOS/nixpkgs/75e28c029ef2605f9841e0baa335d70065fe7ae2";
  };

  outputs =
    {
      self,
      nixpkgs,
      poetry2nix,
      nixpkgs-of-poetry2nix,
    }@inputs:
    let
      inherit (nixpkgs) lib;
      inherit (import ./.nix/lib.nix inputs) forAllSystems tools systemPackages;
      systemOf = pkgs: pkgs.stdenv.hostPlatform.system;

      # Only the outputs that build the package read these. The rest of this file works even if
      # pyproject.toml or poetry.lock is broken: nix run .#poetry -- lock
      pyproject = lib.importTOML ./pyproject.toml;
      lock =
        if builtins.pathExists ./poetry.lock then
          lib.importTOML ./poetry.lock
        else
          throw "poetry.lock is missing, or git does not track it: nix run .#poetry -- lock && git add poetry.lock";
      poetry1 = import ./.nix/poetry1.nix { inherit lib pyproject lock; };

      builtFor =
        system:
        let
          pkgs = import nixpkgs-of-poetry2nix {
            inherit system;
            config = { };
            overlays = [ ];
          };
          poetry = import poetry2nix { inherit pkgs; };
          locked = poetry.mkPoetryPackages {
            projectDir = ./.;
            inherit (poetry1) poetrylock;
            pyProject = poetry1.tables;
            # the oldest version that the project supports
            python =
              pkgs."python${lib.replaceStrings [ "." ] [ "" ] "@python_min@"}"
                or (throw "poetry2nix cannot build for Python @python_min@: its nixpkgs has no Python newer than 3.13");
            preferWheels = true;
          };
          package = locked.python.pkgs.buildPythonPackage {
            pname = "@dist@";
            inherit (pyproject.project) version;
            format = "pyproject";
            src = poetry.cleanPythonSources { src = ./.; };
            postPatch = "cp ${poetry1.pyproject} pyproject.toml";
            nativeBuildInputs = [ locked.python.pkgs.poetry-core ];
            propagatedBuildInputs = locked.poetryPackages;
            doCheck = false;
            meta.mainProgram = if scripts == [ ] then "python" else script;
          };
        in
        {
          inherit package;
          environment = locked.python.withPackages (_: [ package ]);
        };

      # What nix run starts: a console script of the package if it has one, otherwise Python.
      scripts = lib.attrNames (pyproject.project.scripts or { });
      script = if lib.elem "@dist@" scripts then "@dist@" else lib.head scripts;
    in
    {
      packages = forAllSystems (pkgs: {
        # nix build
        default = (builtFor (systemOf pkgs)).package;

        # Poetry itself, even if the shell cannot load: nix run .#poetry -- lock
        inherit (pkgs) poetry;
      });

      apps = forAllSystems (pkgs: {
        default = {
          type = "app";
          program =
            let
              built = builtFor (systemOf pkgs);
            in
            if scripts == [ ] then
              "${built.environment}/bin/python"
            else
              "${built.package}/bin/${script}";
        };
      });

      # Poetry's own environment, from poetry.lock, with a current nixpkgs: nix develop
      devShells = forAllSystems (pkgs: rec {
        manager = default;
        default = pkgs.mkShellNoCC {
          packages = tools pkgs ++ systemPackages pkgs;
          # loads the environment; replace this with your own commands if you like
          shellHook = builtins.readFile ./.nix/hook.sh;
        };
      });

      # nix flake check
      checks = forAllSystems (pkgs: {
        package = self.packages.${systemOf pkgs}.default;
        shell = self.devShells.${systemOf pkgs}.default;
      });

      # nix fmt
      formatter = forAllSystems (pkgs: pkgs.nixfmt-tree);
    };
}
