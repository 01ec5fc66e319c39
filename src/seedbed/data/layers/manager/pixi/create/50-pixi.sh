# a new volume belongs to root
sudo chown "$(id --user):$(id --group)" .pixi/envs
pixi install --environment @pixi_environment@
