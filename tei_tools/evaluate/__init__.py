"""Compares what was read with labels that people gave: figures, differences, cross-validation."""
