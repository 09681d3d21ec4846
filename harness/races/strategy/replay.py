"""One schedule, again."""

from . import Count


class Replay:
    """Follows a schedule as long as that can be done, and then lets the first session act that can."""

    def __init__(self, schedule: str) -> None:
        self.schedule = schedule
        self.count = Count(total=1)

    def goes_on(self) -> bool:
        """Tell whether it is still to be played."""
        return not self.count.played

    def choose(self, played: str, enabled: str) -> str:
        """Choose as the schedule says."""
        wanted = self.schedule[len(played) : len(played) + 1]
        return wanted if wanted and self.schedule.startswith(played) and wanted in enabled else enabled[0]

    def ended(self, schedule: str) -> None:  # noqa: ARG002
        """Play nothing else."""
        self.count.played += 1
