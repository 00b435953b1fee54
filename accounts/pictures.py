"""A QR code as the path of an SVG, drawn by the page itself: no image is fetched, no style is inline."""

from dataclasses import dataclass

from qrcode import QRCode


@dataclass(frozen=True)
class Picture:
    size: int  # squares from edge to edge, with the quiet zone that a camera needs
    path: str


def squares(text: str) -> Picture:
    code = QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return Picture(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
