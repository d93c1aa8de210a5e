#!/bin/sh
# Builds the servers (without pages) and the generator and compares them: servers on core 0, generator on core 1.
# Arguments go to the generator: bench/run.sh --rounds 5 --cases 1000-16,1000-paced
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish Hub.Server -c Release -v q -p:BuildWeb=false -o "$out/hub" -p:DebugType=none
dotnet publish bench/peers/Hub.RawSignalR -c Release -v q -o "$out/raw" -p:DebugType=none
dotnet publish bench/peers/Hub.Limit -c Release -v q -o "$out/limit" -p:DebugType=none
dotnet publish bench/Hub.Load -c Release -v q -o "$out/load" -p:DebugType=none
taskset -c 1 dotnet "$out/load/Hub.Load.dll" --hub "$out/hub/Hub.Server.dll" --raw "$out/raw/Hub.RawSignalR.dll" \
  --limit "$out/limit/Hub.Limit.dll" \
  --revision "$(git rev-parse --short HEAD)" "$@"
