COPY --from=build /app/.pixi/envs/default .pixi/envs/default
COPY --from=build /app/entrypoint.sh ./
# A run records the lock's hash.
COPY pixi.lock ./
ENV PATH=/app/.pixi/envs/default/bin:$PATH
ENTRYPOINT ["/app/entrypoint.sh"]
