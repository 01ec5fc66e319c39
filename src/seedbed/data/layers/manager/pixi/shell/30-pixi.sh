# Enters .pixi/envs/dev of the project in $_root; installs first what is missing.
_load() {
  local hook=(pixi shell-hook --manifest-path "$_root/pyproject.toml" --environment dev)
  hook+=(--shell bash --change-ps1 false --no-completions)
  # A lock that is there is never changed: if it does not fit pyproject.toml, that is an error.
  if [[ -e $_root/pixi.lock ]]; then hook+=(--locked); fi
  # Scripts name their Python by its path: the environment of a copied or moved project is made anew,
  # and comes back when that fails.
  local made=$_root/.pixi/envs/dev before=$_root/.pixi/before
  local place=$made/conda-meta/pixi_env_prefix
  if [[ -s $place && ! $(<"$place") -ef $made/conda-meta ]]; then
    rm -rf "$before" && mv "$made" "$before" || return 1
  fi
  # In a variable first: when Pixi fails there is nothing to evaluate, and that is an error too.
  local enter
  if ! enter=$("${hook[@]}") || [[ -z $enter ]]; then
    if [[ -e $before ]]; then rm -rf "$made" && mv "$before" "$made"; fi
    return 1
  fi
  if [[ -e $before ]]; then rm -rf "$before"; fi
  eval "$enter"
}

# Says what helps after Pixi failed. Only its own words tell, which stand above, so it is asked once
# more; nothing is installed, and pixi.lock stays as it is.
_remedy() {
  local said fits=no renew='update yours, as with "pixi self-update"'
  if [[ -n ${IN_NIX_SHELL-} ]]; then renew='run "nix flake update --flake ./.nix"'; fi
  if [[ ! $(pixi --version 2>/dev/null) =~ ^pixi\ ([0-9]+)\.([0-9]+) ]]; then
    echo '"pixi" on your PATH is a different program (PyPI has one); get Pixi from https://pixi.sh'
    return
  elif ((BASH_REMATCH[1] == 0 && BASH_REMATCH[2] < 71)); then
    echo "Pixi 0.71 or newer is needed; $renew"
    return
  fi
  local ask=(pixi shell-hook --manifest-path "$_root/pyproject.toml" --environment dev)
  if said=$("${ask[@]}" --shell bash --locked --no-install 2>&1); then fits=yes; fi
  case $fits$said in
    yes*) echo 'Pixi says above what it could not download or install (is the network down?)' ;;
    *"lock file not up-to-date"*)
      if [[ -e $_root/pixi.lock ]]; then
        echo 'run "pixi install --environment dev", which renews pixi.lock'
      else
        echo 'Pixi says above why it cannot make pixi.lock'
      fi
      ;;
    # Without --locked, Pixi would throw that lock away.
    *"newer than supported"* | *"Maximum supported version"*)
      echo "a newer Pixi made pixi.lock; $renew"
      ;;
    *"Failed to load lock file"*)
      echo 'pixi.lock is damaged; run "git checkout HEAD -- pixi.lock", or delete it'
      ;;
    *"requires pixi"*)
      echo 'install a Pixi that fits "requires-pixi" in pyproject.toml'
      ;;
    *) echo 'see what Pixi says above' ;;
  esac
}
