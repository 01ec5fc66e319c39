{
  description = "The shell of @dist@ on NixOS: with nix develop @flake@, or in a standard Linux file system";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }@inputs:
    let
      inherit (nixpkgs) lib;
      inherit (import ./lib.nix inputs) forAllSystems tools systemPackages;
      inherit (import ./lib.nix inputs) wheelLibraries pythonForWheels;
      isLinux = pkgs: pkgs.stdenv.hostPlatform.isLinux;
      packages = pkgs: tools pkgs ++ systemPackages pkgs;
    in
    {
      devShells = forAllSystems (pkgs: {
        default = pkgs.mkShellNoCC (
          {
            packages = packages pkgs;
            # loads the environment; replace this with your own commands if you like
            shellHook = builtins.readFile ./hook.sh;
          }
          # the hook uses these on NixOS, and ignores them elsewhere
          // lib.optionalAttrs (isLinux pkgs) {
            pythonForWheels = pythonForWheels pkgs;
            wheelLibraries = wheelLibraries pkgs;
          }
        );
      });

      packages = forAllSystems (
        pkgs:
        {
          inherit (pkgs) @nix_manager@;
        }
        // lib.optionalAttrs (isLinux pkgs) {
          # A standard Linux file system for programs that expect one, with the graphics driver:
          # nix run @flake@#fhs -- -c '@run@ pytest'
          # A package, not a shell: it replaces the shell, so neither direnv nor -c could enter it.
          fhs = pkgs.buildFHSEnv {
            name = "@dist@-fhs";
            targetPkgs =
              pkgs:
              packages pkgs
              ++ [
                pkgs.zlib
                pkgs.glib
                pkgs.libGL
              ];
            profile = "export LD_LIBRARY_PATH=/run/opengl-driver/lib";
            runScript = "bash";
          };
        }
      );

      checks = forAllSystems (pkgs: {
        shell = self.devShells.${pkgs.stdenv.hostPlatform.system}.default;
      });

      # nix fmt
      formatter = forAllSystems (pkgs: pkgs.nixfmt-tree);
    };
}
