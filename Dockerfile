# The product in one image: web, worker, beat and migrate differ only in their command.
FROM python:3.11-slim-bookworm AS base
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SEND_PRODUCTION=1
WORKDIR /app

FROM base AS packages
COPY requirements/run.txt requirements/
RUN python -m venv .venv \
    && pip install --no-cache-dir --disable-pip-version-check --only-binary :all: \
        --require-hashes -r requirements/run.txt

FROM base
# What WeasyPrint needs for PDF files.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin send
COPY --from=packages /app/.venv .venv
COPY . .
# The settings ask for a database and a broker; neither is spoken to here. The files may have come
# from a folder that only its owner reads.
RUN DATABASE_URL=postgres://nobody@nowhere/none REDIS_URL=redis://nowhere \
    python manage.py collectstatic --noinput --verbosity 0 \
    && chmod -R a+rX .
# The file system is read-only where the product runs, but for /tmp.
ENV XDG_CACHE_HOME=/tmp/cache
USER send
EXPOSE 8000
CMD ["gunicorn", "--config", "config/gunicorn.py", "--bind", "0.0.0.0:8000"]
