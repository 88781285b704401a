"""skygw: an inline e-mail DLP gateway for Exchange Online.

The folder tree is the way of one message: ``smtp`` (the wire language), ``relay`` (both legs as one
story), ``mail`` and ``extract`` (what stands in it), ``detect`` (what is sensitive), ``policy`` (what
follows from that).  ``net`` holds the Twisted shells, ``app`` the wiring.
"""

__version__ = "0.1.0"
