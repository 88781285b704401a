"""The Twisted shells: sockets, TLS and DNS for what ``relay`` tells.

``server`` listens, ``client`` is the far leg's connection, ``dialer`` opens it, ``door`` says who may come
in; ``tls`` and ``dns`` are what their names say.  ``app`` imports this package, and nobody else does.
"""
