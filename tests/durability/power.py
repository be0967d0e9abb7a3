"""A power cut, reckoned: what a process has written to its files, and what of it was on the disk at any moment.

The process is watched by Linux's ptrace(2), call by call: what it writes into a file, cuts off and removes, and when
it has a file synced. At each moment two disks are known: what the process sees, and what no power cut takes away, which
is what stood in each file at its last fsync or fdatasync. Whatever else was written may be there, or not, or in part:
that is how a disk may look when the power comes back.

What it does not show: a disk that says that it has written what it has not, and a file system that loses the names of
files which were synced (SQLite syncs the folder when it makes its log; no name changes after that).
"""

import ctypes
import os
import platform
import random
import signal
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_TRACEME, _SYSCALL, _SETOPTIONS, _SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_SYSGOOD, _EXITKILL, _CLONE = 1, 0x100000, 8
_NAMES = {
    "x86_64": {
        1: "write", 18: "pwrite64", 20: "writev", 296: "pwritev", 3: "close", 2: "open", 257: "openat",
        74: "fsync", 75: "fdatasync", 77: "ftruncate", 87: "unlink", 263: "unlinkat", 32: "dup", 72: "fcntl",
    },
    "aarch64": {
        64: "write", 68: "pwrite64", 66: "writev", 70: "pwritev", 57: "close", 56: "openat",
        82: "fsync", 83: "fdatasync", 46: "ftruncate", 35: "unlinkat",
    },
}.get(platform.machine(), {})  # fmt: skip


