"""Packages that only some features need, and the extras that install them."""

from typing import Final

from msgspec import Struct


class OptionalPackage(Struct, frozen=True, kw_only=True):
    """A package that Microsite works without, except for one purpose."""

    extra: str
    """The extra of Microsite that installs it, as in `microsite[images]`."""
    purpose: str
    """What needs it: the subject of a sentence with a plural verb."""


EXTRAS: Final = {
    "PIL": OptionalPackage(
        extra="images",
        purpose="Photos, logos and share cards",
    ),
    "pi_heif": OptionalPackage(
        extra="images",
        purpose="Photos in Apple’s format HEIC",
    ),
    "livereload": OptionalPackage(
        extra="preview",
        purpose="Previews",
    ),
    "mammoth": OptionalPackage(
        extra="office",
        purpose="Word files",
    ),
    "openpyxl": OptionalPackage(
        extra="office",
        purpose="Excel files",
    ),
    "pypdf": OptionalPackage(
        extra="pdf",
        purpose="Searches of PDFs for protected names",
    ),
    "segno": OptionalPackage(
        extra="qr",
        purpose="QR codes",
    ),
    "tornado": OptionalPackage(
        extra="preview",
        purpose="Previews",
    ),
    "watchdog": OptionalPackage(
        extra="preview",
        purpose="Previews",
    ),
}
"""Optional packages by the names under which Python imports them."""
