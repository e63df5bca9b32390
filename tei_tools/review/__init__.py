"""Pages on which people look at what was read, and change it."""
