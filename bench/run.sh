#!/bin/sh
# Builds the servers (without pages) and the generator and compares them: the generator on core 1, the servers on core 0,
# and once more on both.
#   bench/run.sh quick             two short rounds of three cases
#   bench/run.sh full              five rounds of all cases of fan-out
# What follows goes to the generator, and the last of an option counts:
#   bench/run.sh full --rounds 7 --out bench/results/fan-out.md --json fan-out.json
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in
  quick) shift; set -- --rounds 2 --seconds 2 --cases 1000-16,1000-paced,100x10-16 --cores one,two "$@" ;;
  full) shift; set -- --rounds 5 --seconds 4 --cases 1000-16,1000-1,1000-paced,1000-paced-20,1000-1k-16,100x10-16,5000-16 --cores one,two "$@" ;;
esac
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish Hub.Server -c Release -v q -p:BuildWeb=false -o "$out/hub" -p:DebugType=none
dotnet publish bench/peers/Hub.RawSignalR -c Release -v q -o "$out/raw" -p:DebugType=none
dotnet publish bench/peers/Hub.Limit -c Release -v q -o "$out/limit" -p:DebugType=none
dotnet publish bench/Hub.Load -c Release -v q -o "$out/load" -p:DebugType=none
taskset -c 1 dotnet "$out/load/Hub.Load.dll" --hub "$out/hub/Hub.Server.dll" --raw "$out/raw/Hub.RawSignalR.dll" \
  --limit "$out/limit/Hub.Limit.dll" \
  --revision "$(git rev-parse --short HEAD)" "$@"
