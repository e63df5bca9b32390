"""Files of every format that is read, turned into sources. Start at :mod:`tei_tools.inputs.registry`."""
