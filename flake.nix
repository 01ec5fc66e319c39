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
              Put your names for `my-project` and `my_project` into the files, rename the folder
              `src/my_project`, then `git init && git add --all`, and read README.md. `seedbed new`
              does all that by itself, and asks what you need.
            '';
          }) index;
        in
        all // { default = all.pythonml; };
    };
}
