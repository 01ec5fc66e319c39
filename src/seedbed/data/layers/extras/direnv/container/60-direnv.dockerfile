# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends direnv \
    && rm -rf /var/lib/apt/lists/* \
    && echo "eval \"\$(direnv hook bash)\"" >>/etc/bash.bashrc
