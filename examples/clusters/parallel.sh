#!/usr/bin/env bash
# Parts of one job side by side, without a coordinator: with GNU parallel where it is installed, with xargs elsewhere.
#
#   SRC=texts OUT=out PARTS=8 ./parallel.sh
#
# Run the same line again after a fault or a power cut: what is done is not done again.
# On several machines that share the folders: put their names into a file and call
#   SRC=... OUT=... PARTS=64 LOGINS=machines.txt ./parallel.sh
set -euo pipefail
: "${SRC:?the folder of texts, as SRC=...}" "${OUT:?the folder for the outputs, as OUT=...}"
: "${PARTS:=$(getconf _NPROCESSORS_ONLN)}"
export SRC OUT PARTS

# One process for each part: the parts are the parallelism. {} and "$1" are the number of the part.
if [ -n "${LOGINS:-}" ]; then
  seq 1 "$PARTS" | parallel --sshloginfile "$LOGINS" --workdir "$PWD" --env PATH --env SRC --env OUT --env PARTS \
    'tei-tools convert "$SRC" -o "$OUT" --shard {}/"$PARTS" --workers 1 --quiet'
elif command -v parallel > /dev/null; then
  seq 1 "$PARTS" | parallel 'tei-tools convert "$SRC" -o "$OUT" --shard {}/"$PARTS" --workers 1 --quiet'
else
  seq 1 "$PARTS" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 \
    sh -c 'tei-tools convert "$SRC" -o "$OUT" --shard "$1/$PARTS" --workers 1 --quiet' part
fi
