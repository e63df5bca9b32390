"""The numbers of documents: 国发〔2020〕1号, (2020)京01民初12号."""

from __future__ import annotations

import re

DOCUMENT_NUMBER = re.compile(
    r"\((?:19|20)\d\d\)[\u4e00-\u9fff]{1,3}\d{0,6}[\u4e00-\u9fff]{1,4}\d{1,6}号(?:之[一二三四五六七八九十]{1,2})?(?![\u4e00-\u9fff])|[\u4e00-\u9fff]{1,10}\s*[〔\[【(〈﹝]\s*(?:19|20)\d\d\s*[〕\]】)〉﹞]\s*(?:第\s*)?\d{1,5}(?!\d)(?:\s*号)?(?![\u4e00-\u9fff])"
)
"""发文字号 (GB/T 9704-2012, 7.2.5): 国发〔2020〕1号, and the brackets people use instead; the 案号 of a court."""


def find_number(text: str) -> re.Match[str] | None:
    """Where a text has the number of a document, if it has one: each has a year, which is looked for first.

    >>> find_number("青政发〔2020〕1号"), find_number("第1号文件")
    (<re.Match object; span=(0, 11), match='青政发〔2020〕1号'>, None)
    """
    return DOCUMENT_NUMBER.search(text) if "20" in text or "19" in text else None
