# Definitions that the outputs of flake.nix share.
{ nixpkgs, ... }@inputs:
let
  inherit (nixpkgs) lib;

  # Libraries that wheels expect on any Linux; on NixOS, the graphics driver is there too.
  wheelLibraries =
    pkgs:
    lib.makeLibraryPath [
      pkgs.stdenv.cc.cc
      pkgs.zlib
      pkgs.glib
      pkgs.libGL
    ]
    + ":/run/opengl-driver/lib";

  # A Python that finds them. The path is set only for it and the programs that it starts: in the
  # shell, it would confuse other programs.
  pythonForWheels =
    pkgs:
    let
      python = pkgs.python312;
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

  # A program with a Python on its PATH: on NixOS, the one above; elsewhere, the machine's own
  # first, since only that one finds the machine's graphics driver.
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

  # One value for each kind of machine. Intel Macs are left out: nixpkgs no longer supports them.
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

  # The programs that install the Python packages.
  tools = pkgs: [ (withPython pkgs "poetry") ];

  # The packages in packages.json, which are attributes of nixpkgs such as "pandoc" or
  # "python3Packages.black", and those in packages.nix.
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
