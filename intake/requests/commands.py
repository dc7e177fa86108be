"""Everything that a person can ask of the domain, and everything that may come back."""

from intake.concursos.commands import CallCommand, CallResult
from intake.listening.commands import (
    AnswerQuestion,
    AskForPerson,
    Correct,
    Done,
    FindSimilar,
    Found,
    GiveOpinion,
    Join,
    Joined,
    KeepQuestion,
    ListMine,
    LookUp,
    Mine,
    PersonAsked,
    Refused,
    Reopen,
    SetNews,
    SetPlace,
    SetReachable,
    SimilarFound,
    Submit,
    Submitted,
    Withdraw,
)
from intake.necesidades.commands import Summarise, Summarised
from intake.outreach.commands import Arrive, Arrived

Command = (
    FindSimilar
    | Submit
    | Join
    | LookUp
    | ListMine
    | Correct
    | Withdraw
    | AnswerQuestion
    | GiveOpinion
    | Reopen
    | KeepQuestion
    | AskForPerson
    | Summarise
    | Arrive
    | SetNews
    | SetPlace
    | SetReachable
    | CallCommand
)

Result = (
    SimilarFound
    | Submitted
    | Joined
    | Found
    | Mine
    | Summarised
    | Arrived
    | PersonAsked
    | CallResult
    | Done
    | Refused
)
