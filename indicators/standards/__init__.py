"""The standards as dated data: one file an edition, each ending with ``EDITION``.

A file here is found by being here (:func:`indicators.standard.editions`). Editions import the types they are
made of and never each other: what two of them share is written twice, because each is a separate paper that
somebody may amend.
"""
