"""The rehearsal: a far server that plays Exchange with a temper, and a sender to try it with.

``FarServer`` says what a ``Script`` tells it to say, fails how and where the script tells it to fail,
refuses what Exchange refuses (``Exchange``) and keeps what it got as ``MessageRecord`` and
``SessionRecord``.  ``sender`` is the other end.  The demo, the tests and ``skygw rehearse`` use them; the
gateway itself must never import this package.

It imports ``skygw.smtp``, ``skygw.errors``, Twisted and, for TLS, pyOpenSSL and ``cryptography``.
"""

from skygw.rehearsal.exchange import Exchange
from skygw.rehearsal.record import MessageRecord, Observer, SessionRecord
from skygw.rehearsal.script import Capabilities, Script
from skygw.rehearsal.server import FarServer
from skygw.rehearsal.step import Fault, Stage, Step
from skygw.rehearsal.tls import ClientCertificate, FarTls

__all__ = [
    "Capabilities",
    "ClientCertificate",
    "Exchange",
    "FarServer",
    "FarTls",
    "Fault",
    "MessageRecord",
    "Observer",
    "Script",
    "SessionRecord",
    "Stage",
    "Step",
]
