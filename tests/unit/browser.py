"""A headless Chromium driven over a pipe (Chrome DevTools Protocol), with nothing but the standard library."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_START = """
import os, sys
orders, answers = os.dup(int(sys.argv[1])), os.dup(int(sys.argv[2]))
os.dup2(orders, 3)
os.dup2(answers, 4)
os.set_inheritable(3, True)
os.set_inheritable(4, True)
os.execvp(sys.argv[3], sys.argv[3:])
"""
_VIRTUAL = {"Escape": 27, "Enter": 13, "Tab": 9}


class Browser:
    """One page. Use it as a context manager; ``said`` are the messages of its console."""

    def __init__(self, profile: Path) -> None:
        assert BROWSER is not None
        command = [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank",
        ]  # fmt: skip
        to_read, self._to = os.pipe()
        self._from, to_write = os.pipe()
        # The browser reads its orders from descriptor 3 and answers on 4.
        start = [sys.executable, "-c", _START, str(to_read), str(to_write), *command]
        self._process = subprocess.Popen(
            start, pass_fds=(to_read, to_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(to_read)
        os.close(to_write)
        self._number, self._rest = 0, b""
        self._session = ""
        self.said: list[str] = []
        (target,) = (one for one in self.order("Target.getTargets")["targetInfos"] if one["type"] == "page")
        attached = self.order("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = str(attached["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            self.order(f"{domain}.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._to)
        os.close(self._from)

    def order(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send an order and give its result; raises ``RuntimeError`` with what the browser says of it."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._from, 1 << 16)
            if not piece:
                raise RuntimeError("the browser went away")
            self._rest += piece
        data, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(data)
        if found.get("method") == "Log.entryAdded":
            self.said.append(found["params"]["entry"]["text"])
        elif found.get("method") == "Runtime.consoleAPICalled":
            self.said.append(json.dumps(found["params"]["args"]))
        elif found.get("method") == "Runtime.exceptionThrown":
            self.said.append(json.dumps(found["params"]["exceptionDetails"]))
        return found

    def size(self, width: int, height: int) -> None:
        """The size of the window, in pixels."""
        self.order("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                   mobile=width < 600)  # fmt: skip

    def open(self, address: str) -> None:
        """Open an address and wait until it is there."""
        self.order("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""
        result = self.order("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"]))
        return result["result"].get("value")

    def wait(self, condition: str, seconds: float = 60.0) -> None:
        """Wait until a condition holds in the page; raises ``TimeoutError``."""
        until = time.monotonic() + seconds
        while not self.ask(f"Boolean({condition})"):
            if time.monotonic() > until:
                raise TimeoutError(f"{condition} does not come true; the console said {self.said}")
            time.sleep(0.05)

    def key(self, key: str) -> None:
        """Press a key: a character, or the name of one."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        code = _VIRTUAL.get(key, 0)
        for kind in ("keyDown", "keyUp"):
            parameters = {"type": kind, "key": key, "windowsVirtualKeyCode": code}
            self.order(
                "Input.dispatchKeyEvent", **(parameters | ({"text": text} if kind == "keyDown" and text else {}))
            )

    def type(self, text: str) -> None:
        """Put a text where the cursor is."""
        self.order("Input.insertText", text=text)

    def shot(self, path: Path) -> None:
        """A picture of the window."""
        path.write_bytes(base64.b64decode(self.order("Page.captureScreenshot", format="png")["data"]))
