"""The tree of what can go wrong, drawn once; each docstring is the message people read.

IntakeError
├── SettingsError        a wrong value in the environment or in .env
├── DatabaseError        the database cannot be used
│   ├── DatabaseUnreachableError
│   └── DatabaseTooNewError
├── NotFoundError        no such aporte, operator, priority, place
├── RefusedError         the domain says no, and why
│   ├── AlreadyTriagedError
│   └── CallClosedError
├── TakenError           another operator has the case
└── DataFileError        a data file that cannot be read
"""


class IntakeError(Exception):
    """Algo no se pudo hacer."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class SettingsError(IntakeError):
    """Hay un ajuste con un valor que no sirve. Revise el archivo .env o las variables AYNI_."""


class DatabaseError(IntakeError):
    """No se puede usar la base de datos. Ejecute «ayni doctor» para ver por qué."""


class DatabaseUnreachableError(DatabaseError):
    """No hay conexión con la base de datos. Revise AYNI_DATABASE_URL y que el servidor funcione."""


class DatabaseTooNewError(DatabaseError):
    """La base de datos es de una versión más nueva. Actualice el programa; no se tocó nada."""


class NotFoundError(IntakeError):
    """No se encontró. Revise el código e intente de nuevo."""


class RefusedError(IntakeError):
    """Esa acción no se puede hacer ahora."""


class AlreadyTriagedError(RefusedError):
    """Ese aporte ya fue revisado por el Laboratorio."""


class CallClosedError(RefusedError):
    """Ese concurso no recibe postulaciones ahora."""


class TakenError(IntakeError):
    """Otra persona tiene ese caso. Pídale que lo suelte o espere."""


class DataFileError(IntakeError):
    """Un archivo de datos no se pudo leer."""
