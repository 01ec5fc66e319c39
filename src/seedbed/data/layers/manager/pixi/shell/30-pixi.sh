# Installs what is missing from .pixi/envs/@pixi_environment@ of the project in $_root, then enters it.
_load() {
  local hook=(pixi shell-hook --manifest-path "$_root/@pixi_manifest@" --environment @pixi_environment@)
  hook+=(--shell bash --change-ps1 false --no-completions)
  # An existing lock is never changed: if it does not match @pixi_manifest@, that is an error.
  if [[ -e $_root/pixi.lock ]]; then hook+=(--locked); fi
  # Scripts contain the path of their Python, so the environment of a copied or moved project is
  # created again; if that fails, the old one comes back.
  local made=$_root/.pixi/envs/@pixi_environment@ before=$_root/.pixi/before
  local place=$made/conda-meta/pixi_env_prefix
  if [[ -s $place && ! $(<"$place") -ef $made/conda-meta ]]; then
    rm -rf "$before" && mv "$made" "$before" || return 1
  fi
  # Into a variable first: if Pixi fails, there is nothing to evaluate, and that is an error too.
  local enter
  if ! enter=$("${hook[@]}") || [[ -z $enter ]]; then
    if [[ -e $before ]]; then rm -rf "$made" && mv "$before" "$made"; fi
    return 1
  fi
  if [[ -e $before ]]; then rm -rf "$before"; fi
  eval "$enter"
}

# Says what to do after Pixi has failed. Only its output tells what is wrong, so this runs it once
# more; nothing is installed, and pixi.lock stays as it is.
_remedy() {
  local output fits=no renew='update Pixi, for example with "pixi self-update"'
  if [[ -n ${IN_NIX_SHELL-} ]]; then renew='run "nix flake update --flake ./.nix"'; fi
  if [[ ! $(pixi --version 2>/dev/null) =~ ^pixi\ ([0-9]+)\.([0-9]+) ]]; then
    echo '"pixi" on your PATH is a different program (PyPI has one); get Pixi from https://pixi.sh'
    return
  elif ((BASH_REMATCH[1] == 0 && BASH_REMATCH[2] < 71)); then
    echo "Pixi 0.71 or newer is needed; $renew"
    return
  fi
  local ask=(pixi shell-hook --manifest-path "$_root/@pixi_manifest@" --environment @pixi_environment@)
  if output=$("${ask[@]}" --shell bash --locked --no-install 2>&1); then fits=yes; fi
  case $fits$output in
    yes*) echo 'see above what Pixi could not download or install (is the network down?)' ;;
    *"lock file not up-to-date"*)
      if [[ -e $_root/pixi.lock ]]; then
        echo 'run "pixi install --environment @pixi_environment@" to update pixi.lock'
      else
        echo 'see above why Pixi cannot create pixi.lock'
      fi
      ;;
    # Without --locked, Pixi would discard that lock.
    *"newer than supported"* | *"Maximum supported version"*)
      echo "pixi.lock was made by a newer Pixi; $renew"
      ;;
    *"Failed to load lock file"*)
      echo 'pixi.lock is damaged; run "git checkout HEAD -- pixi.lock", or delete it'
      ;;
    *"requires pixi"*)
      echo 'install a version of Pixi that "requires-pixi" in @pixi_manifest@ allows'
      ;;
    *) echo 'see the output of Pixi above' ;;
  esac
}
