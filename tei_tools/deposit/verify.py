"""Whether a bag is whole, unchanged and usable, by what lies in it: fixity first, then every document.

Any bag of version 0.93 to 1.0 can be verified, whoever made it. In one that
``pack`` made the documents are looked at too, with the schemas in the bag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from .bag_index import BagIndex
from .bag_reader import Bag, Unreadable, open_bag
from .bag_tags import MANIFEST, NEWEST, OLDEST, Declaration, known_algorithm, read_declaration, read_information
from .bag_tags import read_manifest as read_lines
from .contents import verify_contents
from .entry import CATALOG
from .finding import Fault, Findings
from .names import decoded, leaves_bag

_CHUNK = 1 << 20
_TAG_LIMIT = 10_000_000
_WEAK = frozenset({"md5", "sha1"})
_PROGRAMS = (
    ".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".msi", ".sh", ".docm", ".xlsm",
    ".pptm",
)  # fmt: skip
_MAGIC = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")

_ORIGIN = {
    "Source-Organization": "Ask whoever made the bag; tei-tools pack takes it from institution in [deposit].",
    "Bagging-Date": "Ask whoever made the bag.",
}
"""What a bag should say of where it comes from, and what to do where it does not."""

_REPLACE = "Put back the file from another copy of the bag."
_NEW_MANIFESTS = "If the change is meant, make the manifests anew; else bring another copy of the bag."


@dataclass(slots=True)
class Verification:
    """What came of a bag. ``information`` is what ``bag-info.txt`` says; ``close`` gives its files back."""

    label: str
    findings: Findings
    index: BagIndex
    information: tuple[tuple[str, str], ...] = ()
    version: str = ""
    is_package: bool = False
    documents: int = 0

    @property
    def is_valid(self) -> bool:
        """Whether nothing was found that makes the bag invalid."""
        return not self.findings.errors

    def close(self) -> None:
        """Give back what is kept on the disk."""
        self.findings.close()
        self.index.close()


def verify(path: str, on_fault: Callable[[Fault], None] | None = None) -> Verification:
    """Verify the bag at ``path``, a folder or a ZIP file; ``on_fault`` sees each fault as it is found.

    Raises :class:`~tei_tools.errors.SourceError` as :func:`~tei_tools.deposit.bag_reader.open_bag`.
    """
    with open_bag(path) as bag:
        done = Verification(bag.label, Findings(on_fault), BagIndex())
        try:
            _Verifier(bag, done).run()
        except BaseException:
            done.close()
            raise
    return done


class _Verifier:
    def __init__(self, bag: Bag, done: Verification) -> None:
        self._bag = bag
        self._done = done
        self._findings = done.findings
        self._index = done.index
        self._declared = Declaration((1, 0), "utf-8")
        self._algorithms: dict[bool, list[str]] = {False: [], True: []}

    def run(self) -> None:
        for file in self._bag.files(self._findings):
            self._index.add_file(file)
        for one, other in self._index.collisions():
            self._findings.add(
                Fault(
                    "paths", "same-place", one,
                    f"Some systems take it and {other} for one file, for case or composition of the names differ only.",
                    "Rename one of them, and make the manifests anew.", severity="warning",
                )
            )  # fmt: skip
        self._declaration()
        self._information()
        self._manifests()
        self._fetch()
        self._totals()
        self._sums()
        self._completeness()
        if self._index.has_file(f"data/{CATALOG}"):
            self._done.is_package = True
            self._done.documents = verify_contents(self._read, self._bag.open, self._index, self._findings)

    def _read(self, path: str, most: int) -> bytes | None:
        """The bytes of a file; None if it is not there, is larger than ``most``, or cannot be read."""
        size = self._index.size_of(path)
        if not 0 <= size <= most:
            return None
        try:
            with self._bag.open(path) as file:
                return file.read(most + 1)
        except Unreadable:
            return None  # hashing it says so

    # Tag files

    def _declaration(self) -> None:
        self._findings.looked_at["format"] += 1
        data = self._read("bagit.txt", _TAG_LIMIT)
        found = read_declaration(data) if data is not None else "it cannot be read"
        if isinstance(found, str):
            cause = f"{found[0].upper()}{found[1:]}."
            remedy = "It must be two lines (RFC 8493, 2.1.1), such as those that tei-tools pack writes."
            self._findings.add(Fault("format", "declaration", "bagit.txt", cause, remedy))
            return
        self._declared = found
        self._done.version = "{}.{}".format(*found.version)
        if not OLDEST <= found.version <= NEWEST:
            cause = f"It is of version {self._done.version}; this program knows 0.93 to 1.0."
            remedy = "Look whether a newer tei-tools knows it."
            self._findings.add(Fault("format", "version", "bagit.txt", cause, remedy, severity="warning"))

    def _information(self) -> None:
        findings = self._findings
        data = self._read("bag-info.txt", _TAG_LIMIT)
        if data is None:
            return
        findings.looked_at.update(("format", "origin"))
        try:
            text = data.decode(self._declared.encoding)
            self._done.information = tuple(read_information(text.removeprefix("\ufeff")))
        except UnicodeDecodeError:
            cause = f"It is not {self._declared.encoding}, the encoding that bagit.txt names."
            findings.add(Fault("format", "information", "bag-info.txt", cause, _REPLACE))
        except ValueError as error:
            cause = "The line is no label with a colon and a value."
            remedy = "Write it as Label: value; a line that goes on begins with a blank."
            findings.add(Fault("format", "information", "bag-info.txt", cause, remedy, str(error.args[0])))
        known = {label.lower() for label, value in self._done.information if value}
        for label, remedy in _ORIGIN.items():
            if label.lower() not in known:
                cause = f"It does not say {label}."
                findings.add(Fault("origin", "origin-unknown", "bag-info.txt", cause, remedy, severity="warning"))

    def _manifests(self) -> None:
        names = [(path, match) for path in self._index.tag_files() if (match := MANIFEST.fullmatch(path))]
        used: list[str] = []
        for path, match in names:
            self._findings.looked_at["manifests"] += 1
            tag, algorithm = match[1] is not None, match[2]
            if not known_algorithm(algorithm):
                cause = f"The algorithm {algorithm} is not known here, so that its digests were not compared."
                remedy = "Make a manifest of sha512 beside it."
                self._findings.add(Fault("manifests", "algorithm", path, cause, remedy, severity="warning"))
                continue
            if algorithm in _WEAK and not tag and len(names) == 1:
                cause = f"{algorithm} tells accidents but not a change that somebody made on purpose."
                remedy = "Make a manifest of sha512 beside it."
                self._findings.add(Fault("manifests", "algorithm", path, cause, remedy, severity="warning"))
            self._algorithms[tag].append(algorithm)
            used += [] if tag else [path]
            self._manifest(path, algorithm, tag=tag)
        if not used:
            cause = "There is no manifest of the payload whose algorithm is known here."
            remedy = "A bag must have one, such as manifest-sha512.txt: bring a whole copy."
            self._findings.add(Fault("manifests", "no-manifest", "manifest-sha512.txt", cause, remedy))
        if self._declared.version >= (1, 0):
            for path, manifest in self._index.not_in_all(len(self._algorithms[False])):
                cause = f"{manifest} lists it and another manifest does not (RFC 8493, 2.1.3)."
                remedy = "Make the manifests anew."
                self._findings.add(Fault("manifests", "not-in-all-manifests", path, cause, remedy))

    def _manifest(self, manifest: str, algorithm: str, *, tag: bool) -> None:
        try:
            with self._bag.open(manifest) as lines:
                for listed in read_lines(lines, algorithm, self._declared.encoding):
                    why, code = listed.why, "manifest-line"
                    path = decoded(listed.path, self._declared.version)
                    if not why and leaves_bag(path):
                        why, code = f"its path leads out of the bag: {listed.path}", "path-leaves-bag"
                    elif not why and path.startswith("data/") == tag:
                        why = f"{path} is no {'tag file' if tag else 'file of the payload'}"
                    if not why:
                        why = self._listed(path, listed.path, algorithm, listed.digest, manifest, listed.line)
                    if why:
                        check = "paths" if code == "path-leaves-bag" else "manifests"
                        cause, place = f"{why[0].upper()}{why[1:]}.", str(listed.line)
                        self._findings.add(Fault(check, code, manifest, cause, _NEW_MANIFESTS, place))
        except Unreadable as error:
            self._findings.add(Fault("manifests", "unreadable", manifest, f"It cannot be read: {error}.", _REPLACE))

    def _listed(self, path: str, written: str, algorithm: str, digest: str, manifest: str, line: int) -> str:
        """Take a line; what is wrong with it in words, or nothing."""
        actual = self._index.actual_path(path)
        if not actual and written != path:
            actual = self._index.actual_path(written)  # by a program that does not know how names are encoded
        if not self._index.add_listed(path, algorithm, digest, manifest, line, actual):
            return f"{path} is listed twice"
        if actual and actual != path and actual != written:
            cause = f"{manifest} lists it in another composition of its characters (NFC and NFD)."
            remedy = "Rename it to NFC, or leave it: programs differ in whether they find it."
            self._findings.add(Fault("paths", "composition", actual, cause, remedy, severity="warning"))
        return ""

    def _fetch(self) -> None:
        data = self._read("fetch.txt", _TAG_LIMIT)
        if data is None:
            return
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            parts = line.split(None, 2)
            if len(parts) < 3:
                continue
            path = decoded(parts[2], self._declared.version)
            if leaves_bag(path):
                cause = f"Its path leads out of the bag: {parts[2]}."
                self._findings.add(Fault("paths", "path-leaves-bag", "fetch.txt", cause, "Fetch nothing.", str(number)))
            elif not self._index.has_file(path):
                cause = f"{path} is to be fetched from {parts[0][:200]} and is not there; nothing is fetched here."
                remedy = "Fetch it, if you trust that address, and verify again."
                self._findings.add(Fault("complete", "not-fetched", "fetch.txt", cause, remedy, str(number)))

    # The files

    def _totals(self) -> None:
        for label, value in self._done.information:
            if label.lower() != "payload-oxum":
                continue
            self._findings.looked_at["oxum"] += 1
            octets, count = self._index.payload()
            if value != f"{octets}.{count}":
                cause = f"Payload-Oxum says {value} (bytes.files) and the payload has {octets}.{count}."
                self._findings.add(Fault("oxum", "payload-oxum", "bag-info.txt", cause, _NEW_MANIFESTS))

    def _sums(self) -> None:
        for file in self._index.files():
            expected = self._index.digests_of(file.path)
            payload = file.path.startswith("data/")
            names = {*expected, "sha256", *(() if expected or not payload else self._algorithms[False])}
            digests = {name: hashlib.new(name) for name in names}
            head = b""
            try:
                with self._bag.open(file.path) as handle:
                    while chunk := handle.read(_CHUNK):
                        head = head or chunk[:16]
                        for digest in digests.values():
                            digest.update(chunk)
            except Unreadable as error:
                self._unreadable(file.path, error)
                continue
            found = {name: digest.hexdigest() for name, digest in digests.items()}
            result = self._compare(file.path, expected, found) if expected else ""
            unlisted = {} if expected or not payload else {name: found[name] for name in self._algorithms[False]}
            self._index.set_sums(file.path, found["sha256"], result, unlisted)
            if payload:
                self._program(file.path, head)

    def _unreadable(self, path: str, error: BaseException) -> None:
        self._findings.looked_at["fixity"] += 1
        self._index.set_sums(path, "", "failed", {})
        cause = f"It cannot be read: {str(error).rstrip('.')}."
        self._findings.add(Fault("fixity", "unreadable", path, cause, _REPLACE))

    def _compare(self, path: str, expected: dict[str, tuple[str, str, int]], found: dict[str, str]) -> str:
        self._findings.looked_at["fixity"] += 1
        wrong = [(name, *told) for name, told in sorted(expected.items()) if told[0] != found[name]]
        if not wrong:
            return "passed"
        name, digest, manifest, line = wrong[0]
        if len(wrong) < len(expected):
            cause = f"its {name} is not {digest[:16]}…, and another manifest agrees with the file."
            remedy = "The line is wrong, not the file: make that manifest anew from a bag that is known to be good."
            self._findings.add(Fault("manifests", "manifest-line", manifest, f"{path}: {cause}", remedy, str(line)))
            return "passed"
        cause = f"Its bytes were changed: {manifest} gives the {name} {digest[:16]}… and it has {found[name][:16]}…."
        self._findings.add(Fault("fixity", "changed", path, cause, _REPLACE))
        return "failed"

    def _program(self, path: str, head: bytes) -> None:
        self._findings.looked_at["programs"] += 1
        if path.lower().endswith(_PROGRAMS) or head.startswith(_MAGIC):
            cause = "It is a program, a script or a file with macros, by its first bytes or its ending."
            remedy = "Look whether it belongs there, and do not run it."
            self._findings.add(Fault("programs", "program", path, cause, remedy, severity="warning"))

    def _completeness(self) -> None:
        findings, index = self._findings, self._index
        renamed: set[str] = set()
        for missing in index.missing():
            findings.looked_at["complete"] += 1
            twin = index.unlisted_twin(missing.algorithm, missing.digest)
            place = f"{missing.manifest}, line {missing.line}, lists it"
            if twin and twin not in renamed:
                renamed.add(twin)
                cause = f"It is not there, and {twin}, which no manifest lists, has its bytes: it was renamed."
                remedy = f"Rename {twin} back to {missing.path}, or make the manifests anew."
                findings.add(Fault("complete", "renamed", missing.path, cause, remedy))
            else:
                findings.add(Fault("complete", "missing", missing.path, f"It is not there; {place}.", _REPLACE))
        for path in index.extra():
            findings.looked_at["complete"] += 1
            if path not in renamed:
                cause, remedy = "No manifest lists it.", "Take it out, or make the manifests anew if it belongs there."
                findings.add(Fault("complete", "extra", path, cause, remedy))
        if self._algorithms[True]:
            for path in index.unlisted_tags():
                cause = "No tag manifest lists it, so that nobody would see a change of it."
                remedy = "Take it out, or make the tag manifests anew if it belongs there."
                findings.add(Fault("complete", "extra-tag-file", path, cause, remedy, severity="warning"))
        findings.looked_at["complete"] += 1
