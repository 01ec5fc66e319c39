# With Nix, all comes from the flake; without it, or with USE_NIX=no in .env, from the manager alone.
if has nix && [[ ${USE_NIX-} != no ]]; then
  # Watched before `use flake`: a change of these makes Nix look again.
  watch_dir .nix
  # direnv 2.38 and newer run these files after a change only when you say `direnv allow`.
  if has require_allowed; then require_allowed @flake_files@; fi
  # nix-direnv keeps what Nix gave until one of the files above changes.
  if ! has nix_direnv_version || ! nix_direnv_version 3.0.6 2>/dev/null; then
    source_url "https://raw.githubusercontent.com/nix-community/nix-direnv/3.2.0/direnvrc" \
      "sha256-hW6NC1JHue3IjZN3uDM6l6I2PMaauqd2D7hXYJ1Zfr4=" ||
      log_error "going on without nix-direnv; each time, Nix is asked anew"
  fi
  # To look again only when you say so, by .direnv/bin/nix-direnv-reload:
  # nix_direnv_manual_reload
  unset IN_NIX_SHELL environment_is
  # Add --impure if an overlay of yours reads the machine, as builtins.getEnv does.
  use flake @flake@ || true # what it did tells
  if [[ -z ${IN_NIX_SHELL-} ]]; then
    log_error "Nix gave no shell; its own words stand above."
    log_error 'To go on without Nix: USE_NIX=no in .env, then "direnv reload"'
    exit 1
  fi
  if [[ ${environment_is:-failed} == failed ]]; then # .nix/hook.sh says it
    log_error 'mend it with a shell that has the tools: "LOAD_ENVIRONMENT=no nix develop @flake_shell@",'
    log_error 'then "direnv reload"'
    exit 1
  fi
else
  enter_environment
fi
