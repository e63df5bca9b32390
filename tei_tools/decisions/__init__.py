"""What people decide of the readings of a source: kept beside it, found again in it, taken by the reader."""
