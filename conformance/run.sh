#!/usr/bin/env bash
# Builds the judge of Istio's own packages, fetches Envoy and runs one command of the program, or `check` without arguments:
#   conformance/run.sh                                   everything that is in this folder, and docs/conformance.md
#   conformance/run.sh build                             nothing but the program and Envoy, both in conformance/.build
#   conformance/run.sh validate examples/quickstart/golden/ambient
#   conformance/run.sh judge -compare vectors.jsonl.gz
# Needs Linux, root (a network namespace), Go 1.26, Python 3 with venv, iproute2, procps and package registries;
# conformance/install.sh installs what Debian has of that.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$here/.build"
mkdir -p "$build"

need() {
  command -v "$1" >/dev/null || { echo "conformance/run.sh needs $1: $2" >&2; exit 2; }
}
need go 'install Go 1.26 or newer'
need python3 'install Python 3 with venv'
need ip 'install iproute2'
need sysctl 'install procps'

# Registries now and then answer late.
patiently() {
  local attempt
  for attempt in 1 2 3; do
    if "$@"; then return 0; fi
    echo "conformance/run.sh: attempt $attempt of 3 failed: $*" >&2
    sleep $((attempt * 5))
  done
  return 1
}

if ! cmp -s "$here/requirements.txt" "$build/requirements.txt"; then
  python3 -m venv --clear "$build/venv"
  patiently "$build/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$build/requirements.txt"
fi
ENVOY="$("$build/venv/bin/python" -c 'import envoy, os; print(os.path.join(envoy.__path__[0], "_bin", "envoy"))')"
ln -sfn "$ENVOY" "$build/envoy"
(cd "$here" && patiently go mod download)
# The first build compiles 1,700 packages: 20 minutes on two cores.
(cd "$here" && nice go build -p "${CONFORMANCE_BUILD_JOBS:-2}" -buildvcs=false -o "$build/conformance" .)
ISTIO_SOURCE="$(cd "$here" && go list -m -f '{{.Dir}}' istio.io/istio)"
export ENVOY ISTIO_SOURCE

{
  echo "istio.io/istio $(cd "$here" && go list -m -f '{{.Version}}' istio.io/istio), $(go version | cut -d' ' -f3)"
  "$ENVOY" --version | grep -o 'version: .*' | sed 's/^/Envoy /'
} >&2
cd "$here/.."
if [[ $# -eq 0 ]]; then
  set -- check
fi
if [[ $1 == build ]]; then
  exit 0
fi
exec "$build/conformance" "$@"
