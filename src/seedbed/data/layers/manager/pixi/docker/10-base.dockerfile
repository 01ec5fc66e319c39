# The packages bring everything, including Python and CUDA's libraries. A GPU's driver comes from
# the host. So a base with CUDA would only be larger.
ARG BASE=debian:bookworm-slim
ARG PIXI=ghcr.io/prefix-dev/pixi:0.77.0

FROM ${PIXI} AS pixi
