{
  description = "The shell of my-project: tools and system packages from Nix, Python packages from the manager";

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
          # loads the environment; replace this with your own commands if you like
          shellHook = builtins.readFile ./hook.sh;
        };
      });

      # Works even if the shell cannot load: nix run ./.nix#uv -- --help
      packages = forAllSystems (pkgs: {
        inherit (pkgs) uv;
      });

      checks = forAllSystems (pkgs: {
        shell = self.devShells.${pkgs.stdenv.hostPlatform.system}.default;
      });

      # nix fmt
      formatter = forAllSystems (pkgs: pkgs.nixfmt-tree);
    };
}
