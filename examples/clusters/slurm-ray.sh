#!/usr/bin/env bash
# A Ray cluster inside one Slurm allocation (a head and workers), the job on it, and everything ended with it.
#
#   SRC=/shared/texts OUT=/shared/out sbatch --nodes=4 slurm-ray.sh
#
# Submit the same line again after a fault: what is done is not done again.
#SBATCH --job-name=tei-tools-ray
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem-per-cpu=2G
#SBATCH --time=08:00:00
#SBATCH --output=tei-tools-ray-%j.log
set -euo pipefail
: "${SRC:?the folder of texts, as SRC=...}" "${OUT:?the folder for the outputs, as OUT=...}"

# An environment on the shared file system, if that is where tei-tools is installed:
# source /shared/venv/bin/activate

# Whoever reaches the port of a Ray cluster can run code on it: a token of this job's own keeps others out.
export RAY_AUTH_MODE=token
RAY_AUTH_TOKEN=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export RAY_AUTH_TOKEN
export RAY_USAGE_STATS_ENABLED=0

cpus=${SLURM_CPUS_PER_TASK:-1}
nodes=$(scontrol show hostnames "$SLURM_JOB_NODELIST")
head=$(head -n 1 <<< "$nodes")
# Not the default port: two jobs may share a node.
port=$((20000 + SLURM_JOB_ID % 10000))
address=$(srun --nodes=1 --ntasks=1 --nodelist="$head" hostname --ip-address | awk '{print $1}'):$port
# Its files on the disk of each node, never on the shared file system: it makes sockets there. The name is short
# because the names of sockets may have 107 bytes.
temporary=/tmp/ray-$SLURM_JOB_ID

steps=()
finish() {
  trap - EXIT INT TERM
  kill "${steps[@]}" 2> /dev/null || true
  wait "${steps[@]}" 2> /dev/null || true
}
trap finish EXIT
trap 'exit 143' INT TERM

srun --nodes=1 --ntasks=1 --nodelist="$head" \
  ray start --head --block --node-ip-address="${address%:*}" --port="$port" --num-cpus="$cpus" \
  --include-dashboard=false --object-store-memory=200000000 --temp-dir="$temporary" > /dev/null &
steps+=($!)

for _ in $(seq 60); do
  ray health-check --address "$address" > /dev/null 2>&1 && break
  sleep 1
done

for node in $(tail -n +2 <<< "$nodes"); do
  srun --nodes=1 --ntasks=1 --nodelist="$node" \
    ray start --block --address="$address" --num-cpus="$cpus" --object-store-memory=200000000 > /dev/null &
  steps+=($!)
done

# Nodes that join later get work as soon as they are there, so nothing waits for them here.
tei-tools convert "$SRC" -o "$OUT" --engine ray --address "$address" --log-format json
