"""Whether a picture says something to whoever looks at it, and not in its name or among its hidden texts alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

BOLD = Path(__file__).resolve().parents[2] / "data" / "fonts" / "LanbiSans-Bold.woff2"
SHARP, RIGHT, TOP, BOTTOM = 2, 1848, 1008, 1050
"""Where the boxes of a slide stand, at the right of its foot [px of a slide of 1920 × 1080], and its sharpness."""


def shows(sheet: Image.Image, text: str) -> bool:
    """Whether a picture shows a text in the bold face of the boxes, anywhere along their line."""
    picture = np.asarray(sheet.convert("L"), float)[TOP * SHARP : BOTTOM * SHARP]
    face = ImageFont.truetype(str(BOLD), 24 * SHARP)
    stamp = Image.new("L", (round(face.getlength(text)) + 8, 42 * SHARP), 255)
    ImageDraw.Draw(stamp).text((4, 30 * SHARP), text, fill=28, font=face, anchor="ls")
    wanted = np.asarray(stamp, float)[8:-8, 4:-4]
    band = picture[8:-8]
    return any(
        np.abs(band[:, x : x + wanted.shape[1]] - wanted).mean() < 14
        for x in range(900 * SHARP, RIGHT * SHARP - wanted.shape[1])
        if band[:, x : x + 60].min() < 128
    )
