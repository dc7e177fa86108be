"""What can be written in the journal, each by the word that stands there."""

from enum import StrEnum


class Verb(StrEnum):
    """Every act that an entry can tell; a value is never changed, because history is read by it.

    An act of triage is called as its module is.
    """

    # What a person does in the chat.
    CONTAR = "contar"
    UNIRSE = "unirse"
    CORREGIR = "corregir"
    RETIRAR = "retirar"
    CONTESTAR = "contestar"
    OPINAR = "opinar"
    REABRIR = "reabrir"
    AGREGAR = "agregar"
    PREGUNTAR_AL_EQUIPO = "preguntar al equipo"
    PEDIR_PERSONA = "pedir persona"
    POSTULAR = "postular"
    CAMBIAR = "cambiar"
    RETIRAR_POSTULACION = "retirar postulación"

    # Triage.
    ADMITIR = "admitir"
    DERIVAR = "derivar"
    DESCARTAR = "descartar"
    DESHACER = "deshacer"
    ENMENDAR = "enmendar"
    ETIQUETAR = "etiquetar"
    FUSIONAR = "fusionar"
    INTERPRETE = "interprete"
    PREGUNTAR = "preguntar"
    RESERVAR = "reservar"
    RESPONDER = "responder"
    SEPARAR = "separar"
    SOLTAR = "soltar"
    TOMAR = "tomar"

    # What a second reader says of a case, or of somebody's message: it proposes.
    SEGUNDA_LECTURA = "segunda lectura"

    # Reading: the only one that is no act.
    VER = "ver"

    # Necesidades, their criteria and their points.
    NECESIDAD_CREAR = "necesidad crear"
    NECESIDAD_DESCRIBIR = "necesidad describir"
    NECESIDAD_UNIR = "necesidad unir"
    NECESIDAD_QUITAR = "necesidad quitar"
    NECESIDAD_JUNTAR = "necesidad juntar"
    NECESIDAD_PARTIR = "necesidad partir"
    NECESIDAD_PRIORIZAR = "necesidad priorizar"
    NECESIDAD_NO_PRIORIZAR = "necesidad no priorizar"
    NECESIDAD_SEGUIR = "necesidad seguir"
    NECESIDAD_REAGRUPAR = "necesidad reagrupar"
    CRITERIOS_PROPONER = "criterios proponer"
    CRITERIOS_APROBAR = "criterios aprobar"
    PUNTUAR = "puntuar"

    # The Grupo de Trabajo.
    ASIENTO_TITULAR = "asiento titular"
    ASIENTO_ALTERNO = "asiento alterno"
    SESION_CONVOCAR = "sesion convocar"
    SESION_MOVER = "sesion mover"
    SESION_CANCELAR = "sesion cancelar"
    SESION_AGENDA = "sesion agenda"
    SESION_AGENDA_QUITAR = "sesion agenda quitar"
    SESION_CIRCULAR = "sesion circular"
    SESION_LISTA = "sesion lista"
    SESION_INVITADO = "sesion invitado"
    SESION_RETIRA = "sesion retira"
    SESION_ANOTAR = "sesion anotar"
    SESION_CERRAR = "sesion cerrar"
    SESION_CARPETA = "sesion carpeta"
    SESION_ACTA = "sesion acta"
    VOTACION_VOTAR = "votacion votar"
    VOTACION_DIRIMIR = "votacion dirimir"
    ACUERDO_REGISTRAR = "acuerdo registrar"
    ACUERDO_NO_PRIORIZAR = "acuerdo no-priorizar"
    ACUERDO_RECTIFICAR = "acuerdo rectificar"
    ACUERDO_AVANCE = "acuerdo avance"

    # Concursos.
    CONCURSO_CREAR = "concurso crear"
    CONCURSO_CAMBIAR = "concurso cambiar"
    CONCURSO_NECESIDAD = "concurso necesidad"
    CONCURSO_BASES = "concurso bases"
    CONCURSO_PUBLICAR = "concurso publicar"
    CONCURSO_AMPLIAR = "concurso ampliar"
    CONCURSO_CANCELAR = "concurso cancelar"
    CONCURSO_PREGUNTA = "concurso pregunta"
    CONCURSO_CONTESTAR = "concurso contestar"
    CONCURSO_EXPORTAR = "concurso exportar"
    CONCURSO_EVALUAR = "concurso evaluar"
    CONCURSO_RESULTADOS = "concurso resultados"

    # What people ask beside their aportes.
    PREGUNTAS_TOMAR = "preguntas tomar"
    PREGUNTAS_RESPONDER = "preguntas responder"
    PREGUNTAS_CERRAR = "preguntas cerrar"
    PREGUNTAS_AGREGAR = "preguntas agregar"
    PREGUNTAS_QUITAR = "preguntas quitar"

    # Going out to people.
    DIFUSION_CREAR = "difusion crear"
    DIFUSION_CAMBIAR = "difusion cambiar"
    DIFUSION_APROBAR = "difusion aprobar"
    DIFUSION_PAUSAR = "difusion pausar"
    DIFUSION_SEGUIR = "difusion seguir"
    DIFUSION_CANCELAR = "difusion cancelar"
    FUENTE_CREAR = "fuente crear"
    AFICHE = "afiche"
    DOCUMENTO = "documento"

    # Accounts and upkeep.
    OPERADOR_CREAR = "operador crear"
    OPERADOR_ROL = "operador rol"
    OPERADOR_LENGUAS = "operador lenguas"
    OPERADOR_DESACTIVAR = "operador desactivar"
    OPERADOR_ACTIVAR = "operador activar"
    PRIORIDADES_IMPORTAR = "prioridades importar"
    PRIORIDADES_REETIQUETAR = "prioridades reetiquetar"
    LUGARES_IMPORTAR = "lugares importar"
    AJUSTAR = "ajustar"
    APRENDER = "aprender"
    LECTOR_USAR = "lector usar"
    LECTOR_VOLVER = "lector volver"
    REINDEXAR = "reindexar"
    REINTENTAR = "reintentar"


LOOKING = Verb.VER
ANSWERS = (Verb.RESPONDER, Verb.DERIVAR, Verb.DESCARTAR)
"""Acts that answer a petition (TUO Ley 27444, arts. 117.3 and 141)."""