def can_watch() -> bool:
    """Whether this machine lets a process be watched: Linux on x86_64 or arm64, and nothing forbids it."""
    if platform.system() != "Linux" or not _NAMES:
        return False
    child = os.fork()
    if child == 0:
        _ptrace(_TRACEME, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    os.waitpid(child, os.WUNTRACED)
    try:
        _ptrace(_SETOPTIONS, child, 0, _SYSGOOD | _EXITKILL)
        return True
    except OSError:
        return False
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def be_watched() -> None:
    """Said by the process itself, once all is prepared: from here on its parent sees what it does."""
    _ptrace(_TRACEME, 0)
    os.kill(os.getpid(), signal.SIGSTOP)


@dataclass
class Disk:
    """The files below a folder. seen: as the process has them; synced: what is on the disk for sure; since: what was
    written to each file since it was synced, as (offset, bytes), or (length, None) where it was cut off."""

    seen: dict[str, bytearray] = field(default_factory=dict)
    synced: dict[str, bytes] = field(default_factory=dict)
    since: dict[str, list[tuple[int, bytes | None]]] = field(default_factory=dict)
    syncs: int = 0

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """As the folder is now, all of it on the disk."""
        files = {str(path): path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}
        return cls({name: bytearray(content) for name, content in files.items()}, files)

    def write(self, name: str, offset: int, content: bytes) -> None:
        _put(self.seen.setdefault(name, bytearray()), offset, content)
        self.since.setdefault(name, []).append((offset, content))

    def cut(self, name: str, length: int) -> None:
        _put(self.seen.setdefault(name, bytearray()), length, None)
        self.since.setdefault(name, []).append((length, None))

    def sync(self, name: str) -> None:
        self.syncs += 1
        self.synced[name] = bytes(self.seen.get(name, b""))
        self.since.pop(name, None)

    def remove(self, name: str) -> None:
        for kept in (self.seen, self.synced, self.since):
            kept.pop(name, None)

    def after_a_cut(self, folder: Path, pick: random.Random | None = None) -> None:
        """Write what is left into a folder: what was synced alone; or, by chance, some of what was written since."""
        for name in {*self.synced, *(self.since if pick else ())}:
            content = bytearray(self.synced.get(name, b""))
            for offset, piece in self.since.get(name, ()) if pick else ():
                if pick.random() < 0.5:
                    _put(content, offset, piece if piece is None else piece[: pick.choice((len(piece), 512, 4096))])
            (folder / Path(name).name).write_bytes(content)


def watch(pid: int, disk: Disk, acknowledged: int, told: Callable[[str, bytes], None]) -> None:
    """Watch a child that has stopped itself by `be_watched`, until it ends.

    acknowledged: its file descriptor on which it says what is acknowledged. told: called with "acknowledged" and what
    it says, before that leaves the process, and with "synced" and "written" and the file's name, after each.
    """
    _ptrace(_SETOPTIONS, pid, 0, _SYSGOOD | _EXITKILL | _CLONE)
    files = {fd: _file_of(pid, fd) for fd in map(int, os.listdir(f"/proc/{pid}/fd"))}
    entered: dict[int, tuple[str, tuple[int, ...]]] = {}
    _ptrace(_SYSCALL, pid)
    while True:
        one, status = os.waitpid(-1, 0x40000000)  # __WALL: its threads too
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            if one == pid:
                return
            continue
        stopped, passed_on = os.WSTOPSIG(status), 0
        if stopped == signal.SIGTRAP | 0x80:
            name, numbers, result = _call(one)
            if numbers is not None:
                entered[one] = name, numbers
                if name == "write" and numbers[0] == acknowledged:
                    told("acknowledged", _memory(pid, numbers[1], numbers[2]))
            elif one in entered:
                name, numbers = entered.pop(one)
                _note(pid, disk, files, name, numbers, result, told)
        elif stopped not in (signal.SIGTRAP, signal.SIGSTOP):
            passed_on = stopped
        _ptrace(_SYSCALL, one, 0, passed_on)


def _note(pid, disk, files, name, numbers, result, told) -> None:
    """What a call that has come back has done to the files that are watched."""
    if result < 0 or not name:
        return
    fd = numbers[0]
    if name in ("open", "openat"):
        files[result] = _file_of(pid, result)
        return
    if name in ("unlink", "unlinkat"):
        path = _memory(pid, numbers[0 if name == "unlink" else 1], 4096, until_zero=True).decode()
        disk.remove(path)
        return
    if name == "close":
        files.pop(fd, None)
        return
    if fd not in files:
        files[fd] = _file_of(pid, fd)
    path = files[fd]
    if path not in disk.seen and not any(path.startswith(f"{known}-") for known in list(disk.seen)):
        return
    if path.endswith("-shm"):
        return
    if name in ("fsync", "fdatasync"):
        disk.sync(path)
        told("synced", path.encode())
    elif name == "ftruncate":
        disk.cut(path, numbers[1])
    elif name == "pwrite64":
        disk.write(path, numbers[3], _memory(pid, numbers[1], result))
        told("written", path.encode())
    elif name in ("write", "writev", "pwritev"):
        raise AssertionError(f"SQLite writes {path} by {name}, which is not watched.")


def _call(pid: int) -> tuple[str, tuple[int, ...] | None, int]:
    """A call's name; its numbers where it begins, else None; what it came back with."""
    info = ctypes.create_string_buffer(88)
    _ptrace(_SYSCALL_INFO, pid, ctypes.sizeof(info), ctypes.addressof(info))
    if info.raw[0] == 1:
        number, *numbers = struct.unpack_from("<7Q", info.raw, 24)
        return _NAMES.get(number, ""), tuple(numbers), 0
    return "", None, struct.unpack_from("<q", info.raw, 24)[0]


def _file_of(pid: int, fd: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/fd/{fd}")
    except OSError:
        return ""


def _memory(pid: int, address: int, size: int, *, until_zero: bool = False) -> bytes:
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        if not until_zero:
            return memory.read(size)
        found = b""
        while b"\0" not in found and len(found) < size:
            found += memory.read(64)
        return found.split(b"\0")[0]


def _put(content: bytearray, offset: int, piece: bytes | None) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if piece is None:
        del content[offset:]
    else:
        content[offset : offset + len(piece)] = piece


_libc = ctypes.CDLL(None, use_errno=True)


def _ptrace(request: int, pid: int, address: int = 0, value: int = 0) -> int:
    done = _libc.ptrace(ctypes.c_long(request), ctypes.c_long(pid), ctypes.c_void_p(address), ctypes.c_void_p(value))
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done
