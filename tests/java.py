"""How tests run programs of Java."""

from __future__ import annotations

BRIEFLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")
"""Options of a run that is over in a second or two: more would be spent on compiling well than that wins."""
