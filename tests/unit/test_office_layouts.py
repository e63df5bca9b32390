"""Word documents as Chinese offices lay them out, with styles and without, about invented places."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tei_tools.parse import parse
from tests.unit.input_files import docx, levels, num, numbered, paragraph, read_one
from tests.unit.test_files_shared import bare, heads_of, words


@dataclass(frozen=True)
class Case:
    """A document and its truth."""

    data: bytes
    title: str
    date: str
    heads: tuple[tuple[int, str], ...] = ()


def line(
    text: str, size: int = 32, font: str = "仿宋", *, bold: bool = False, align: str = "", indented: bool = True
) -> str:
    """A paragraph in direct formatting; ``size`` in half points."""
    place = f'<w:jc w:val="{align}"/>' if align else '<w:ind w:firstLineChars="200"/>' if indented else ""
    return paragraph(text, place, f'<w:rFonts w:eastAsia="{font}"/>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/>')


def styled(text: str, level: int) -> str:
    """A paragraph in a style of heading."""
    return paragraph(text, f'<w:pStyle w:val="{level}"/>')


TEXT = [
    "为深入贯彻落实县委、县政府关于水环境整治的部署，全面提升河道管护水平，结合我镇实际，制定本方案。",
    "以改善水质、保障防洪安全为目标，坚持问题导向，突出重点，分步实施，用三年时间完成全镇河道清淤整治任务。",
    "2021年完成石桥河清淤十二公里，2022年完成支流清淤二十公里，2023年建立长效管护机制，实现水清岸绿。",
    "成立由镇长任组长、分管副镇长任副组长、各村党支部书记为成员的工作领导小组，办公室设在镇水利站。",
    "整合涉农资金，多渠道筹措，县级补助资金到位后优先用于清淤工程，严禁挤占挪用，确保专款专用。",
    "镇纪委对工程建设和资金使用全程监督，对弄虚作假、推诿扯皮的，严肃追究有关人员责任。",
]
CASES: dict[str, Case] = {}
CASES["official"] = Case(
    docx(
        line("青禾县石桥镇人民政府文件", 72, "方正小标宋", bold=True, align="center")
        + line("石政发〔2021〕14号", 32, align="center")
        + line("", 32)
        + line("石桥镇人民政府关于印发河道清淤整治工作方案的通知", 44, "方正小标宋", align="center")
        + line("各村民委员会，镇直各单位：", indented=False)
        + line("现将《石桥镇河道清淤整治工作方案》印发给你们，请认真组织实施。")
        + line("石桥镇人民政府", align="right")
        + line("2021年3月4日", align="right")
        + line("石桥镇河道清淤整治工作方案", 44, "方正小标宋", align="center")
        + line(TEXT[0])
        + line("一、总体要求", 32, "黑体")
        + line("（一）指导思想。" + TEXT[1])
        + line("（二）工作目标。" + TEXT[2])
        + line("二、保障措施", 32, "黑体")
        + line("（一）加强组织领导。" + TEXT[3])
        + line("（二）加强资金保障。" + TEXT[4])
        + line("（三）加强监督检查。" + TEXT[5])
        + line("抄送：县政府办公室，县水利局。", 28)
        + line("石桥镇党政办公室　　2021年3月4日印发", 28)
    ),
    "石桥镇人民政府关于印发河道清淤整治工作方案的通知",
    "2021-03-04",
    (
        (1, "石桥镇河道清淤整治工作方案"),
        (2, "一、总体要求"),
        (2, "二、保障措施"),
    ),
)
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/><w:pPr>'
    f'<w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
    for level in (1, 2, 3)
)
CASES["styled"] = Case(
    docx(
        line("青禾县石桥镇", 52, "黑体", bold=True, align="center")
        + line("河道水质调查报告", 52, "黑体", bold=True, align="center")
        + line("青禾县水利局", 32, align="center")
        + line("二〇二一年三月", 32, align="center")
        + styled("1 概述", 1)
        + line(TEXT[0], 24)
        + styled("1.1 调查范围", 2)
        + line(TEXT[1], 24)
        + styled("1.2 调查方法", 2)
        + line(TEXT[2], 24)
        + styled("2 结果", 1)
        + line(TEXT[3], 24)
        + styled("2.1 水质", 2)
        + line(TEXT[4], 24)
        + styled("3 建议", 1)
        + line(TEXT[5], 24),
        styles=STYLES,
    ),
    "青禾县石桥镇河道水质调查报告",
    "2021-03",
    (
        (1, "1 概述"),
        (2, "1.1 调查范围"),
        (2, "1.2 调查方法"),
        (1, "2 结果"),
        (2, "2.1 水质"),
        (1, "3 建议"),
    ),
)
NUMBERS = levels(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")) + num(1)
CASES["generated"] = Case(
    docx(
        line("石桥镇2021年河道清淤工作总结", 44, "宋体", bold=True, align="center")
        + line(TEXT[0])
        + numbered("主要做法", 0)
        + numbered("健全组织", 1)
        + line(TEXT[3])
        + numbered("筹措资金", 1)
        + line(TEXT[4])
        + numbered("存在问题", 0)
        + line(TEXT[1])
        + numbered("下一步打算", 0)
        + line(TEXT[2])
        + line("石桥镇人民政府", align="right")
        + line("2021年12月20日", align="right"),
        numbering=NUMBERS,
    ),
    "石桥镇2021年河道清淤工作总结",
    "2021-12-20",
    (
        (1, "一、主要做法"),
        (2, "（一）健全组织"),
        (2, "（二）筹措资金"),
        (1, "二、存在问题"),
        (1, "三、下一步打算"),
    ),
)
CASES["bold-heads"] = Case(
    docx(
        line("石桥镇治水十年", 44, "黑体", bold=True, align="center")
        + line("陶远舟", 28, align="center")
        + line(TEXT[0])
        + line("昔日黑水河", 32, bold=True)
        + line(TEXT[1])
        + line(TEXT[2])
        + line("今日清水湾", 32, bold=True)
        + line(TEXT[3])
        + line("明天更美好", 32, bold=True)
        + line(TEXT[4])
        + line(TEXT[5])
    ),
    "石桥镇治水十年",
    "",
    (
        (1, "昔日黑水河"),
        (1, "今日清水湾"),
        (1, "明天更美好"),
    ),
)
CASES["minutes"] = Case(
    docx(
        line("石桥镇河道清淤工作会议纪要", 44, "黑体", bold=True, align="center")
        + line("时间：2021年3月4日上午", indented=False)
        + line("地点：镇政府三楼会议室", indented=False)
        + line("主持人：李大川", indented=False)
        + line("参加人员：各村党支部书记、镇直单位负责人", indented=False)
        + line("会议研究了春季河道清淤工作，现纪要如下：")
        + line("一、关于清淤任务分解。" + TEXT[2])
        + line("二、关于资金筹措。" + TEXT[4])
        + line("三、关于监督检查。" + TEXT[5])
    ),
    "石桥镇河道清淤工作会议纪要",
    "",
    (),
)
CASES["cover"] = Case(
    docx(
        line("石桥镇河道清淤整治", 52, "黑体", bold=True, align="center")
        + line("实", 60, "黑体", bold=True, align="center")
        + line("施", 60, "黑体", bold=True, align="center")
        + line("方", 60, "黑体", bold=True, align="center")
        + line("案", 60, "黑体", bold=True, align="center")
        + line("编制单位：石桥镇水利站", 28, bold=True, align="center")
        + line("编制时间：2021年3月4日", 28, bold=True, align="center")
        + line("石桥镇河道清淤整治实施方案", 44, "黑体", bold=True, align="center")
        + line("一、项目概况", 32, "黑体", bold=True)
        + line(TEXT[1])
        + line("二、建设内容", 32, "黑体", bold=True)
        + line(TEXT[2])
        + line("三、保障措施", 32, "黑体", bold=True)
        + line(TEXT[3])
        + line(TEXT[4])
    ),
    "石桥镇河道清淤整治实施方案",
    "2021-03-04",
    (
        (1, "一、项目概况"),
        (1, "二、建设内容"),
        (1, "三、保障措施"),
    ),
)
CASES["article"] = Case(
    docx(
        line("石桥镇清淤河道十二公里", 44, "宋体", bold=True, align="center")
        + line("来源：青禾日报　作者：陶远舟　2021年3月4日", 24, align="center")
        + line(TEXT[1])
        + line(TEXT[2])
        + line(TEXT[3])
        + line("（责任编辑：温若溪）", 24, align="right")
    ),
    "石桥镇清淤河道十二公里",
    "2021-03-04",
    (),
)
CASES["speech"] = Case(
    docx(
        line("在全镇河道清淤动员会上的讲话", 44, "方正小标宋", align="center")
        + line("石桥镇党委书记　赵青山", 32, align="center")
        + line("（2021年3月4日）", 32, align="center")
        + line("同志们：", indented=False)
        + line(TEXT[0])
        + line("一、认清形势，增强治水的责任感", 32, "黑体")
        + line(TEXT[1])
        + line("二、突出重点，打好清淤攻坚战", 32, "黑体")
        + line(TEXT[2])
        + line("（一）抓好任务分解", 32, "楷体")
        + line(TEXT[3])
        + line("（二）抓好资金落实", 32, "楷体")
        + line(TEXT[4])
        + line("三、加强领导，确保任务完成", 32, "黑体")
        + line(TEXT[5])
    ),
    "在全镇河道清淤动员会上的讲话",
    "2021-03-04",
    (
        (1, "一、认清形势，增强治水的责任感"),
        (1, "二、突出重点，打好清淤攻坚战"),
        (2, "（一）抓好任务分解"),
        (2, "（二）抓好资金落实"),
        (1, "三、加强领导，确保任务完成"),
    ),
)

CASES["contents behind a cover"] = Case(
    docx(
        line("柳河镇高标准茶园建设项目", 52, bold=True, align="center")
        + "".join(line(character, 72, bold=True, align="center") for character in "实施方案")
        + line("项目名称：柳河镇高标准茶园建设项目", 30)
        + line("建设单位：柳河镇茶叶专业合作社", 30)
        + line("编制时间：2021年6月18日", 30)
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + line("目 录", 36, align="center")
        + "".join(line(text, 28) for text in ("一、项目概况", "二、建设条件", "三、效益分析"))
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + line("柳河镇高标准茶园建设项目", 44, align="center")
        + line("实施方案", 44, align="center")
        + "".join(
            line(head, 32, "黑体") + line(text)
            for head, text in zip(("一、项目概况", "二、建设条件", "三、效益分析"), TEXT, strict=False)
        )
    ),
    "柳河镇高标准茶园建设项目实施方案",
    "2021-06-18",
    ((1, "一、项目概况"), (1, "二、建设条件"), (1, "三、效益分析")),
)
CASES["smaller heads"] = Case(
    docx(
        line("山里的茶香", 52, align="center")
        + line("文／茅青山　2022年4月5日", 28, align="center")
        + "".join(
            line(head, 40) + line(text) + line(more)
            for head, text, more in zip(("清晨的茶山", "炒茶的人", "水又清了"), TEXT[:3], TEXT[3:], strict=True)
        )
    ),
    "山里的茶香",
    "2022-04-05",
    ((1, "清晨的茶山"), (1, "炒茶的人"), (1, "水又清了")),
)


CASES["heads of two sizes"] = Case(
    docx(
        line("石桥镇2020年工作总结", 44, align="center")
        + "".join(
            line(head, 32) + line(TEXT[0], 24) + line(one, 28) + line(TEXT[1], 24) + line(two, 28) + line(TEXT[2], 24)
            for head, one, two in (
                ("农业生产", "春耕备耕", "防汛抗旱"),
                ("乡村建设", "道路硬化", "河道清淤"),
                ("民生保障", "看病方便", "上学方便"),
            )
        )
    ),
    "石桥镇2020年工作总结",
    "",
    tuple(
        (level, text)
        for head, one, two in (
            ("农业生产", "春耕备耕", "防汛抗旱"),
            ("乡村建设", "道路硬化", "河道清淤"),
            ("民生保障", "看病方便", "上学方便"),
        )
        for level, text in ((1, head), (2, one), (2, two))
    ),
)


@pytest.mark.parametrize("name", CASES)
def test_title_date_and_heads(name: str) -> None:
    case = CASES[name]
    (article,) = parse(read_one(case.data, f"{name}.docx")).articles
    assert article.title is not None and bare(article.title.text) == case.title
    assert (article.date.when if article.date is not None else "") == case.date
    found = [(level, text) for level, text, run_in in heads_of(article.blocks) if not run_in]
    assert found == [(level, words(text)) for level, text in case.heads]
