"""The small closed vocabularies of the domain. Kept by value: a new member needs no migration.

What several states have in common is named here, beside the states, and nowhere else: as a set
where queries ask for it, and as a property where code asks it of one.
"""

from enum import StrEnum


class Actor(StrEnum):
    """For whom a person speaks."""

    CIUDADANIA = "ciudadania"
    MUNICIPALIDAD = "municipalidad"


class Subject(StrEnum):
    """What a consent is about."""

    DATOS = "datos"  # treating what they tell us
    NOTICIAS = "noticias"  # news about concursos, apart from the rest


class AporteKind(StrEnum):
    """What people may tell."""

    PROBLEMA = "problema"
    IDEA = "idea"


class AporteState(StrEnum):
    """What became of it. Only `recibido` is open to its author's corrections."""

    RECIBIDO = "recibido"  # in the queue
    PRIORIZACION = "priorizacion"  # admitted into the first stage (Manual, art. 10)
    DERIVADO = "derivado"  # of another entity's competence (TUO Ley 27444, art. 141)
    DESCARTADO = "descartado"
    FUSIONADO = "fusionado"  # tells the same as another one: see merged_into_id
    RETIRADO = "retirado"  # by its author

    @property
    def is_open(self) -> bool:
        """Whether the Lab works on it: see OPEN."""
        return self in OPEN

    def counts_in_necesidad(self, root: "AporteState") -> bool:
        """Whether a member of a necesidad in this state counts there.

        It does once it is admitted, and while it is merged into one that is open: those that are
        closed have had their answer. `root` is the state of the one at the top of its merges.
        """
        return self is AporteState.PRIORIZACION or (self is AporteState.FUSIONADO and root.is_open)


OPEN = frozenset({AporteState.RECIBIDO, AporteState.PRIORIZACION})
"""Aportes that the Lab works on: triaged, grouped, and tagged again when priorities change.
Of one in another state all is said, or another speaks for it."""
CLOSED_BY_LAB = frozenset({AporteState.DERIVADO, AporteState.DESCARTADO})
"""Aportes that the Lab closed with an answer: its people may bring new facts and reopen it."""
CLOSED_TO_OTHERS = frozenset({AporteState.DESCARTADO, AporteState.RETIRADO})
"""Aportes that are not found as alike any more, and that nobody joins. One that was referred to
another entity is not among them: who tells the same is referred too."""
NOT_WITHDRAWN = frozenset(AporteState) - {AporteState.RETIRADO}
"""Aportes that are the Lab's to mark, whatever became of them."""


class TagSource(StrEnum):
    """Who says so. An operator's word is never overwritten by the machine."""

    AUTOMATICA = "automatica"
    SEGUNDO_LECTOR = "segundo_lector"  # it can only reserve: our own machine does not open again
    OPERADOR = "operador"


class Role(StrEnum):
    """Roles of the Manual de Operaciones."""

    EQUIPO_TECNICO = "equipo_tecnico"  # arts. 26-27: triages
    SECRETARIA_TECNICA = "secretaria_tecnica"  # arts. 24-25: triages, manages accounts
    GRUPO_TRABAJO = "grupo_trabajo"  # arts. 12-15: sees all, decides in session
    ASESOR = "asesor"  # art. 28: reads and recommends, no vote
    AUDITOR = "auditor"  # reads the journal


BINDING = frozenset({Role.EQUIPO_TECNICO, Role.SECRETARIA_TECNICA})
"""Whose points count: an adviser's are kept and do not (Manual, arts. 25.n, 27.c and 28)."""


class Stage(StrEnum):
    """The four stages of the Lab, in their order (Manual, art. 10)."""

    PRIORIZACION = "priorizacion"
    DESARROLLO = "desarrollo"
    PILOTO = "piloto"
    EVALUACION = "evaluacion"


class NeedOrigin(StrEnum):
    """From which input of the process a necesidad comes (Manual, art. 33)."""

    APORTES = "aportes"  # initiatives of civil society: what people told the bot
    INFORME_FINAL = "informe_final"
    RECOMENDACIONES = "recomendaciones"
    SEGUIMIENTO = "seguimiento"  # of commitments
    INICIATIVA = "iniciativa"  # of public, private or academic institutions
    PRIORIDAD = "prioridad"  # of social policy
    SOLICITUD = "solicitud"  # of organs and programmes


class NeedRole(StrEnum):
    """What the Lab would do about it (Manual, art. 32)."""

    DISENO = "diseno"  # design an intervention
    MEJORA = "mejora"  # improve one that exists


class MeetingKind(StrEnum):
    """How often and how soon it may be called (Manual, art. 19.a-b)."""

    ORDINARIA = "ordinaria"
    EXTRAORDINARIA = "extraordinaria"

    @property
    def short(self) -> str:
        """As codes name it: `SO` or `SE`."""
        return f"S{self.value[0].upper()}"


class MeetingState(StrEnum):
    """Where a session of the Grupo de Trabajo stands."""

    CONVOCADA = "convocada"
    INSTALADA = "instalada"  # with quorum, or in second call
    CERRADA = "cerrada"
    SIN_QUORUM = "sin_quorum"  # after the second list (Manual, art. 19.e)
    CANCELADA = "cancelada"  # before it was installed, with a reason

    @property
    def is_over(self) -> bool:
        """Whether nothing more is treated in it."""
        return self not in AHEAD

    @property
    def has_met(self) -> bool:
        """Whether it was installed, so that it may have acuerdos and counts for its month."""
        return self in {MeetingState.INSTALADA, MeetingState.CERRADA}


AHEAD = frozenset({MeetingState.CONVOCADA, MeetingState.INSTALADA})
"""Sessions in which a point can still be treated."""


