FROM ${PIXI} AS build
