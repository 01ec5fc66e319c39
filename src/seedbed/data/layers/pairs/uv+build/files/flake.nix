{
  description = "@dist@: the package and its environment, built from uv.lock";

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
      inherit (import ./.nix/lib.nix inputs) pythonForWheels withPython;
      systemOf = pkgs: pkgs.stdenv.hostPlatform.system;

      # What the shells have besides the Python packages.
      programs = pkgs: tools pkgs ++ systemPackages pkgs;

      # Only the outputs that build the package read these two. The rest of this file works even if
      # pyproject.toml or uv.lock is broken: nix run .#uv -- lock
      pyproject = lib.importTOML ./pyproject.toml;
      workspace =
        if builtins.pathExists ./uv.lock then
          uv2nix.lib.workspace.loadWorkspace { workspaceRoot = ./.; }
        else
          throw "uv.lock is missing, or git does not track it: nix run .#uv -- lock && git add uv.lock";

      # Of extras and groups that exclude each other ([tool.uv] conflicts), such as cpu and cu130,
      # Nix builds only one: the one that you name here, as in chosen = [ "cu130" ], or else the
      # first in pyproject.toml.
      chosen = [ ];
      conflicts = pyproject.tool.uv.conflicts or [ ];
      nameOf = item: item.extra or item.group or "";
      isChosen = item: lib.elem (nameOf item) chosen;
      taken = map (items: lib.head (lib.filter isChosen items ++ items)) conflicts;
      leftOut = lib.subtractLists (map nameOf taken) (map nameOf (lib.concatLists conflicts));
      forShell = lib.mapAttrs (_: lib.subtractLists leftOut) workspace.deps.all;
      # without groups, which are for the project's developers
      extras = map (item: item.extra) (lib.filter (item: item ? extra) taken);
      forPackage = lib.mapAttrs (
        member: names: names ++ lib.intersectLists extras workspace.deps.all.${member}
      ) workspace.deps.default;

      # All Python packages in uv.lock, as wheels where available.
      pythonSet =
        pkgs:
        (pkgs.callPackage pyproject-nix.build.packages {
          python = pkgs.@nix_python@;
          stdenv = stdenvFor pkgs;
        }).overrideScope
          (
            lib.composeManyExtensions [
              pyproject-build-systems.overlays.wheel
              (workspace.mkPyprojectOverlay {
                sourcePreference = "wheel";
                dependencies = forShell;
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
                # what hatchling needs, and only the part of the code that it looks for
                nativeBuildInputs =
                  old.nativeBuildInputs ++ final.resolveBuildSystem { editables = [ ]; };
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

        # uv itself: nix run .#uv -- lock
        # With a Python, since uv needs one, and the ones that it downloads do not start on NixOS.
        uv = withPython pkgs "uv";
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
            env = {
              VIRTUAL_ENV = "${environment}";
              # uv runs programs from this environment, and changes nothing in it
              UV_PROJECT_ENVIRONMENT = "${environment}";
              UV_NO_SYNC = "1";
              UV_PYTHON = set.python.interpreter;
              UV_PYTHON_DOWNLOADS = "never";
            };
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

        # uv and what it installs, without what Nix builds: nix develop .#manager
        # Use it if pyproject.toml or uv.lock is broken.
        manager = pkgs.mkShellNoCC {
          packages = programs pkgs;
          # Last in the path, so that uv prefers a Python of your machine. You may open this from
          # the other shell, whose variables would get in uv's way.
          shellHook = ''
            PATH=$PATH:${pythonForWheels pkgs}/bin
            unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT UV_NO_SYNC UV_PYTHON UV_PYTHON_DOWNLOADS
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
