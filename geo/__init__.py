"""Places: regions, their borders, and which of them a point lies in.

Pure: reads its own boundary files and nothing else, imports nothing of ours. A place is never guessed: what
lies on a border, outside every region or in two of them is returned as exactly that.
"""
