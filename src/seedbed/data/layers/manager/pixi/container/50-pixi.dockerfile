COPY --from=ghcr.io/prefix-dev/pixi:0.77.0 /usr/local/bin/pixi /usr/local/bin/pixi
