# What wheels for NVIDIA GPUs need beyond the lock, on Linux. Names that are not in the lock are
# ignored.
#
# Nix makes each wheel find the libraries that it was linked to. CUDA's libraries are in wheels too,
# below site-packages/nvidia, where Nix does not look by default. TensorFlow and JAX open them only
# when they run. libcuda.so.1 comes with the driver, and what nvshmem needs to reach other machines
# comes with their network.
#
# XLA, which compiles for TensorFlow and JAX, may also look for the files of nvidia-cuda-nvcc. If it
# does not find libdevice or ptxas, set XLA_FLAGS=--xla_gpu_cuda_data_dir=FOLDER, where FOLDER is
# site-packages/nvidia/cuda_nvcc (for CUDA 13, site-packages/nvidia/cu13) in the environment.
#
# NOT VERIFIED: this was evaluated but never built. The names of packages, such as nvidia-cusolver,
# and of missing libraries are those in the wheels of PyTorch 2.15 for Linux on x86_64; the names in
# older releases, such as nvidia-cusolver-cu12, work as well. If a build says "could not satisfy
# dependency libx.so", add it here.
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

  # A wheel that also looks for libraries in some folders and packages, and works without others. It
  # may open the libraries in some folders itself.
  patched =
    name:
    {
      folders ? [ ],
      opened ? [ ],
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
        + lib.concatMapStrings (folder: "addAutoPatchelfSearchPath ${folder}\n") folders
        + lib.concatMapStrings (folder: "appendRunpaths+=\" $(echo ${folder}/*/lib)\"\n") opened;
    });

  # CUDA's own wheels find their dependencies, which the lock lists.
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

  # Wheels that use them find them all, and the driver at run time.
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
      # for the libgfortran in PyTorch's wheel, which needs libquadmath
      libraries = [ (lib.getLib pkgs.stdenv.cc.cc) ];
      missing = [ "libcuda.so.1" ];
      hooks = [ pkgs.autoAddDriverRunpath ];
    }
  );

  # Wheels that open them at run time
  openers = lib.genAttrs (lib.filter opensCuda names) (
    name:
    patched name {
      opened = cudaFolders (lib.filter isCuda names);
      libraries = [ (lib.getLib pkgs.stdenv.cc.cc) ];
      missing = [ "libcuda.so.1" ];
      hooks = [ pkgs.autoAddDriverRunpath ];
    }
  );
  opensCuda = name: builtins.match "tensorflow|jaxlib|jax-cuda[0-9]+-(pjrt|plugin)" name != null;
in
lib.optionalAttrs pkgs.stdenv.hostPlatform.isLinux (cuda // users // openers)
