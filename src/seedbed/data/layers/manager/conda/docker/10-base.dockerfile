# The packages bring everything, including Python and CUDA's libraries. A GPU's driver comes from
# the host. So a base with CUDA would only be larger.
ARG BASE=debian:bookworm-slim
ARG MICROMAMBA=mambaorg/micromamba:2.8.1

FROM ${MICROMAMBA} AS micromamba
