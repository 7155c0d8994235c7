"""The only SQL: what was published, when it became known, and the facts of each day.

Nothing that was kept is overwritten: a changed value is a new revision. This package never judges a number
and never asks a source; it is called by the commands that load and by the questions of `assessment`.
"""
