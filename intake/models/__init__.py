"""What is kept, one aggregate a file. Importing this package registers every table."""

from intake.models.aporte import Aporte, AporteTag, Follower, Question
from intake.models.attachment import Attachment
from intake.models.conversation import Conversation
from intake.models.journal import JournalEntry
from intake.models.message import InboxMessage, OutboxMessage, WebMessage
from intake.models.need import Necesidad, NecesidadMember, NecesidadProfile, NecesidadWord
from intake.models.operator import Operator
from intake.models.person import Consent, Person
from intake.models.place import ImportedDistrict, PopulatedCentreRow
from intake.models.posting import StoredTelling, Term
from intake.models.taxonomy import Taxonomy

__all__ = [
    "Aporte",
    "AporteTag",
    "Attachment",
    "Consent",
    "Conversation",
    "Follower",
    "ImportedDistrict",
    "InboxMessage",
    "JournalEntry",
    "Necesidad",
    "NecesidadMember",
    "NecesidadProfile",
    "NecesidadWord",
    "Operator",
    "OutboxMessage",
    "Person",
    "PopulatedCentreRow",
    "Question",
    "StoredTelling",
    "Taxonomy",
    "Term",
    "WebMessage",
]
