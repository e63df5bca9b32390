#!/usr/bin/env bash
# One Slurm array task for each part of the job; no coordinator, no Ray.
#
#   SRC=/shared/texts OUT=/shared/out sbatch --array=1-100 slurm-array.sh
#
# Submit the same line again, or only the parts that failed (--array=7,13): what is done is not done again.
#SBATCH --job-name=tei-tools
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=1G
#SBATCH --time=08:00:00
#SBATCH --output=tei-tools-%A-%a.log
set -euo pipefail
: "${SRC:?the folder of texts, as SRC=...}" "${OUT:?the folder for the outputs, as OUT=...}"

# The number of parts is written here and not taken from SLURM_ARRAY_TASK_COUNT: with --array=7,13 that is 2, and the
# parts would be others. It must be the end of --array above.
PARTS=${PARTS:-100}

# An environment on the shared file system, if that is where tei-tools is installed:
# source /shared/venv/bin/activate

exec tei-tools convert "$SRC" -o "$OUT" --shard "$SLURM_ARRAY_TASK_ID/$PARTS" \
  --workers "${SLURM_CPUS_PER_TASK:-1}" --log-format json
