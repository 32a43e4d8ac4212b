"""What a publisher's robots.txt asks of programs that read its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

# The name by which robots.txt files would address this program.
NAME = "attest-qa"


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host; none means that everything may be read."""

    rules: Protego | None = None

    def allows(self, address: str) -> bool:
        """Tell whether a page may be read."""
        return self.rules is None or self.rules.can_fetch(address, NAME)

    @property
    def delay(self) -> float:
        """The seconds to leave between two requests, 0 where nothing is asked."""
        return float(self.rules.crawl_delay(NAME) or 0) if self.rules else 0.0


def read_robots(data: bytes) -> Robots:
    """Read a robots.txt; what is not UTF-8 in it is passed over."""
    from protego import Protego

    return Robots(Protego.parse(data.decode("utf-8", "replace")))
