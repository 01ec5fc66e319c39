# What the outputs of flake.nix share.
{ nixpkgs, ... }@inputs:
let
  inherit (nixpkgs) lib;

  # What wheels expect to find on any Linux; on NixOS, the driver of the graphics card is there too.
  wheelLibraries =
    pkgs:
    lib.makeLibraryPath [
      pkgs.stdenv.cc.cc
      pkgs.zlib
      pkgs.glib
      pkgs.libGL
    ]
    + ":/run/opengl-driver/lib";

  # A Python that finds them. The path is set for it and what it starts, not in the shell, where it
  # would confuse other programs.
  pythonForWheels =
    pkgs:
    let
      python = pkgs.@nix_python@;
      wrapper = pkgs.writeShellScript "python" ''
        export LD_LIBRARY_PATH=${wheelLibraries pkgs}''${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
        exec -a "$0" ${python.interpreter} "$@"
      '';
    in
    if pkgs.stdenv.hostPlatform.isLinux then
      pkgs.runCommand "python-for-wheels" { } ''
        mkdir -p $out/bin
        for name in python python3 python${python.pythonVersion}; do
          ln -s ${wrapper} $out/bin/$name
        done
      ''
    else
      python;

  # A program that has a Python. On NixOS it is this one; elsewhere one of the machine comes first,
  # since only that finds the machine's own driver of the graphics card.
  withPython =
    pkgs: program:
    let
      python = "${pythonForWheels pkgs}/bin";
    in
    pkgs.writeShellScriptBin program ''
      if [ -e /etc/NIXOS ]; then PATH=${python}:$PATH; else PATH=$PATH:${python}; fi
      export PATH
      exec ${lib.getExe pkgs.${program}} "$@"
    '';
in
{
  inherit wheelLibraries pythonForWheels withPython;

  # One value for each kind of machine. Intel Macs are left out: nixpkgs has dropped them.
  forAllSystems =
    f:
    lib.genAttrs [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ] (
      system:
      f (
        import nixpkgs {
          inherit system;
          config = { };
          overlays = import ./overlays { inherit inputs lib; };
        }
      )
    );

  # What installs the Python packages.
  tools = pkgs: [ @nix_tools@ ];

  # The packages that packages.json names, attributes of nixpkgs such as "pandoc" or
  # "python3Packages.black", and those of packages.nix.
  systemPackages =
    pkgs:
    let
      inherit (pkgs.stdenv.hostPlatform) system;
      listed = lib.importJSON ./packages.json;
      names =
        if lib.isList listed && lib.all lib.isString listed then
          listed
        else
          throw ".nix/packages.json must be a list of strings, such as [\"pandoc\"]";
      find =
        name:
        lib.attrByPath (lib.splitString "." name)
          (throw ".nix/packages.json names ${name}, which nixpkgs does not have for ${system}")
          pkgs;
    in
    map find names ++ import ./packages.nix pkgs;
}
