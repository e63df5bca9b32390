"""A converted folder and a package of it, for tests: invented texts about invented places."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from tei_tools.__main__ import main

NEWS = (
    "石桥镇{0}路修通\n\n时间:2024-05-0{1} 08:15 来源:石桥镇融媒体中心 作者:祝晚晴\n\n"
    "石桥镇{0}路今天修通，全长三公里，沿线五个村的村民出行更加方便。\n"
)
REPORT = (
    "云岫镇2021年上半年工作总结\n\n今年以来，云岫镇按照县里的部署，扎实做好各项工作。\n\n一、产业发展\n\n新建大棚三十座，"
    "带动就业二百人。\n\n二、民生实事\n\n修通村道五公里，安装路灯一百盏。\n\n云岫镇人民政府\n2021年7月12日\n"
)
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>澄湖县开展植树活动</title></head><body>"
    "<nav><a href='/'>首页</a></nav><h1>澄湖县开展植树活动</h1>"
    "<p>时间：2023-03-12 来源：澄湖县林业局</p><p>3月12日，澄湖县组织"
    "干部群众在白鹭乡开展义务植树活动，共栽种树苗两千余株。</p></body></html>"
)
SETTINGS = """
[metadata]
licence = "https://creativecommons.org/licenses/by/4.0/"
rights_holder = "澄湖县档案馆"
publisher = "澄湖县档案馆"
keywords = ["镇村", "公路"]
[deposit]
title = "澄湖县镇村文件汇编"
creators = [{ name = "祝晚晴", orcid = "0000-0002-1825-0097", affiliation = "澄湖县档案馆" }, "沈青禾"]
institution = "澄湖县档案馆"
contact = "沈青禾"
email = "archive@example.org"
archive = "澄湖县档案馆"
fonds = "石桥镇人民政府"
"""
TABLE = "file,url,captured,capture_method\n植树.html,http://www.example.org/a.html,2024-01-02T03:04:05+08:00,整页另存\n"


def make_collection(folder: Path) -> Path:
    """Texts, settings and a metadata file in ``folder``, converted into ``folder/out``."""
    texts = folder / "texts"
    (texts / "2024").mkdir(parents=True)
    (texts / "2024" / "东路.txt").write_text(NEWS.format("东", 1), encoding="utf-8")
    (texts / "2024" / "西路100%.txt").write_bytes(NEWS.format("西", 2).encode("gb18030"))
    (texts / "总结.txt").write_text(REPORT, encoding="utf-8")
    (texts / "植树.html").write_text(PAGE, encoding="utf-8")
    with zipfile.ZipFile(texts / "旧闻.zip", "w") as archive:
        archive.writestr("北路.txt", NEWS.format("北", 3))
        archive.writestr("南路.txt", NEWS.format("南", 4).encode("gb18030"))
    (folder / "tei-tools.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    assert convert("out", "--metadata", "table.csv") == 0
    return folder / "out"


def convert(out: str, *words: str) -> int:
    """Convert all of ``texts`` below the working directory; gives the exit code."""
    return main(["convert", "texts", "-o", out, "--include", "*.*", "-q", "-j", "1", *words])


def unpack(package: Path, folder: Path) -> Path:
    """The folder of the bag in a package, unpacked below ``folder``."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return folder / package.stem


def list_anew(bag: Path) -> None:
    """Make manifests, tag manifests and Payload-Oxum of an unpacked bag anew, as who changes it on purpose does."""
    payload = sorted(path for path in (bag / "data").rglob("*") if path.is_file())
    octets = sum(path.stat().st_size for path in payload)
    info = bag / "bag-info.txt"
    lines = [line for line in info.read_text("utf-8").splitlines() if not line.startswith("Payload-Oxum")]
    info.write_text("\n".join([*lines, f"Payload-Oxum: {octets}.{len(payload)}"]) + "\n", encoding="utf-8")
    for algorithm in ("sha256", "sha512"):
        text = "".join(_line(bag, path, algorithm) for path in payload)
        (bag / f"manifest-{algorithm}.txt").write_text(text, encoding="utf-8")
    tags = sorted(path for path in bag.glob("*.txt") if not path.name.startswith("tagmanifest"))
    for algorithm in ("sha256", "sha512"):
        text = "".join(_line(bag, path, algorithm) for path in tags)
        (bag / f"tagmanifest-{algorithm}.txt").write_text(text, encoding="utf-8")


def _line(bag: Path, path: Path, algorithm: str) -> str:
    digest = hashlib.new(algorithm, path.read_bytes()).hexdigest()
    return f"{digest}  {path.relative_to(bag).as_posix()}\n"
