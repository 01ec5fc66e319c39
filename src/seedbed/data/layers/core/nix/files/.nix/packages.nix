# Packages of your own for the shell, from https://search.nixos.org/packages or from overlays/. What has
# a plain name can stand in packages.json as well.
pkgs: [
  # pkgs.duckdb
]
