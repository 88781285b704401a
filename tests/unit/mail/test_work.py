from __future__ import annotations

from skygw.mail.work import PRICE, Work


def test_a_budget_is_spent() -> None:
    work = Work(3 * PRICE)
    assert work.pay(1)  # costs PRICE all the same
    assert work.octets == 2 * PRICE
    assert not work.pay(2 * PRICE + 1)
    assert work.exhausted
    assert not work.spent
    assert work.pay(2 * PRICE)  # a smaller piece may still be paid
    assert work.spent
