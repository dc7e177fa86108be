"""A page of a PDF as a picture."""

from io import BytesIO

import pypdfium2
from PIL.Image import Quantize

_DPI = 160


def page_as_png(pdf: bytes, dpi: int = _DPI) -> bytes:
    """The first page, in greys and few colours, so that an A4 poster weighs some 100 kB."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[0].render(scale=dpi / 72).to_pil()
    finally:
        document.close()
    stream = BytesIO()
    image.quantize(64, Quantize.FASTOCTREE).save(stream, "PNG")
    return stream.getvalue()
