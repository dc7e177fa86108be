"""What is kept, one aggregate a file. Importing this package registers every table."""

from intake.models.aporte import Aporte, AporteTag, Follower, Question
from intake.models.attachment import Attachment
from intake.models.broadcast import Broadcast
from intake.models.concurso import (
    Application,
    ApplicationScore,
    Concurso,
    ConcursoAnswer,
    ConcursoNeed,
    ConcursoQuestion,
)
from intake.models.conversation import Conversation
from intake.models.journal import JournalEntry
from intake.models.message import ClosedChat, InboxMessage, OutboxMessage, WebMessage
from intake.models.need import (
    Ficha,
    Necesidad,
    NecesidadMember,
    NecesidadMove,
    NecesidadProfile,
    NecesidadWord,
)
from intake.models.operator import Operator
from intake.models.opinion import Opinion, Reopening
from intake.models.person import Consent, Person
from intake.models.place import ImportedDistrict, PopulatedCentreRow
from intake.models.posting import StoredTelling, Term
from intake.models.pulse import Pulse
from intake.models.score import CriteriaSet, Score
from intake.models.session import (
    Acuerdo,
    AcuerdoUpdate,
    AgendaItem,
    Attendance,
    SeatHolder,
    Sesion,
    SessionPaper,
    Vote,
)
from intake.models.source import Source
from intake.models.taxonomy import Taxonomy

__all__ = [
    "Acuerdo",
    "AcuerdoUpdate",
    "AgendaItem",
    "Aporte",
    "AporteTag",
    "Application",
    "ApplicationScore",
    "Attachment",
    "Attendance",
    "Broadcast",
    "ClosedChat",
    "Concurso",
    "ConcursoAnswer",
    "ConcursoNeed",
    "ConcursoQuestion",
    "Consent",
    "Conversation",
    "CriteriaSet",
    "Ficha",
    "Follower",
    "ImportedDistrict",
    "InboxMessage",
    "JournalEntry",
    "Necesidad",
    "NecesidadMember",
    "NecesidadMove",
    "NecesidadProfile",
    "NecesidadWord",
    "Operator",
    "Opinion",
    "OutboxMessage",
    "Person",
    "PopulatedCentreRow",
    "Pulse",
    "Question",
    "Reopening",
    "Score",
    "SeatHolder",
    "Sesion",
    "SessionPaper",
    "Source",
    "StoredTelling",
    "Taxonomy",
    "Term",
    "Vote",
    "WebMessage",
]
