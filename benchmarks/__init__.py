"""How fast tei-tools is, measured beside a floor and beside its neighbors: ``python -m benchmarks``."""
