{
  description = "@dist@: the package, built with the Python packages in nixpkgs";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

    pyproject-nix = {
      url = "github:pyproject-nix/pyproject.nix";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    {
      self,
      nixpkgs,
      pyproject-nix,
    }@inputs:
    let
      inherit (nixpkgs) lib;
      inherit (import ./.nix/lib.nix inputs) forAllSystems tools systemPackages;
      systemOf = pkgs: pkgs.stdenv.hostPlatform.system;

      # Only the outputs that build the package read this. The rest of this file works even if
      # pyproject.toml is broken: nix run .#poetry -- check
      project = pyproject-nix.lib.project.loadPyproject { projectRoot = ./.; };

      # The package, with the dependencies in pyproject.toml in the versions of nixpkgs: nothing
      # here reads poetry.lock. If a version does not match pyproject.toml, the build says so.
      pythonOf = pkgs: pkgs.@nix_python@;
      package =
        pkgs:
        let
          python = pythonOf pkgs;
          attrs = project.renderers.buildPythonPackage { inherit python; };
        in
        python.pkgs.buildPythonPackage (
          attrs
          // {
            # pythonRelaxDeps = [ "numpy" ]; # builds even if its version does not match
            meta = attrs.meta // {
              mainProgram = if scripts == [ ] then "python" else script;
            };
          }
        );

      # What nix run starts: a console script of the package if it has one, otherwise Python.
      scripts = lib.attrNames (project.pyproject.project.scripts or { });
      script = if lib.elem "@dist@" scripts then "@dist@" else lib.head scripts;
      environment = pkgs: more: (pythonOf pkgs).withPackages (ps: [ (package pkgs) ] ++ more ps);
    in
    {
      packages = forAllSystems (pkgs: {
        # nix build
        default = package pkgs;

        # Poetry itself, even if the shell cannot load: nix run .#poetry -- lock
        inherit (pkgs) poetry;
      });

      apps = forAllSystems (pkgs: {
        default = {
          type = "app";
          program =
            if scripts == [ ] then
              "${environment pkgs (_: [ ])}/bin/python"
            else
              "${package pkgs}/bin/${script}";
        };
      });

      # Poetry's own environment, from poetry.lock: nix develop
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
        tests =
          pkgs.runCommand "@dist@-tests"
            {
              nativeBuildInputs = [ (environment pkgs (ps: [ ps.pytest ])) ];
            }
            ''
              cp -r ${./.}/. .
              chmod -R u+w .
              HOME=$PWD pytest
              touch $out
            '';
      });

      # nix fmt
      formatter = forAllSystems (pkgs: pkgs.nixfmt-tree);
    };
}
