"""The sandboxed children that read a message, and the pool that hands messages to them.

Octets go in, a ``skygw.detect.Report`` comes back: findings and facts, never content.  A verdict is not
made here; envelope, directory and history stay in the gateway process and no child ever sees them.

Two sides, told apart by what they import:

- **In the gateway process** (Twisted): ``pool`` (queue and deadlines), ``crew`` (keeps the children alive),
  ``worker`` (one child as we see it), ``nursery`` (the fork server as we see it), ``channel`` (the socket on
  the reactor), ``gateway`` (inspectors that are asynchronous), ``plugins`` (which inspectors there are).
- **In the children** (no Twisted, nothing of the gateway): ``forkserver``, ``child``, ``sandbox`` (with
  ``landlock``, ``seccomp`` and ``calls``), ``preload``, ``endpoint``, ``guard``, ``pipeline``; native parsers
  run in a process beside a child, ``reader``, which the child has from the fork server (``supply``) and asks
  by way of ``readers``, in the frames of ``found``.
- Both: ``message``, ``frames``, ``answer``, ``limits``.
- In commands, without a pool: ``pipeline`` with ``unpooled``.

Only ``skygw.app`` may import this package; it may import ``skygw.mail``, ``skygw.extract``,
``skygw.detect`` and, on the gateway's side, Twisted.  This file imports nothing, so that a child does not
load Twisted because of it.
"""
