# The image has what the package needs, and no tools: docs/development.md says how to use it.
#
# Tags can move. To get the same bytes each time, pin the images below by their digests, as in
# debian:bookworm-slim@sha256:…, which `docker buildx imagetools inspect IMAGE` prints.
