"""Documents that people can send on: a template and its fields in, DOCX or PDF out.

    template + fields -> Markdown (fields.py) -> blocks (markdown.py) -> bytes (word.py, pdf.py)

Knows no database. What draws is imported when something is drawn: the bot never pays for it.
"""
