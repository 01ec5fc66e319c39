# Its Python runs the project. The packages bring everything else, including CUDA's libraries. A
# GPU's driver comes from the host. So a base with CUDA would only be larger.
ARG BASE=python:@python_pin@-slim-bookworm
ARG UV=ghcr.io/astral-sh/uv:0.13.8

FROM ${UV} AS uv
