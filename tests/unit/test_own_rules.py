"""Rules of the user's own: what they weigh, where they stand, what is wrong in them, and the example of the docs."""

from __future__ import annotations

import re
import tomllib
from math import exp
from pathlib import Path

import pytest

from tei_tools.batch.job import JobOptions
from tei_tools.batch.ledger import fingerprint
from tei_tools.config import read_files
from tei_tools.config.rules import merged, read_rules_file, rules_in, rules_of, wrong_cases
from tei_tools.config.slow_pattern import slow_on
from tei_tools.errors import ConfigError
from tei_tools.model.nodes import Section
from tei_tools.parse import Explanation, UnitExplanation, explain, parse
from tei_tools.read.model import load_model
from tei_tools.read.own_rules import SEEN, OwnRule
from tei_tools.read.pins import Pin
from tei_tools.recognize.registry import all_rules
from tei_tools.text.source import Span

DATA = Path(__file__).parent / "data"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
TEXT = """青禾镇抓实秋收服务
2023-10-12 来源:青禾镇党政办 作者:温若溪
全镇调来收割机十六台,分成四个小组,逐村逐户帮助群众抢收水稻。
【柳湾村】
柳湾村腾出村部广场,供村民晒谷,老人们在树下看场,孩子们在一旁嬉戏。
"""


def bad_rules() -> list[tuple[str, str]]:
    blocks = (DATA / "bad_rules.txt").read_text(encoding="utf-8").split("\n----\n")[1:]
    return [(toml, message.strip()) for toml, _, message in (block.partition("\n=> ") for block in blocks)]


@pytest.mark.parametrize(("toml", "message"), bad_rules(), ids=[message[12:60] for _, message in bad_rules()])
def test_a_rule_that_cannot_be_used(toml: str, message: str) -> None:
    with pytest.raises(ConfigError) as told:
        rules_in({"rule": [tomllib.loads(toml)]}, "rules.toml")
    assert str(told.value) == message


def read(told: Explanation, words: str) -> UnitExplanation:
    (unit,) = [unit for unit in told.units if words in unit.text]
    return unit


def test_a_strength_multiplies_the_odds() -> None:
    """The scale is that of all evidence: exp(strength) times as likely against any other label, and told so."""
    rule = OwnRule("villages", "^【", "noise", strength=2.0)
    model = load_model()
    evidence = [["o=【"], ["o=W"]]
    before = model.marginals(evidence)
    after = model.marginals(evidence, more={0: {"noise": 2.0}})
    odds = [row[0]["noise"] / row[0]["head"] for row in (before, after)]
    assert odds[1] / odds[0] == pytest.approx(exp(2.0), rel=0.01)
    unit = read(explain(TEXT, own_rules=[rule]), "【柳湾村】")
    assert dict(unit.evidence)["rule=villages"] in (2.0, -2.0)


def test_evidence_may_be_overruled_and_a_pin_may_not() -> None:
    weak = OwnRule("body", "全镇", "head", strength=0.5)
    assert read(explain(TEXT, own_rules=[weak]), "全镇").label == "p"
    pinned = read(explain(TEXT, own_rules=[OwnRule("body", "全镇", "head")]), "全镇")
    assert (pinned.label, pinned.rule, pinned.sureness) == ("head", "body", 1.0)
    against = OwnRule("not a head", "^【", "head", strength=-15.0)
    assert read(explain(TEXT, own_rules=[against]), "【柳湾村】").label != "head"


def test_a_rule_that_decides_is_named() -> None:
    unit = read(explain(TEXT, own_rules=[OwnRule("villages", "^【", "noise", strength=15.0)]), "【柳湾村】")
    assert (unit.label, unit.rule, unit.evidence[0]) == ("noise", "villages", ("rule=villages", 15.0))


@pytest.mark.parametrize("strength", [None, 12.0])
def test_the_level_of_a_rule(strength: float | None) -> None:
    text = TEXT.replace("【柳湾村】", "一、秋收\n【柳湾村】")
    rule = OwnRule("villages", "^【", "head", level=1, strength=strength)
    found = [block for block in parse(text, own_rules=[rule]).articles[0].blocks if isinstance(block, Section)]
    assert [(block.level, block.head.text) for block in found] == [(1, "一、秋收"), (1, "【柳湾村】")]


