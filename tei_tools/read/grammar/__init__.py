"""Grammars of what stands inside a line. Pure text: no page, no labels of lines, no source offsets."""
