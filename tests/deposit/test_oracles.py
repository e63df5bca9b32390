"""What other people's programs say of a package: bagit and bdbag, rocrate and roc-validator, DataCite's own schema."""

from __future__ import annotations

import io
import json
import logging
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.response import addinfourl

import pytest

from tests.deposit.packages import unpack


@pytest.fixture
def bag(package: Path, tmp_path: Path) -> Path:
    return unpack(package, tmp_path)


def test_bagit_finds_it_valid_and_sees_a_change(bag: Path) -> None:
    bagit = pytest.importorskip("bagit")
    assert bagit.Bag(str(bag)).validate()
    path = bag / "data" / "originals" / "总结.txt"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(bag)).validate()


@pytest.mark.filterwarnings("ignore")  # of its own and of what it loads
def test_bdbag_finds_it_valid_packed_and_unpacked(package: Path, bag: Path) -> None:
    api = pytest.importorskip("bdbag.bdbag_api")
    logging.getLogger("bdbag").setLevel(logging.ERROR)
    api.validate_bag(str(bag), fast=False)
    api.validate_bag_structure(str(bag))
    extracted = api.extract_bag(str(package), output_path=str(bag.parent / "extracted"))
    api.validate_bag(extracted, fast=False)
    with pytest.raises(api.bdbagit.BagValidationError):
        (bag / "data" / "extra.txt").write_text("x")
        api.validate_bag(str(bag), fast=False)


def test_rocrate_reads_it(bag: Path) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate")
    crate = rocrate.ROCrate(str(bag / "data"))
    assert crate.name == "澄湖县镇村文件汇编"
    assert crate.license.id == "https://creativecommons.org/licenses/by/4.0/"
    assert {action.id for action in crate.get_by_type("CreateAction")} == {"#extraction", "#recognition", "#packing"}
    files = list(crate.get_by_type("File"))
    assert len(files) > 20 and all((bag / "data" / unquote(file.id)).is_file() for file in files)


def test_datacite_json_is_valid(bag: Path) -> None:
    schema = pytest.importorskip("datacite.schema45")
    data = json.loads((bag / "data" / "metadata" / "datacite.json").read_text("utf-8"))
    assert schema.validate(data), list(schema.validator.iter_errors(data))
    del data["creators"]
    assert not schema.validate(data)


def _context() -> bytes:
    """A context that stands for the published one, which the validator would fetch: every term of ours in it."""
    terms = (
        "CreativeWork Dataset Person Organization ContactPoint SoftwareApplication CreateAction about actionStatus "
        "affiliation agent author contactPoint contactType datePublished description email endTime funder hasPart "
        "identifier inLanguage instrument keywords license mentions name object publisher result softwareVersion "
        "startTime url version encodingFormat"
    )
    context: dict[str, Any] = {term: f"http://schema.org/{term}" for term in terms.split()}
    context["File"] = "http://schema.org/MediaObject"
    context["conformsTo"] = "http://purl.org/dc/terms/conformsTo"
    return json.dumps({"@context": context}).encode()


@pytest.mark.filterwarnings("ignore")
def test_roc_validator_finds_it_valid(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = pytest.importorskip("rocrate_validator.services")
    import rdflib.parser  # type: ignore[import-not-found, unused-ignore]
    from rocrate_validator.utils import http

    def answer(request: Any, *_: object, **__: object) -> addinfourl:
        headers = Message()
        headers["Content-Type"] = "application/ld+json"
        return addinfourl(io.BytesIO(_context()), headers, "https://w3id.org/ro/crate/1.1/context", 200)

    class Response:
        status_code, ok, text, content = 200, True, _context().decode(), _context()
        headers = {"Content-Type": "application/ld+json"}  # noqa: RUF012

        def json(self) -> Any:
            return json.loads(self.content)

        def raise_for_status(self) -> None:
            pass

    monkeypatch.setattr(urllib.request, "urlopen", answer)
    monkeypatch.setattr(rdflib.parser, "_urlopen", answer)
    monkeypatch.setattr(http.HttpRequester, "__getattr__", lambda self, name: lambda *_, **__: Response())

    def issues(crate: Path) -> list[str]:
        settings = services.ValidationSettings(rocrate_uri=str(crate), profile_identifier="ro-crate-1.1")
        return [str(issue.message) for issue in services.validate(settings).get_issues()]

    assert issues(bag / "data") == []
    path = bag / "data" / "ro-crate-metadata.json"
    path.write_text(path.read_text("utf-8").replace('"datePublished"', '"date"'), encoding="utf-8")
    assert issues(bag / "data") != []
