# Other packages for the shell, from https://search.nixos.org/packages or from overlays/. You can
# also list packages by name in packages.json.
pkgs: [
  # pkgs.duckdb
]
