"""The air indicators: one file an indicator, each ending with ``INDICATOR``; the file name is the id."""