def test_facts_and_bylines_are_told_apart_by_rules() -> None:
    line = "2023-10-12 来源:青禾镇党政办 作者:温若溪"
    assert read(explain(TEXT), line).label == "meta"
    rule = OwnRule("line of names", "^2023.*作者:", "byline", strength=5.0)
    assert read(explain(TEXT, own_rules=[rule]), line).label == "byline"


def test_the_first_rule_that_pins_counts_and_a_pin_of_the_caller_above_it() -> None:
    rules = [OwnRule("one", "^【", "noise"), OwnRule("two", "^【", "p")]
    assert read(explain(TEXT, own_rules=rules), "【柳湾村】").rule == "one"
    start = TEXT.index("【")
    pins = [Pin(Span(start, start + 5), "head", name="7")]
    assert read(explain(TEXT, own_rules=rules, pins=pins), "【柳湾村】").rule == "pin 7"


def test_a_rule_that_cannot_hold_is_told_and_ends_nothing() -> None:
    (told,) = [
        entry
        for entry in parse(TEXT, own_rules=[OwnRule("first", "^青禾镇抓实", "cont")]).diagnostics
        if entry.code == "pin-not-possible"
    ]
    assert told.message == 'Line 1: the rule "first" says cont, which cannot stand there; it is read as p.'


def test_folding() -> None:
    """Patterns see simplified characters and half-width forms, whatever the text has."""
    text = "本期導讀：稻田音樂節\n" + TEXT
    rule = OwnRule("guide", "^本期导读:", "noise")
    assert read(explain(text, own_rules=[rule]), "本期").label == "noise"
    assert parse(text, own_rules=[rule]).discarded[0].text == "本期導讀：稻田音樂節"


def test_of_a_long_line_the_beginning_is_seen() -> None:
    rule = OwnRule("end", "完$", "noise")
    assert rule.matches("字" * (SEEN - 1) + "完")
    assert not rule.matches("字" * (SEEN - 1) + "完" + "字")
    assert not rule.matches("字" * SEEN + "完")


def test_rules_are_in_the_fingerprint_and_their_cases_are_not() -> None:
    rule = OwnRule("guide", "^本期导读:", "noise")
    kinds = [JobOptions(), JobOptions(rules=(rule,)), JobOptions(rules=(OwnRule("guide", "^本期", "noise"),))]
    assert len({fingerprint(options) for options in kinds}) == 3


def test_without_a_match_nothing_is_different() -> None:
    assert parse(TEXT, own_rules=[OwnRule("guide", "没有", "noise")]) == parse(TEXT)


# --- slow patterns ---


@pytest.mark.parametrize(
    "slow", ["^(?:a|aa)+b", "(a+)+$", r"(?:\S{2,8}\s*>+\s*)+c", r"(\w+\s?)*:", "(.*),(.*),(.*),(.*);", ".*.*.*x"]
)
def test_a_slow_pattern_is_seen(slow: str) -> None:
    assert slow_on(re.compile(slow)) is not None


@pytest.mark.parametrize(
    "quick", ["^本期导读", "^(?:记者|通讯员).{2,8}$", r"^\s*\d+\s*$", "^【[^】]{2,6}】$", "[\u4e00-\u9fff]+报道$"]
)
def test_a_quick_pattern_is_let_through(quick: str) -> None:
    assert slow_on(re.compile(quick)) is None


# --- files ---


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def rule_toml(name: str, strength: str, table: str = "rule") -> str:
    return f'[[{table}]]\nname = "{name}"\npattern = \'^本期\'\nreading = "noise"\nstrength = {strength}\n'


