"""Property tests run on busy machines: time is no law of theirs, and the same cases come each time."""

from hypothesis import settings

settings.register_profile("lanbi", deadline=None, derandomize=True)
settings.load_profile("lanbi")
