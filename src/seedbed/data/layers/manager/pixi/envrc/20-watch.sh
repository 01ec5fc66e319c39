watch_file @pixi_manifest@ pixi.lock
