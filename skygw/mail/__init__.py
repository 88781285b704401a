"""The message as data: nothing is re-serialised, everything is an offset into the octets that came.

``headers`` finds header fields, ``words`` and ``parameters`` read their values, ``parts`` walks the MIME
structure, ``transfer`` undoes transfer encodings; ``envelope`` and ``address`` hold what the SMTP
transaction said.  ``gate`` says whether a message has one reading or several (``profile`` and ``reasons``
hold the rules); ``dialects``, ``views`` and ``encodedfile`` make the others, paid for by ``work``;
``cms`` unwraps S/MIME.

Everything here is tolerant (an odd message is still a message), bounded (no input makes it recurse, loop or
copy without a limit) and pure: no input or output, no clock.

May import: attrs, ``skygw.errors``.  May be imported by everything but ``skygw.smtp``.

RFCs: 5322 (messages), 2045, 2046, 2047, 2049 (MIME), 2183 (Content-Disposition), 2231 (parameters),
6532 (UTF-8 in headers).
"""
