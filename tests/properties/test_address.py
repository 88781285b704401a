"""Any octets make a mailbox; writing the same one differently changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skygw.mail.address import domain_of, normalise, normalise_domain
from skygw.policy.addresses import AddressSet, OwnDomains, glob_matches

PATHS = st.one_of(
    st.binary(max_size=300), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))
)
LOCAL_PARTS = st.text("abcXYZ019.!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=20)
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True).filter(
    lambda label: label[2:4] != "--"
)
DOMAINS = st.lists(LABELS, min_size=1, max_size=4).map(".".join)


@given(PATHS)
def test_any_octets_make_a_text_and_never_an_error(path: bytes) -> None:
    mailbox = normalise(path)
    assert isinstance(domain_of(mailbox), str)
    assert normalise_domain(domain_of(mailbox)) is not None


@given(LOCAL_PARTS, DOMAINS, st.data())
def test_spellings_of_one_mailbox_are_one_text(local_part: str, domain: str, data: st.DataObject) -> None:
    plain = f"{local_part}@{domain}".lower()
    quoted = '"' + "".join(data.draw(st.sampled_from([c, "\\" + c])) for c in local_part) + '"'
    written = data.draw(st.sampled_from([local_part, local_part.upper(), local_part.swapcase(), quoted]))
    route = data.draw(st.sampled_from(["", "@relay.example:", "@a.example,@b.example:"]))
    host = data.draw(st.sampled_from([domain, domain.upper(), domain + "."]))
    assert normalise(f"{route}{written}@{host}".encode()) == plain


@given(LOCAL_PARTS, DOMAINS)
def test_the_spelling_is_stable(local_part: str, domain: str) -> None:
    once = normalise(f"{local_part}@{domain}".encode())
    assert normalise(once.encode()) == once


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_domain_is_stable_in_its_one_spelling(text: str) -> None:
    once = normalise_domain(text)
    # Unstable would mean that two names of one domain can be told apart by a second reading.
    assert normalise_domain(once) == once


@given(st.binary(min_size=1, max_size=40), LABELS)
def test_no_octets_make_an_own_domain_of_a_label_that_is_not(junk: bytes, label: str) -> None:
    own = OwnDomains.of(["contoso.com"])
    path = b"a@" + junk + b"." + label.encode() + b".example"
    assert not own.holds(normalise(path))


@given(st.text("ab*?", max_size=8), st.text("abc", max_size=12))
def test_globs_do_what_their_definition_says(glob: str, text: str) -> None:
    assert glob_matches(glob, text) is _by_definition(glob, text)


@given(
    st.lists(
        DOMAINS.flatmap(lambda domain: st.sampled_from([domain, f"*@{domain}", f"*.{domain}"])), max_size=4
    ),
    PATHS,
)
def test_a_set_has_an_address_exactly_if_one_of_its_patterns_has_it(patterns: list[str], path: bytes) -> None:
    address = normalise(path)
    assert (address in AddressSet.of(patterns)) is any(
        address in AddressSet.of([pattern]) for pattern in patterns
    )


def _by_definition(glob: str, text: str) -> bool:
    if not glob:
        return not text
    if glob[0] == "*":
        return any(_by_definition(glob[1:], text[cut:]) for cut in range(len(text) + 1))
    return bool(text) and glob[0] in ("?", text[0]) and _by_definition(glob[1:], text[1:])
