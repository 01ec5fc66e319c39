# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        bash-completion ca-certificates curl git less nano openssh-client procps sudo \
    && rm -rf /var/lib/apt/lists/*
