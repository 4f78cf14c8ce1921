"""Pillow, loaded without what most pictures need not have: names of what cameras note, typefaces,
logs.
"""

from microsite.unneeded import later, unheard_logging, without

with later("PIL.ExifTags", "PIL.ImageFont", "PIL.ImageText"), without("logging", unheard_logging()):
    from PIL import (
        Image,
        ImageChops,
        ImageDraw,
        ImageFile,
    )  # the last is what a picture loads when it gives its pixels

__all__ = ("Image", "ImageChops", "ImageDraw", "ImageFile")
