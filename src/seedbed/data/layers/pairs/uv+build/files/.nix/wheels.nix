# What wheels for NVIDIA's cards need beyond uv.lock, on Linux. Names that the lock lacks are passed
# over.
#
# Nix lets each wheel find the libraries that it was linked to. Those of CUDA are in wheels too,
# below site-packages/nvidia, where Nix does not look by itself; libcuda.so.1 comes with the driver,
# and what nvshmem takes to speak with other machines comes with their network.
#
# NOT VERIFIED: this was evaluated, never built. The names are those that PyTorch has since 2.11,
# from the metadata of its wheels, such as nvidia-cusolver; older releases say nvidia-cusolver-cu12,
# which is meant as well. What each lacks is what flakes name that build the older ones. If a build
# says "could not satisfy dependency libx.so", add it here.
# https://github.com/pyproject-nix/uv2nix/issues/31
{ lib, pkgs }:
final: prev:
let
  names = lib.attrNames prev;
  isCuda = lib.hasPrefix "nvidia-";
  # nvidia-cufile, and the same with -cu12 or -cu13
  isPart = part: name: builtins.match "${part}(-cu[0-9]+)?" name != null;

  inSitePackages = name: path: "${final.${name}}/${final.python.sitePackages}/${path}";
  cudaFolders = map (name: inSitePackages name "nvidia");

  # A wheel that also looks for libraries in some folders and packages, and does without others.
  patched =
    name:
    {
      folders ? [ ],
      libraries ? [ ],
      missing ? [ ],
      hooks ? [ ],
    }:
    prev.${name}.overrideAttrs (old: {
      nativeBuildInputs = (old.nativeBuildInputs or [ ]) ++ hooks;
      buildInputs = (old.buildInputs or [ ]) ++ libraries;
      autoPatchelfIgnoreMissingDeps = missing;
      preFixup =
        (old.preFixup or "")
        + lib.concatMapStrings (folder: "addAutoPatchelfSearchPath ${folder}\n") folders;
    });

  # CUDA's own wheels find what they depend on, which uv.lock tells.
  cuda = lib.genAttrs (lib.filter isCuda names) (
    name:
    patched name {
      folders = cudaFolders (lib.filter isCuda (lib.attrNames prev.${name}.dependencies));
      libraries = lib.optional (isPart "nvidia-cufile" name) pkgs.rdma-core;
      missing = lib.optionals (isPart "nvidia-nvshmem" name) [
        "libfabric.so.1"
        "libmlx5.so.1"
        "libmpi.so.40"
        "liboshmem.so.40"
        "libpmix.so.2"
        "libucp.so.0"
        "libucs.so.0"
      ];
    }
  );

  # What uses them finds them all, and the driver when it runs.
  users = lib.genAttrs (lib.filter (name: prev ? ${name}) [
    "torch"
    "torchvision"
    "torchaudio"
  ]) (
    name:
    patched name {
      folders =
        cudaFolders (lib.filter isCuda names)
        ++ lib.optional (name != "torch") (inSitePackages "torch" "torch/lib");
      missing = [ "libcuda.so.1" ];
      hooks = [ pkgs.autoAddDriverRunpath ];
    }
  );
in
lib.optionalAttrs pkgs.stdenv.hostPlatform.isLinux (cuda // users)
