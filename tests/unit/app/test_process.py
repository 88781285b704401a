"""In processes of their own: signals and exit codes belong to the whole of one."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


BEGINNING = """\
from twisted.internet import reactor
from skygw.app.process import Host
host = Host(reactor)
"""


def run(code):
    return subprocess.run(
        [sys.executable, "-c", BEGINNING + textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_signal_comes_in_the_reactor_and_the_last_act_holds():
    done = run(
        """
        import os, signal
        host.on_signal(signal.SIGHUP, lambda: print("first"))
        host.on_signal(signal.SIGHUP, lambda: (print("second"), reactor.stop()))
        reactor.callWhenRunning(os.kill, os.getpid(), signal.SIGHUP)
        reactor.run()
        """
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "second\n", "")


def test_a_signal_that_comes_too_early_is_kept():
    done = run(
        """
        import os, signal
        from skygw.app.process import keep
        keep(signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGHUP)
        host.on_signal(signal.SIGHUP, lambda: print("once"))
        print("not yet")
        reactor.callWhenRunning(reactor.stop)
        reactor.run()
        """
    )
    assert (done.returncode, done.stdout) == (0, "not yet\nonce\n")


def test_its_memory_is_its_own():
    done = run(
        """
        import ctypes, resource
        host.keep_memory_private()
        PR_GET_DUMPABLE = 3
        print(ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
        """
    )
    assert done.stdout == "0 (0, 0)\n"


def test_its_memory_can_be_looked_at_by_whoever_asks_for_it():
    done = run(
        """
        import ctypes, os
        os.environ["SKYGW_DUMPABLE"] = "1"
        host.keep_memory_private()
        print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
        """
    )
    assert done.stdout == "1\n"


def test_a_complaint_goes_past_whoever_has_taken_standard_error():
    done = run("import io; sys = __import__('sys'); sys.stderr = io.StringIO(); host.complain('no port')")
    assert (done.returncode, done.stderr) == (0, "no port\n")


def test_a_process_without_standard_error():
    done = run("sys = __import__('sys'); sys.__stderr__ = None; host.complain('no port'); host.end(0)")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_end_is_in_order_and_has_a_code():
    done = run(
        """
        reactor.addSystemEventTrigger("before", "shutdown", lambda: print("in order"))
        host.end(7)
        reactor.run()
        print("and the rest")
        """
    )
    assert (done.returncode, done.stdout) == (7, "in order\nand the rest\n")
