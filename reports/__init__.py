"""The set for the meeting: one frozen snapshot, and the pictures, slides, briefing and workbook that are made of it."""
