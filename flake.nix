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
              Replace `my-project` and `my_project` in the files with your own names, rename the folder
              `src/my_project`, run `git init && git add --all`, then read README.md. `seedbed new`
              does all of this for you, and asks what you need.
            '';
          }) index;
        in
        all // { default = all.pythonml; };
    };
}
