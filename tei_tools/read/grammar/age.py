"""How long ago something was, as pages say it: 3天前, 半小时前, 两个月之前. Patterns for folded, simplified text."""

from __future__ import annotations

import re

_AGE = r"(?:\d{1,3}|[一二三四五六七八九十两几半]{1,3})\s?个?(?:秒钟?|分钟?|小时|钟头|天|日|周|星期|月|年)[之以]?前"
AGO = re.compile(rf"(?<![\w\u4e00-\u9fff])(?:{_AGE}|刚刚|[昨前今][天日])(?![\u4e00-\u9fff])")
"""How long ago a page was published, as of when it was saved, words for days too: 3天前, 刚刚, 昨天 09:12."""
AGED = re.compile(rf"[^,，。!?]{{0,14}}?{_AGE}\W{{0,3}}")
"""A line that ends in how long ago it was, with a name or a column in front of it at the most: 青禾日报·2 天前."""
