"""RFC 6962 tree hashes, written from the RFC and slow, to judge the log with something that is not ours."""

import base64
import hashlib


def leaf(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


class Tree:
    """The root of every size, as entries are added."""

    def __init__(self):
        self.roots = [hashlib.sha256(b"").digest()]
        self._peaks = []  # (height, digest), highest first.

    def add(self, entry):
        peak = (0, leaf(entry))
        while self._peaks and self._peaks[-1][0] == peak[0]:
            height, left = self._peaks.pop()
            peak = (height + 1, hashlib.sha256(b"\x01" + left + peak[1]).digest())
        self._peaks.append(peak)
        root = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        self.roots.append(root)


def checkpoint(note):
    """Origin, size and root of a signed note."""
    origin, size, root = note.split(b"\n")[:3]
    return origin.decode(), int(size), base64.b64decode(root)


def tile_path(number, width):
    text = f"{number % 1000:03}"
    while number >= 1000:
        number //= 1000
        text = f"x{number % 1000:03}/{text}"
    return text if width == 256 else f"{text}.p/{width}"


def entries(get, size):
    """All entries of the log; `get` gives the bytes of a path under /log/."""
    found = []
    for first in range(0, size, 256):
        width = min(256, size - first)
        bundle = get("/log/tile/entries/" + tile_path(first // 256, width))
        assert len(bundle) == 34 * width, f"a bundle of {width} entries has {len(bundle)} bytes"
        for at in range(0, len(bundle), 34):
            assert bundle[at:at + 2] == b"\x00\x20"
            found.append(bundle[at + 2:at + 34])
    return found


def tree(get, size):
    built = Tree()
    for entry in entries(get, size):
        built.add(entry)
    return built