class Station(StrEnum):
    """The stations of a session, in their order (Manual, art. 19.f)."""

    ACTA_ANTERIOR = "acta_anterior"
    DESPACHO = "despacho"
    INFORMES = "informes"
    PEDIDOS = "pedidos"
    ORDEN_DEL_DIA = "orden_del_dia"
    ACUERDOS = "acuerdos"


class Ballot(StrEnum):
    """The vote of one seat."""

    FAVOR = "favor"
    CONTRA = "contra"
    ABSTENCION = "abstencion"


class AcuerdoSubject(StrEnum):
    """What an acuerdo decides: some acts of the Lab need one (Manual, arts. 14-15)."""

    PRIORIZAR = "priorizar"  # necesidades (art. 14.a)
    NO_PRIORIZAR = "no_priorizar"  # one that was voted and not approved, with its reason
    CRITERIOS = "criterios"  # a working document: the weights of the criteria (art. 15.b)
    BASES = "bases"  # of a concurso (art. 15.c)
    EVALUACION = "evaluacion"  # of the applications to a concurso (art. 15.c)
    COMUNICACIONES = "comunicaciones"  # the plan (art. 15.i)
    PLAN_TRABAJO = "plan_trabajo"  # art. 15.a
    OTRO = "otro"


class Verdict(StrEnum):
    """What the Grupo de Trabajo decided of a necesidad."""

    PRIORIZADA = "priorizada"
    NO_PRIORIZADA = "no_priorizada"


class PaperKind(StrEnum):
    """What a paper in the folder of a session is, whatever its file is called."""

    DOCUMENTO = "documento"  # what was presented to the session, or to be presented
    CONVOCATORIA = "convocatoria"
    BORRADOR_ACTA = "borrador_acta"  # drawn while the session went on
    ACTA = "acta"  # of this session, after it closed


class ConcursoState(StrEnum):
    """Where a call stands. Whether it takes applications is decided by its dates, to the minute."""

    BORRADOR = "borrador"
    PUBLICADO = "publicado"  # after its bases were approved (Manual, art. 15.c)
    RESULTADOS = "resultados"  # published, and every applicant told
    CANCELADO = "cancelado"


class Applicant(StrEnum):
    """Who may apply to a concurso."""

    PERSONA = "persona"
    COMUNIDAD = "comunidad"  # comunidades, associations, committees
    MUNICIPALIDAD = "municipalidad"
    UNIVERSIDAD = "universidad"  # and institutes, research centres
    ONG = "ong"
    EMPRESA = "empresa"


class ApplicationState(StrEnum):
    """Where an application stands. One that was sent may be edited until the call closes."""

    BORRADOR = "borrador"
    ENVIADA = "enviada"
    RETIRADA = "retirada"
    GANADORA = "ganadora"
    NO_ELEGIDA = "no_elegida"

    @property
    def is_changeable(self) -> bool:
        """Whether its author may still edit it or take it back, while the call is open."""
        return self in {ApplicationState.BORRADOR, ApplicationState.ENVIADA}


HANDED_IN = (ApplicationState.ENVIADA, ApplicationState.GANADORA, ApplicationState.NO_ELEGIDA)
"""Applications of those who sent one and did not take it back."""


class BroadcastState(StrEnum):
    """Where a mass message stands."""

    BORRADOR = "borrador"
    APROBADA = "aprobada"  # by a second person; goes at its hour
    ENVIANDO = "enviando"
    PAUSADA = "pausada"
    TERMINADA = "terminada"
    CANCELADA = "cancelada"

    @property
    def is_under_way(self) -> bool:
        """Whether it goes out by itself, now, at its hour, or once somebody lets it go on."""
        return self in UNDER_WAY


UNDER_WAY = (BroadcastState.APROBADA, BroadcastState.ENVIANDO, BroadcastState.PAUSADA)
"""Mass messages that a second person approved and that are not over."""
NOT_BEGUN = (BroadcastState.BORRADOR, BroadcastState.APROBADA)
"""Mass messages of which nothing has gone out: they can be tried, and their reach is a forecast."""


class SourceKind(StrEnum):
    """What brings people: each poster, spot or link has its own code."""

    MUNICIPALIDAD = "municipalidad"
    ESCUELA = "escuela"
    TAMBO = "tambo"
    SALUD = "salud"  # a health post
    RADIO = "radio"
    FERIA = "feria"
    VECINO = "vecino"  # somebody passed it on
    OTRO = "otro"


class InquiryKind(StrEnum):
    """What people ask of the team beside their aportes."""

    PREGUNTA = "pregunta"  # the bot knew no answer
    PERSONA = "persona"  # they want to speak with a human being


class Tongue(StrEnum):
    """The tongues, beside Spanish, that a message can be known to be in."""

    QUECHUA = "quechua"
    AIMARA = "aimara"
    ANDINA = "quechua o aimara"  # one of the two, and too little of it to tell which
    AWAJUN = "awajún"
    ASHANINKA = "asháninka"
    SHIPIBO = "shipibo"
    AMAZONICA = "lengua amazónica"  # one of those three, and too little of it to tell which

    @property
    def may_be(self) -> "frozenset[Tongue]":
        """The tongues of which somebody who speaks one may understand it."""
        return _MAY_BE.get(self, frozenset({self}))


_MAY_BE = {
    Tongue.ANDINA: frozenset({Tongue.QUECHUA, Tongue.AIMARA}),
    Tongue.AMAZONICA: frozenset({Tongue.AWAJUN, Tongue.ASHANINKA, Tongue.SHIPIBO}),
}
SPOKEN = tuple(each for each in Tongue if each not in _MAY_BE)
"""Those that somebody can speak, because each is one tongue."""
