"""What several commands are tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tei_tools.__main__ import main

TEXT = "石桥镇修路{0}条\n\n时间：2024-05-0{0} 来源：石桥县政务中心\n\n　　石桥镇今年修路{0}条，群众满意。\n"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two texts and what ``convert`` makes of them, for tests that get a copy each."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for number, name in enumerate(("texts/a.txt", "texts/2021/b.txt"), 1):
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(TEXT.format(number), encoding="utf-8")
        assert main(["convert", "texts", "-o", "out", "-q"]) == 0
    return folder
