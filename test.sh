#!/usr/bin/env bash
# Builds everything and runs every test, one suite after another. The last line is the sum: "N passed, N failed".
#
#   ./test.sh                    all suites
#   ./test.sh --long             the long proofs with their full numbers (RTHUB_LONG=1)
#   ./test.sh --suite Server     only suites whose name holds the text; may be repeated
#   ./test.sh --filter EXPR      only tests of dotnet's suites that match (as in dotnet test --filter)
#
# It takes the .NET 10 SDK and Node 20 or newer. What else is missing comes from apt where this runs as root.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1

configuration=Release # the property and fuzz tests run several times as fast as in Debug
hang_minutes=10
suite_minutes=30
filter=
suites=()

while [ $# -gt 0 ]; do
  case $1 in
    --long) export RTHUB_LONG=1; hang_minutes=120 suite_minutes=600 ;;
    --filter) filter=${2:?--filter takes an expression}; shift ;;
    --suite) suites+=("${2:?--suite takes a part of a name}"); shift ;;
    *) echo "unknown argument: $1; there are --long, --suite NAME, --filter EXPRESSION" >&2; exit 64 ;;
  esac
  shift
done

# No build server or compiler may stay behind.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 summary=

fail() {
  echo "$1" >&2
  echo "$passed passed, $((failed + 1)) failed"
  exit 1
}

# Programs that tests run, each with the Debian package that brings it.
need_programs() {
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || fail "missing: ${missing[*]}; install them (apt-get install ${missing[*]})"
  echo "Installing ${missing[*]}"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends "${missing[@]}"; } \
    >"$results/apt.log" 2>&1 || { tail -n 20 "$results/apt.log" >&2; fail "apt could not install ${missing[*]}"; }
}

wanted() {
  local part
  [ ${#suites[@]} -eq 0 ] && return 0
  for part in "${suites[@]}"; do
    [[ $1 == *"$part"* ]] && return 0
  done
  return 1
}

# note NAME PASSED FAILED SKIPPED STATUS SECONDS: a suite that ended badly or ran nothing has at least one failure.
note() {
  local name=$1 good=$2 bad=$3 skipped=$4 status=$5 seconds=$6 remark=
  if [ "$bad" -eq 0 ] && [ "$status" -eq 124 ]; then bad=1 remark=' (cut after its time limit)'
  elif [ "$bad" -eq 0 ] && [ "$status" -ne 0 ]; then bad=1 remark=" (ended with exit code $status)"
  elif [ $((good + bad)) -eq 0 ] && [ -z "$filter" ]; then bad=1 remark=' (ran no test)'; fi
  passed=$((passed + good)) failed=$((failed + bad))
  summary+=$(printf '%-24s %6d passed %4d failed %4d skipped %5d s%s' "$name" "$good" "$bad" "$skipped" "$seconds" "$remark")$'\n'
}

# counter FILE NAME: a number of the trx file's summary; 0 where the file is missing.
counter() {
  sed -n "s/.*<Counters .*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" 2>/dev/null | head -n 1 | grep . || echo 0
}

run_dotnet() {
  local project=$1 name trx start=$SECONDS status
  name=$(basename "$project")
  trx=$results/$name.trx
  echo "== $name"
  timeout -k 30 "${suite_minutes}m" dotnet test "$project" -c "$configuration" --no-build ${filter:+--filter "$filter"} \
    --logger "trx;LogFileName=$trx" --logger 'console;verbosity=minimal' --results-directory "$results" \
    --blame-hang-timeout "${hang_minutes}m" --blame-hang-dump-type none
  status=$?
  # What the long proofs reached; the console logger keeps it to itself.
  grep -o 'proof: [^<]*' "$trx" 2>/dev/null | tr -d '\r'
  note "$name" "$(counter "$trx" passed)" "$(counter "$trx" failed)" "$(($(counter "$trx" total) - $(counter "$trx" executed)))" $status $((SECONDS - start))
}

run_web() {
  local json=$results/web.json start=$SECONDS status numbers
  echo "== Hub.Web"
  (cd Hub.Web && timeout -k 30 "${suite_minutes}m" npm test --silent -- --reporter=default --reporter=json --outputFile.json="$json")
  status=$?
  numbers=$(node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1]));
    console.log(r.numPassedTests, r.numFailedTests, r.numPendingTests + r.numTodoTests);' "$json" 2>/dev/null || echo 0 0 0)
  # shellcheck disable=SC2086
  note Hub.Web $numbers $status $((SECONDS - start))
}

command -v dotnet >/dev/null || fail "dotnet is missing: install the .NET 10 SDK"
command -v npm >/dev/null || fail "npm is missing: install Node 20 or newer"
[ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || fail "Node $(node -v) is too old: install Node 20 or newer"
need_programs chromium:chromium strace:strace curl:curl redis-server:redis-server

echo "== Build ($configuration)"
dotnet build RealtimeHub.sln -c "$configuration" -v quiet -p:UseSharedCompilation=false || fail "the build failed"

for project in tests/*.Tests; do
  wanted "$(basename "$project")" && run_dotnet "$project"
done
# A filter speaks dotnet's language, so that it can't choose among the web's tests.
[ -z "$filter" ] && wanted Hub.Web && run_web
[ $((passed + failed)) -eq 0 ] && fail "no test matched"

echo
node tests/failed.mjs "$results"/*.trx "$results"/web.json
printf '%s' "$summary"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
