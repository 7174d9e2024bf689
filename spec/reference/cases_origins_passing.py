"""Vectors of rulebook 3 in which nothing is wrong: every kind, and the last value that is still allowed."""

from cases import vector
from story_origins import conversion, exemption, issued, levied, line, loss, mechanism, monitoring, on, settlement, withdraws


@vector("ok-b3-every-kind", "Each of the five kinds of rulebook 3, an exemption, an issue of regime 6.2 and one of 6.4, and a loss settled.")
def _(s):
    mechanism(s)
    s.post(exemption(), "authority")
    s.post(conversion(), "ghana")
    s.post(monitoring(2, line(component=2)), "ghana")
    s.post(withdraws(2), "ghana")
    s.post(issued((1, 1, 100), on()), "ghana")
    s.post(levied(100, 5, 2), "ghana")
    s.post(loss(), "ghana")
    s.post(settlement((1, 1, 50)), "alice")
