"""Web pages that a browser saved whole, as MIME (RFC 2557): the page is taken, its pictures are not."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace

from ..errors import SourceError
from ..text.source import Source
from . import html
from .blob import Blob, Limits


def read(blob: Blob, limits: Limits) -> Source:
    """The page in the file. Raises what the reader of HTML raises, and ``damaged-file`` when there is no page."""
    data = blob.load(limits)
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or not payload.strip():
            continue
        declared = part.get_content_charset() or ""
        page = replace(blob, data=payload, path=None)
        decoded, remarks = html.decode_page(payload, page, declared)
        source = html.read_markup(decoded, data, blob, remarks, "multipart/related")
        address = part.get("Content-Location") or message.get("Snapshot-Content-Location") or ""
        if address.startswith(("http:", "https:")):
            facts = (*source.layout.facts, *html.facts_of_address(address))
            source = replace(source, layout=replace(source.layout, facts=facts))
        return source
    raise SourceError("damaged-file", f"{blob.label}: holds no web page; save the page anew, as HTML.")
