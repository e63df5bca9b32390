"""Words that people write where a value is missing."""

from __future__ import annotations

import re

_NOTHING = re.compile(
    r"\W*+(?:未知|不详|不詳|不明|佚名|匿名|无|無|暂无|暫無|空|待定|网络|網絡|互联网|互聯網|本站|原创|原創|转载|轉載"
    r"|admin|administrator|null|none|nil|unknown|n/?a)?\W*+",
    re.IGNORECASE,
)


def says_nothing(value: str) -> bool:
    """Whether what stands behind a label names nobody: nothing, 未知, 网络, admin.

    >>> says_nothing("未知"), says_nothing(" -- "), says_nothing("石桥县政务中心")
    (True, True, False)
    """
    return _NOTHING.fullmatch(value) is not None
