# @name@: a package of your own. @name@/README.md says how to change it.
final: prev: {
  @name@ = final.callPackage (
    { lib, stdenvNoCC }:
    stdenvNoCC.mkDerivation {
      pname = "@name@";
      version = "0.1.0";

      # the folder beside this file
      src = ./@name@;

      installPhase = ''
        runHook preInstall
        mkdir -p $out/bin
        cp @name@.sh $out/bin/@name@
        chmod +x $out/bin/@name@
        runHook postInstall
      '';

      meta = {
        description = "What @name@ does";
        mainProgram = "@name@";
        platforms = lib.platforms.unix;
      };
    }
  ) { };
}
