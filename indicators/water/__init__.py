"""One file an indicator of water; each ends with ``INDICATOR`` and is found by being here."""
