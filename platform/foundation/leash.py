"""A child that ends with its parent, whatever ends the parent: run as a script, it ties itself and becomes the command.

It is a program of its own, and not a `preexec_fn`, because code between fork and exec can hang a parent that has
threads. It imports the standard library only (`-I -S`), so it costs about 20 ms.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
_NO_SETUID_FIXUP = 1 << 2  # setuid keeps capabilities, and access(2) counts them: initdb asks with access(2)
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522


def leashed(
    argv: list[str], death_signal: signal.Signals, user: tuple[int, int] | None = None, *, past_doors: bool = False
) -> list[str]:
    """The command line that runs `argv` so that this process's death sends it `death_signal` (on Linux).

    `user` is (uid, gid) to become first; only root may ask. With `past_doors` that user keeps root's way through
    folders closed to it, as when the checkout lies in /root. The death meant is that of the calling thread.
    """
    uid, gid = user or (-1, -1)
    tie = [str(int(death_signal)), str(os.getpid()), str(uid), str(gid), str(int(past_doors))]
    return [sys.executable, "-I", "-S", __file__, *tie, *argv]


def _main() -> None:
    death_signal, parent, uid, gid, past_doors = map(int, sys.argv[1:6])
    libc = ctypes.CDLL(None, use_errno=True)
    if uid >= 0:
        _become(libc, uid, gid, bool(past_doors))
    if sys.platform == "linux":
        libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)  # after setuid, which clears it
        if os.getppid() != parent:
            sys.exit("the parent has ended before its child began")
    os.execvp(sys.argv[6], sys.argv[6:])


def _become(libc: ctypes.CDLL, uid: int, gid: int, past_doors: bool) -> None:
    keep = past_doors and sys.platform == "linux"
    if keep:
        libc.prctl(_PR_SET_SECUREBITS, _NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if keep:
        mask = 1 << _CAP_DAC_OVERRIDE
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        effective_permitted_inheritable = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
        libc.capset(header, effective_permitted_inheritable)
        libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


if __name__ == "__main__":
    _main()
