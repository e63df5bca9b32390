"""``python -m benchmarks.reuse``: what it costs to search many converted articles, and to show them.

The articles are made up: words of two characters drawn as words of a language
are, a few very often and most seldom, in paragraphs, with titles, dates and
sources. Each step runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from tei_tools.__main__ import main as tei_tools
from tei_tools.model.nodes import Article, Date, Document, Paragraph, Person, Section, Text
from tei_tools.search.index import INDEX_NAME
from tei_tools.search.query import Question, ask
from tei_tools.text.common_characters import COMMON
from tei_tools.text.source import SourceFile, Span
from tei_tools.write.record import dump_record, to_record

WORDS, PARAGRAPHS, LENGTH = 20_000, 8, 60
SOURCES = [
    f"{place}{kind}"
    for place in ("石桥县", "云岫镇", "澄湖县", "白鹭乡", "望溪市")
    for kind in ("日报", "政务中心", "融媒体中心")
]


class Author:
    """Writes articles; the same number gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        characters = sorted(COMMON)
        words = random.Random(0)
        self.words = ["".join(words.choices(characters, k=2)) for _ in range(WORDS)]
        self._weights = [*accumulate(1 / (rank + 2.7) for rank in range(WORDS))]
        self._at = 0

    def _text(self, words: int) -> Text:
        chosen = self._random.choices(self.words, cum_weights=self._weights, k=words)
        string = "".join(word + ("，" if number % 8 == 7 else "") for number, word in enumerate(chosen)) + "。"
        start, self._at = self._at, self._at + len(string) + 1
        return Text(string, (Span(start, start + len(string)),))

    def document(self, number: int) -> Document:
        """One document of one article."""
        self._at = 0
        day = f"{2000 + number % 24}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        title = self._text(8)
        blocks = [
            Section(
                1,
                None,
                None,
                None,
                self._text(5),
                False,
                tuple(Paragraph(self._text(LENGTH)) for _ in range(PARAGRAPHS // 2)),
            )
            for _ in range(2)
        ]
        name = f"张{self.words[self._random.randrange(200)]}"
        article = Article(
            "a1", "zh-Hans", tuple(blocks), title=title, date=Date(day, "published", Text(day, ())),
            source=Text(SOURCES[number % len(SOURCES)], ()), authors=(Person(name, "记者", ()),),
        )  # fmt: skip
        return Document(SourceFile(f"{number}.txt", characters=self._at), "zh-Hans", (article,))


def write_archive(folder: Path, articles: int) -> None:
    """Records of made-up articles, a thousand in a folder."""
    author = Author(1)
    for number in range(articles):
        place = folder / f"{number // 1000:03}"
        if number % 1000 == 0:
            place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}.json").write_bytes(dump_record(to_record(author.document(number))))


def queries(author: Author, number: int) -> list[str]:
    """Words from the most frequent to the rarest: of one, two and four characters, and two words together."""
    step = [author.words[int((WORDS - 1) * (rank / number) ** 3)] for rank in range(number)]
    found = [*step, *(word[0] for word in step), *("".join(pair) for pair in pairwise(step))]
    return [*found, *(" ".join(pair) for pair in pairwise(step))]


def measure_search(folder: Path, number: int) -> dict[str, object]:
    """How long questions take, in milliseconds, the least of three tries each: all of them and the slowest."""
    index = folder / INDEX_NAME
    times, processor = [], []
    for query in queries(Author(1), number):
        spent_on, worked = [], []
        for _ in range(3):  # whatever else the machine does only adds to it
            started, begun = time.perf_counter(), time.process_time()
            answer = ask(index, Question(tuple(query.split())))
            spent_on.append((time.perf_counter() - started) * 1000)
            worked.append((time.process_time() - begun) * 1000)
        times.append((min(spent_on), query, answer.total))
        processor.append(min(worked))
    spent = sorted(taken for taken, _, _ in times)
    return {
        "questions": len(spent), "median_ms": statistics.median(spent), "p95_ms": spent[int(len(spent) * 0.95)],
        "slowest": max(times), "most_processor_ms": max(processor), "index_mb": index.stat().st_size / 2**20,
    }  # fmt: skip


def _alone(arguments: Sequence[str]) -> dict[str, object]:
    """Run a step in a process of its own."""
    done = subprocess.run([sys.executable, "-m", __spec__.name, "--step", *arguments], capture_output=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def _step(name: str, folder: Path, count: int) -> dict[str, object]:
    started = time.perf_counter()
    found: dict[str, object] = {}
    if name == "archive":
        write_archive(folder / "out", count)
    elif name == "search":
        found = measure_search(folder / "out", count)
    else:
        command = {
            "index": ["index", str(folder / "out"), "-q"],
            "site": ["site", str(folder / "out"), "-o", str(folder / "site"), "--force", "-q"],
        }[name]
        assert tei_tools(command) == 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"step": name, "count": count, "seconds": time.perf_counter() - started, "peak_mb": peak, **found}


def main(given: Sequence[str] | None = None) -> None:
    """Make an archive, and measure the steps; a line of JSON for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reuse", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the archive is made; it stays there")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--steps", default="archive,index,search,site")
    parser.add_argument("--step", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(given)
    if options.step:
        print(json.dumps(_step(options.steps, options.folder, options.articles), ensure_ascii=False))
        return
    for name in options.steps.split(","):
        count = 25 if name == "search" else options.articles
        arguments = [str(options.folder), "--steps", name, "--articles", str(count)]
        print(json.dumps(_alone(arguments), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
