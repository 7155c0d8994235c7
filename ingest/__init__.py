"""The world into records: sources, their text into readings, and the way to a sink."""
