"""What is kept, one aggregate a file. Importing this package registers every table."""

from intake.store.models.aporte import AddedFact, Aporte, AporteTag, Follower, Question
from intake.store.models.attachment import Attachment
from intake.store.models.broadcast import Broadcast
from intake.store.models.concurso import (
    Application,
    ApplicationScore,
    Concurso,
    ConcursoAnswer,
    ConcursoNeed,
    ConcursoQuestion,
)
from intake.store.models.conversation import Conversation, GuideEntry, Inquiry
from intake.store.models.journal import JournalEntry, JournalWords
from intake.store.models.meeting import (
    Acuerdo,
    AcuerdoUpdate,
    AgendaItem,
    Attendance,
    Meeting,
    MeetingPaper,
    SeatHolder,
    Vote,
)
from intake.store.models.message import InboxMessage, OutboxMessage
from intake.store.models.necesidad import (
    Necesidad,
    NecesidadMember,
    NecesidadMove,
    NecesidadProfile,
    NecesidadRefusal,
    NecesidadWord,
    NeedGroup,
)
from intake.store.models.operator import Operator
from intake.store.models.opinion import Opinion, Reopening
from intake.store.models.person import Consent, Person
from intake.store.models.place import ImportedDistrict, PopulatedCentreRow
from intake.store.models.posting import StoredMeaning, StoredTelling, Term
from intake.store.models.pulse import Pulse
from intake.store.models.reading import LearnedReader, ReadingCorrection
from intake.store.models.score import CriteriaSet, Score
from intake.store.models.source import Source
from intake.store.models.taxonomy import Taxonomy
from intake.store.models.webchat import ClosedChat, WebMessage

__all__ = [
    "Acuerdo",
    "AcuerdoUpdate",
    "AddedFact",
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
    "Follower",
    "GuideEntry",
    "ImportedDistrict",
    "InboxMessage",
    "Inquiry",
    "JournalEntry",
    "JournalWords",
    "LearnedReader",
    "Meeting",
    "MeetingPaper",
    "Necesidad",
    "NecesidadMember",
    "NecesidadMove",
    "NecesidadProfile",
    "NecesidadRefusal",
    "NecesidadWord",
    "NeedGroup",
    "Operator",
    "Opinion",
    "OutboxMessage",
    "Person",
    "PopulatedCentreRow",
    "Pulse",
    "Question",
    "ReadingCorrection",
    "Reopening",
    "Score",
    "SeatHolder",
    "Source",
    "StoredMeaning",
    "StoredTelling",
    "Taxonomy",
    "Term",
    "Vote",
    "WebMessage",
]
