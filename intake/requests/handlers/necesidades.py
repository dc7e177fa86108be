"""What a district told, in counts."""

from intake.necesidades import district_summary
from intake.necesidades.commands import Summarise, Summarised
from intake.requests.request import Request


async def summarise(command: Summarise, request: Request) -> Summarised:
    """Of the district given, or of the one they wrote from last."""
    session = request.session
    district = command.ubigeo or await district_summary.last_district(session, request.person)
    if district is None:
        return Summarised(None)
    return Summarised(await district_summary.summarise(session, district))
