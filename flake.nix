{
  description = "Templates for Python machine-learning projects: nix flake init -t";

  outputs =
    { self }:
    {
      templates =
        let
          index = builtins.fromJSON (builtins.readFile ./templates/index.json);
          all = builtins.mapAttrs (_: entry: {
            inherit (entry) description;
            path = ./templates + "/${entry.folder}";
            welcomeText = ''
              Rename `my-project` and `my_project`, then read README.md. `tilth new` does the first
              by itself, and asks what you need.
            '';
          }) index;
        in
        all // { default = all.pythonml; };
    };
}
