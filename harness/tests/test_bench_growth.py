"""The benchmark of growth is measured now and then; here it only runs, on a past that is hardly one."""

from ..dev.bench.growth import CALLS, Cost, compare


def test_every_call_is_measured_with_and_without_a_past() -> None:
    kept: list[list[Cost]] = []
    costs, problems = compare(500, 2, CALLS, lambda costs: kept.append(list(costs)))
    assert [cost.call for cost in costs] == [call.name for call in CALLS]
    assert all(cost.calls == 2 and cost.empty_us > 0 and cost.past_us < 1e8 for cost in costs)
    assert kept[-1] == costs
    assert len(kept) == len(CALLS)
    assert not problems
