"""Places outside the project: to which a site is published, and from which `pull` gets content."""

from typing import Annotated

from msgspec import structs

from microsite.model.fields import Record
from microsite.model.types import HostedSite, HostFolder, Line, NameList, WebAddress, YesNo


class Places(Record, frozen=True, kw_only=True):
    """Fields of which one gives a place."""

    @property
    def targets(self) -> dict[str, str]:
        """The places that are given, by the name of the field."""
        return {name: it for name, it in structs.asdict(self).items() if isinstance(it, str)}


class PublishTarget(Places, frozen=True, kw_only=True):
    """The place to which `publish` sends the site: one of these, and never a password or key."""

    folder: Annotated[Line | None, "A folder of this computer.", "/srv/www/coasts"] = None
    in_place: Annotated[YesNo, "Yes, to keep other files that are in this folder."] = False
    rsync: Annotated[HostFolder | None, "A host with rsync.", "web1:/var/www/conference"] = None
    sftp: Annotated[HostFolder | None, "A host with SFTP.", "me@files.example:www"] = None
    rclone: Annotated[HostFolder | None, "A bucket in S3 or similar, for rclone.", "r2:coasts"] = (
        None
    )
    netlify: Annotated[HostedSite | None, "The id of a project on Netlify.", "coasts-2027"] = None
    cloudflare: Annotated[HostedSite | None, "A project on Cloudflare Pages.", "coasts"] = None


class Source(Places, frozen=True, kw_only=True):
    """A system from which `pull` gets the programme: one of the first five."""

    pretalx: Annotated[WebAddress | None, "An event in pretalx.", "https://talks.example/c"] = None
    sessionize: Annotated[Line | None, "The id of an API of Sessionize.", "jl4ktls0"] = None
    indico: Annotated[WebAddress | None, "An event in Indico.", "https://talks.example/event/1"] = (
        None
    )
    google_sheet: Annotated[WebAddress | None, "A Google Sheet, or an .xlsx or .csv file."] = None
    schedule: Annotated[WebAddress | None, "A schedule.xml, JSON or .ics file."] = None
    only: Annotated[NameList[Line], "Kinds of record, ids or fields to pull.", "[session]"] = ()
    skip: Annotated[NameList[Line], "Those to leave out.", "[speaker, lunch.room]"] = ()
    allow_private: Annotated[YesNo, "Yes, for a server in your own network."] = False