def test_rules_of_settings_and_of_a_file(tmp_path: Path) -> None:
    settings = rule_toml("guide", "2") + rule_toml("other", "3") + rule_toml("guide", "4", "profile.gazette.rule")
    (file,) = read_files(
        put(tmp_path / "tei-tools.toml", settings + '[profile.gazette]\nscript = "hant"\n'), search=False
    )
    assert file.values == {} and file.profiles == {"gazette": {"script": "hant"}}
    plain = [(found.rule.name, found.rule.strength) for found in merged(rules_of([file]))]
    assert plain == [("guide", 2.0), ("other", 3.0)]
    assert [found.rule.strength for found in merged(rules_of([file], "gazette"))] == [4.0, 3.0]
    own = read_rules_file(put(tmp_path / "rules.toml", rule_toml("other", '"pin"')))
    both = merged([*own, *rules_of([file])])
    assert [(found.rule.name, found.rule.strength) for found in both] == [("other", None), ("guide", 2.0)]


def test_rules_in_a_project_file_of_python(tmp_path: Path) -> None:
    text = rule_toml("guide", "2", "tool.tei-tools.rule")
    (file,) = read_files(put(tmp_path / "pyproject.toml", text), search=False)
    assert [found.place for found in rules_of([file])] == [f"{tmp_path / 'pyproject.toml'}: [tool.tei-tools]"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (rule_toml("guide", "2") * 2, 'two rules are called "guide"; rename one.'),
        ('script = "hans"\n', "there is no script in a file of rules; it holds tables [[rule]]."),
        ("rule = 3\n", "rule must be tables, each with [[rule]] above it."),
        ("[[rule]\n", "is not TOML:"),
    ],
)
def test_a_file_of_rules_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    path = put(tmp_path / "rules.toml", text)
    with pytest.raises(ConfigError, match=re.escape(f"{path}: {message}")):
        read_rules_file(path)
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read"):
        read_rules_file(tmp_path / "none.toml")


def test_names_of_rules_are_no_names_of_the_package() -> None:
    assert all(re.fullmatch(r"[a-z-]+", rule.name) for rule in all_rules())  # the message would read badly


# --- the example of the docs ---


def test_the_example_of_the_docs() -> None:
    page = DOCS.read_text(encoding="utf-8")
    text, toml = re.findall(r"^```(?:text|toml)\n(.*?)^```", page, re.DOTALL | re.MULTILINE)[:2]
    rules = rules_in(tomllib.loads(toml), "rules.toml")
    assert list(wrong_cases(rules)) == []
    assert sum(len(found.cases) for found in rules) == 5
    units = explain(text, own_rules=[found.rule for found in rules]).units
    labels = [unit.label for unit in units]
    assert labels[:1] + labels[2:] == ["noise", "title", "p", "p", "head", "p", "head", "p", "noise", "noise"]
    assert labels[1] == "meta" or units[1].confidence == "low"  # the date: no rule speaks of it
    without = explain(text).units
    assert [unit.label for unit in without[-2:]] == ["p", "p"]
    assert "high" not in {without[0].confidence, without[5].confidence}
    shown = (
        f"10:1  noise  sure {units[9].sureness:.2f}, {units[9].confidence}, chance {units[9].chance:.2f}, sponsor   "
    )
    assert f"\n{shown}湖声热线:一条留言一件事,您说,我们听。\n" in page
    loose = {**tomllib.loads(toml)["rule"][2], "pattern": "协办|^湖声热线:"}
    (wrong,) = wrong_cases(rules_in({"rule": [loose]}, "rules.toml"))
    assert f"\n{wrong.message}\n" in page


def test_a_case_that_is_wrong_says_what_was_read() -> None:
    table = {
        "name": "guide", "pattern": "^本期", "reading": "head", "strength": -1,
        "cases": [
            {"text": "本期导读:稻田音乐节开幕", "reading": "salute"},
            {"text": "今天的导读", "reading": "noise"},
            {"text": "本期", "reading": "none"},
            {"text": "今天的导读", "reading": "none"},
        ],
    }  # fmt: skip
    messages = [one.message for one in wrong_cases(rules_in({"rule": [table]}, "rules.toml"))]
    assert [re.sub(r"read is \w+", "read is X", message) for message in messages] == [
        'rules.toml: rule "guide", case 1: wants salute, but read is X: "本期导读:稻田音乐节开幕".',
        'rules.toml: rule "guide", case 2: wants noise, but the pattern matches no line of "今天的导读".',
        'rules.toml: rule "guide", case 3: wants none, but the pattern matches "本期".',
    ]
