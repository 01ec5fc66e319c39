# A NixOS in a virtual machine, on which a colleague without seedbed works on a project that it made
# with `--nix nixos`. Packages come from the network, which Nix's sandbox withholds; so build the
# driver, and run it outside:
#
#   nix-build .ci/nixos-vm.nix --attr driver --out-link driver
#   PROJECT=FOLDER driver/bin/nixos-test-driver
{
  pkgs ? import <nixpkgs> { },
}:
pkgs.testers.runNixOSTest {
  name = "seedbed-project-on-nixos";

  nodes.machine =
    { pkgs, ... }:
    {
      environment.systemPackages = [ pkgs.git ];
      nix.settings.experimental-features = [
        "nix-command"
        "flakes"
      ];
      # Tests have no way out by default; these are QEMU's own router and name server.
      networking.defaultGateway = {
        address = "10.0.2.2";
        interface = "eth0";
      };
      networking.nameservers = [ "10.0.2.3" ];
      virtualisation = {
        cores = 4;
        memorySize = 8192;
        diskSize = 32768;
        writableStoreUseTmpfs = false;
      };
    };

  testScript = ''
    import os

    machine.wait_for_unit("multi-user.target")
    machine.copy_from_host(os.environ["PROJECT"], "/root/digits")

    def run(command: str) -> None:
        print(machine.succeed(f"cd /root/digits && {command}", timeout=1800))

    run("git init --quiet && git add --all")
    machine.wait_until_succeeds("cd /root/digits && nix flake metadata ./.nix", timeout=600)
    with subtest("the shell loads the environment, and wheels find their libraries"):
        run("nix develop ./.nix --command python -c 'import sklearn, digits'")
    with subtest("the tasks run"):
        run("nix develop ./.nix --command uv run poe test")
        run("nix develop ./.nix --command uv run poe train --epochs 2")
    with subtest("an ordinary Linux runs them, too"):
        run("nix run ./.nix#fhs -- -c 'uv run pytest'")
  '';
}
