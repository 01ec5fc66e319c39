{
  description = "The shell of @dist@: tools and system packages by Nix, Python packages by the manager";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }@inputs:
    let
      inherit (import ./lib.nix inputs) forAllSystems tools systemPackages;
    in
    {
      devShells = forAllSystems (pkgs: {
        default = pkgs.mkShellNoCC {
          packages = tools pkgs ++ systemPackages pkgs;
          # what loads the environment; commands of your own can stand here instead
          shellHook = builtins.readFile ./hook.sh;
        };
      });

      # Also when the shell cannot load: nix run @flake@#@nix_manager@ -- --help
      packages = forAllSystems (pkgs: {
        inherit (pkgs) @nix_manager@;
      });

      checks = forAllSystems (pkgs: {
        shell = self.devShells.${pkgs.stdenv.hostPlatform.system}.default;
      });

      # nix fmt
      formatter = forAllSystems (pkgs: pkgs.nixfmt-tree);
    };
}
