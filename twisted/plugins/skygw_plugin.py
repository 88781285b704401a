"""Names the gateway to ``twistd``; everything else is in ``skygw.app.tap``."""

from twisted.application.service import ServiceMaker

skygw = ServiceMaker(
    "skygw",
    "skygw.app.tap",
    "An inline DLP gateway for Exchange Online.",
    "skygw",
)
