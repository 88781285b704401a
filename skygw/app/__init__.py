"""The application: configuration, wiring, the `twistd` plugin and the command line.

Everything may be imported from here, and nothing else of ours imports this package.  The global
reactor is read here and nowhere else.
"""

# First of all, before anything of ours or of Twisted's loads OpenSSL: session tickets are settled then.
import skygw.net.tls.openssl  # noqa: F401
