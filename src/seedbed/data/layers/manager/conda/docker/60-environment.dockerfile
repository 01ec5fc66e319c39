COPY --from=build /app/.conda .conda
COPY --from=build /app/entrypoint.sh ./
ENV PATH=/app/.conda/bin:$PATH \
    PYTHONNOUSERSITE=1
ENTRYPOINT ["/app/entrypoint.sh"]
