# With Nix, the flake provides everything; without it, or with USE_NIX=no in .env, the manager does.
if has nix && [[ ${USE_NIX-} != no ]]; then
  # Watch these before `use flake`: after a change, Nix evaluates the flake again.
  watch_dir .nix
  # After these files change, direnv 2.38 and newer run them only if you run `direnv allow`.
  if has require_allowed; then require_allowed @flake_files@; fi
  # nix-direnv caches the shell until one of the files above changes.
  if ! has nix_direnv_version || ! nix_direnv_version 3.0.6 2>/dev/null; then
    source_url "https://raw.githubusercontent.com/nix-community/nix-direnv/3.2.0/direnvrc" \
      "sha256-hW6NC1JHue3IjZN3uDM6l6I2PMaauqd2D7hXYJ1Zfr4=" ||
      log_error "continuing without nix-direnv, so Nix evaluates the flake each time"
  fi
  # To evaluate it again only when you run .direnv/bin/nix-direnv-reload, uncomment this:
  # nix_direnv_manual_reload
  unset IN_NIX_SHELL environment_is
  # Add --impure if one of your overlays reads from the machine, as builtins.getEnv does.
  use flake @flake@ || true # checked below
  if [[ -z ${IN_NIX_SHELL-} ]]; then
    log_error "Nix could not open the shell; see its messages above."
    log_error 'To continue without Nix, put USE_NIX=no in .env, then run "direnv reload"'
    exit 1
  fi
  if [[ ${environment_is:-failed} == failed ]]; then # .nix/hook.sh has said why
    log_error 'to fix it, open a shell with the tools: "LOAD_ENVIRONMENT=no nix develop @flake_shell@",'
    log_error 'then run "direnv reload"'
    exit 1
  fi
else
  enter_environment
fi
