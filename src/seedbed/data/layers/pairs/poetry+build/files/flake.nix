{
  description = "@dist@: the package and its environment, built from poetry.lock";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

    pyproject-nix = {
      url = "github:pyproject-nix/pyproject.nix";
      inputs.nixpkgs.follows = "nixpkgs";
    };

    uv2nix = {
      url = "github:pyproject-nix/uv2nix";
      inputs.nixpkgs.follows = "nixpkgs";
      inputs.pyproject-nix.follows = "pyproject-nix";
    };

    pyproject-build-systems = {
      url = "github:pyproject-nix/build-system-pkgs";
      inputs.nixpkgs.follows = "nixpkgs";
      inputs.pyproject-nix.follows = "pyproject-nix";
      inputs.uv2nix.follows = "uv2nix";
    };
  };

  outputs =
    {
      self,
      nixpkgs,
      pyproject-nix,
      uv2nix,
      pyproject-build-systems,
    }@inputs:
    let
      inherit (nixpkgs) lib;
      inherit (lib) fileset;
      inherit (import ./.nix/lib.nix inputs) forAllSystems tools systemPackages;
      systemOf = pkgs: pkgs.stdenv.hostPlatform.system;

      # What the shells have besides the Python packages.
      programs = pkgs: tools pkgs ++ systemPackages pkgs;

      # Only the outputs that build the package read these two. The rest of this file works even if
      # pyproject.toml or poetry.lock is broken: nix run .#poetry -- lock
      pyproject = lib.importTOML ./pyproject.toml;
      poetryLock =
        if builtins.pathExists ./poetry.lock then
          lib.importTOML ./poetry.lock
        else
          throw "poetry.lock is missing, or git does not track it: nix run .#poetry -- lock && git add poetry.lock";

      # uv2nix reads poetry.lock in the form of a uv.lock: the same packages, versions, and hashes.
      workspace = uv2nix.lib.workspace.loadWorkspace {
        workspaceRoot = ./.;
        inherit pyproject;
        uvLock = import ./.nix/poetry-lock.nix { inherit lib pyproject; } poetryLock;
      };

      # The extras in pyproject.toml that Nix builds, too, as in extras = [ "cuda" ]
      extras = [ ];

      # The package needs no groups, which are for the project's developers. The shell has those that
      # are not optional, as after poetry sync.
      forPackage = workspace.deps.default;
      groups = pyproject.tool.poetry.group or { };
      forShell = lib.mapAttrs (
        _: lib.filter (group: !(groups.${group}.optional or false))
      ) workspace.deps.all;

      # All Python packages in poetry.lock, as wheels where available.
      pythonSet =
        pkgs:
        (pkgs.callPackage pyproject-nix.build.packages {
          python = pkgs.@nix_python@;
          stdenv = stdenvFor pkgs;
        }).overrideScope
          (
            lib.composeManyExtensions [
              pyproject-build-systems.overlays.wheel
              (final: prev: { fetchurl = import ./.nix/fetch.nix { inherit lib pkgs; }; })
              (workspace.mkPyprojectOverlay {
                sourcePreference = "wheel";
                dependencies = forShell;
                environ.extra = extras;
              })
              (import ./.nix/wheels.nix { inherit lib pkgs; })
              # a package that has to be built differently:
              # (final: prev: { numba = prev.numba.overrideAttrs (old: { ... }); })
            ]
          );

      # Some wheels for Apple silicon, such as PyTorch's, are built for macOS 14.
      stdenvFor =
        pkgs:
        let
          inherit (pkgs) stdenv;
          oldest = stdenv.targetPlatform.darwinSdkVersion;
        in
        if stdenv.hostPlatform.isDarwin && lib.versionOlder oldest "14.0" then
          stdenv.override {
            targetPlatform = stdenv.targetPlatform // {
              darwinSdkVersion = "14.0";
            };
          }
        else
          stdenv;

      # The same, with the package read from your folder: code changes need no build.
      editableSet =
        pkgs:
        (pythonSet pkgs).overrideScope (
          lib.composeManyExtensions [
            (workspace.mkEditablePyprojectOverlay { root = "$REPO_ROOT"; })
            (final: prev: {
              "@dist@" = prev."@dist@".overrideAttrs (old: {
                # only the part of the code that poetry-core looks for
                src = fileset.toSource {
                  root = ./.;
                  fileset = fileset.unions [
                    (fileset.fileFilter (file: file.name == "__init__.py") ./src)
                    (fileset.difference ./. (fileset.union ./src (fileset.maybeMissing ./tests)))
                  ];
                };
              });
            })
          ]
        );

      # What nix run starts: a console script of the package if it has one, otherwise Python.
      scripts = lib.attrNames (pyproject.project.scripts or { });
      script = if lib.elem "@dist@" scripts then "@dist@" else lib.head scripts;
    in
    {
      packages = forAllSystems (pkgs: {
        # The package in an environment: nix build, then result/bin/python
        default = ((pythonSet pkgs).mkVirtualEnv "@dist@-env" forPackage).overrideAttrs (old: {
          meta = (old.meta or { }) // {
            mainProgram = if scripts == [ ] then "python" else script;
          };
        });

        # Poetry itself, even if the shells cannot load: nix run .#poetry -- lock
        inherit (pkgs) poetry;
      });

      apps = forAllSystems (pkgs: {
        default = {
          type = "app";
          program =
            let
              package = self.packages.${systemOf pkgs}.default;
            in
            if scripts == [ ] then
              "${package}/bin/python"
            else
              "${package}/bin/${script}";
        };
      });

      devShells = forAllSystems (pkgs: {
        # The environment as Nix builds it, with the code in your folder: nix develop
        default =
          let
            set = editableSet pkgs;
            environment = set.mkVirtualEnv "@dist@-dev-env" forShell;
          in
          pkgs.mkShellNoCC {
            packages = [ environment ] ++ programs pkgs;
            # Poetry runs programs from this environment
            env.VIRTUAL_ENV = "${environment}";
            shellHook = ''
              # Nix sets these for its own builds
              unset PYTHONPATH SOURCE_DATE_EPOCH
              # where the code is
              REPO_ROOT=$PWD
              while [[ -n $REPO_ROOT && ! -e $REPO_ROOT/.nix/lib.nix ]]; do
                REPO_ROOT=''${REPO_ROOT%/*}
              done
              export REPO_ROOT@nix_editor@
              # .envrc reads it
              environment_is=loaded
              if [[ -z $REPO_ROOT ]]; then
                environment_is=absent
                echo "This folder is not in the project @dist@: Python will not find its code." >&2
              fi
            '';
          };

        # Poetry and what it installs, without what Nix builds: nix develop .#manager
        # Use it if pyproject.toml or poetry.lock is broken.
        manager = pkgs.mkShellNoCC {
          packages = programs pkgs;
          # You may open this from the other shell, whose variable would get in Poetry's way.
          shellHook = ''
            unset VIRTUAL_ENV
            ${builtins.readFile ./.nix/hook.sh}
          '';
        };
      });

      # nix flake check
      checks = forAllSystems (
        pkgs:
        let
          shells = self.devShells.${systemOf pkgs};
        in
        {
          package = self.packages.${systemOf pkgs}.default;
          shell = shells.default;
          inherit (shells) manager;
          # whether poetry.lock matches pyproject.toml
          lock = pkgs.runCommand "@dist@-lock" { nativeBuildInputs = [ pkgs.poetry ]; } ''
            cp -r ${./.}/. .
            chmod -R u+w .
            HOME=$PWD poetry check --lock
            touch $out
          '';
          tests =
            pkgs.runCommand "@dist@-tests"
              {
                nativeBuildInputs = [
                  ((pythonSet pkgs).mkVirtualEnv "@dist@-tests-env" forShell)
                ];
              }
              ''
                cp -r ${./.}/. .
                chmod -R u+w .
                HOME=$PWD pytest
                touch $out
              '';
        }
      );

      # nix fmt
      formatter = forAllSystems (pkgs: pkgs.nixfmt-tree);
    };
}
