"""What rulebook 5 knows beside holds_state.py: notices of remote use and the registries of approaches (notices.md sections 1 and 5).

Changed by effects_notices.py only.
"""

from dataclasses import dataclass

from serial_map import SerialMap


@dataclass
class Notice:
    body: dict
    stands: bool = True


class Notices:
    def __init__(self):
        self.registries = {}  # approach -> registries, where some are stated
        self.given = {}  # entry -> Notice
        self.noticed = SerialMap()  # entry of the notice that took effect for the serial and stands

    def standing(self, entry):
        """The notice of that entry, if it was given and stands."""
        notice = self.given.get(entry)
        return notice if notice is not None and notice.stands else None

    def serials_of(self, entry):
        """The serials that a notice took effect for, as (space, first, last), in order of spaces and serials."""
        return [(space, first, last) for space, runs in sorted(self.noticed.spaces.items()) for first, last, by in runs if by == entry]
