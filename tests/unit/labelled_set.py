"""A small labelled set for tests of learning: notices and news of invented places, alike in form and not in words."""

from __future__ import annotations

from pathlib import Path

PLACES = ("青禾镇", "雾溪区", "澄湖县", "石湾市", "云顶乡", "红枫村", "柳湾村", "白鹭乡", "岳岭镇", "竹川县")
_WORKS = ("修路", "种茶", "治水", "护林", "办学", "养鱼", "通电", "造田", "扫雪", "收粮")


def _notice(place: str, work: str) -> list[tuple[str, str]]:
    return [
        (f"首页 > {place}要闻", "noise\t-"),
        (f"{place}人民政府关于做好{work}工作的通知", "title\ta1"),
        (f"来源:{place}办公室 时间:2023-03-12", "meta\ta1"),
        ("各有关单位:", "salute\ta1"),
        (f"为了做好今年的{work}工作,保障群众利益,现将有关事项通知如下。", "p\ta1"),
        ("一、加强领导", "head:1\ta1\tnum=1"),
        (f"各单位要高度重视{work}工作,明确责任,狠抓落实,确保按期完成。", "p\ta1"),
        (
            f"二、加强检查。要定期检查{work}工作的进度,发现问题及时整改,不留死角。",
            "sec:1\ta1\tnum=2 ; head=二、加强检查。",
        ),
        (f"{place}人民政府", "sign\ta1"),
        ("2023年3月12日", "sign\ta1"),
        ("上一篇 下一篇 打印本页", "noise\t-"),
    ]


def _news(place: str, work: str) -> list[tuple[str, str]]:
    return [
        (f"{place}{work}忙", "title\ta1"),
        (f"2023-10-12 来源:{place}融媒体中心", "meta\ta1"),
        (f"连日来,{place}干部群众抢抓晴好天气{work},田间地头一派繁忙景象。", "p\ta1"),
        (f"据了解,今年{place}已投入劳力三百余人{work},预计月底全部完成。", "p\ta1"),
        ("责任编辑:杜一帆", "byline\ta1"),
        ("版权所有 未经许可不得转载", "noise\t-"),
    ]


def write_labelled_set(folder: Path, sources: int = 5) -> Path:
    """Put two texts of each source into a folder, with their labels and ``sources.tsv``; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["# id\tkind\tsource\tlot"]
    for number, (place, work) in enumerate(zip(PLACES[: sources * 2], _WORKS, strict=False)):
        kind, lines = ("notice", _notice(place, work)) if number % 2 else ("news", _news(place, work))
        name = f"{kind}_{number}"
        title = next(text for text, label in lines if label.startswith("title"))
        told = ("2023-03-12", f"{place}办公室", "") if number % 2 else ("2023-10-12", f"{place}融媒体中心", "杜一帆")
        facts = f"#article\ta1\n#title\t{title}\n#date\t{told[0]}\n#source\t{told[1]}\n#editors\t{told[2]}\n"
        labels = "".join(f"{line}\t{label}\n" for line, (_, label) in enumerate(lines, 1))
        (folder / f"{name}.tsv").write_text(facts + labels, encoding="utf-8")
        (folder / f"{name}.txt").write_text("".join(f"{text}\n" for text, _ in lines), encoding="utf-8")
        rows.append(f"{name}\t{kind}\tsite-{number // 2}\t{'late' if number > 5 else 'early'}")
    (folder / "sources.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder
