"""Whether a candidate can be what it looks like: check digits, dates, ranges of issuers.

One module per country or subject; ``checks`` holds what they share.  A validator is a function from the
canonical value (see ``skygw.detect.catalogue.types.Pattern.canonical``) to a bool, pure, of bounded time, and
raises nothing on any text.  The catalogue names it ``module.function``.

May import: nothing of ours but each other.
"""
