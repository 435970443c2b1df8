#!/bin/sh
# Makes static/vendor and tests/vendor again from the pinned npm packages. Needs npm and a network.
# To move to a newer version, change the number here, run this, look at the pages, commit.
set -eu

GOVUK_FRONTEND=6.6.0
HTMX=2.0.11
SOURCE_SANS=3.52.0
AXE_CORE=4.14.1
SASS=1.108.2

static=$(cd "$(dirname "$0")" && pwd)
vendor=$static/vendor
tests_vendor=$static/../tests/vendor
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cd "$scratch"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
    "govuk-frontend@$GOVUK_FRONTEND" "htmx.org@$HTMX" "source-sans@$SOURCE_SANS" \
    "axe-core@$AXE_CORE" "sass@$SASS"
packages=$scratch/node_modules
mkdir -p "$vendor" "$tests_vendor"

npx sass --style=compressed --no-source-map --no-charset --quiet-deps \
    --load-path="$packages" "$static/src/govuk-frontend.scss" "$vendor/govuk-frontend.css"

# A comment that names a missing source map breaks the manifest storage.
without_source_map() {
    sed -e 's|//# sourceMappingURL=.*$||' -e 's|/\*# sourceMappingURL=.*\*/||' "$1"
}
without_source_map "$packages/govuk-frontend/dist/govuk/govuk-frontend.min.js" \
    >"$vendor/govuk-frontend.min.js"
without_source_map "$packages/htmx.org/dist/htmx.min.js" >"$vendor/htmx.min.js"
without_source_map "$packages/axe-core/axe.min.js" >"$tests_vendor/axe.min.js"

fonts=$packages/source-sans/WOFF2/TTF
cp "$fonts/SourceSans3-Regular.ttf.woff2" "$vendor/source-sans-3-regular.woff2"
cp "$fonts/SourceSans3-Semibold.ttf.woff2" "$vendor/source-sans-3-semibold.woff2"

# The govuk-frontend package carries no licence file: govuk-frontend.LICENSE is kept by hand.
cp "$packages/htmx.org/LICENSE" "$vendor/htmx.LICENSE"
cp "$packages/source-sans/LICENSE.md" "$vendor/source-sans-3.LICENSE"
cp "$packages/axe-core/LICENSE" "$tests_vendor/axe.LICENSE"

(cd "$vendor" && sha256sum ./*.css ./*.js ./*.woff2 >SHA256SUMS)
(cd "$tests_vendor" && sha256sum ./*.js >SHA256SUMS)
