"""Aportes: told, joined, looked up, corrected, taken back; and whether their people hear of us."""

from intake.kinds import Subject
from intake.listening import inquiries, opinions, people, questions, reopening, submissions, views
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
    Reopen,
    SetNews,
    SetPlace,
    SetReachable,
    SimilarFound,
    Submit,
    Submitted,
    Withdraw,
)
from intake.requests.request import Request


async def find_similar(command: FindSimilar, request: Request) -> SimilarFound:
    """Those that they may join."""
    means = request.means
    return await views.find_alike(
        request.session,
        command,
        request.person,
        vocabulary=means.vocabulary,
        scorecard=means.scorecard,
    )


async def submit(command: Submit, request: Request) -> Submitted:
    """Their aporte is registered, and the receipt says by when it is answered."""
    return await submissions.submit(
        request.session,
        command,
        request.person,
        vocabulary=request.means.vocabulary,
        answer_days=request.means.answer_days,
        now=request.now,
    )


async def join(command: Join, request: Request) -> Joined:
    """They stand behind another's, and the receipt says how many do."""
    return await submissions.join(
        request.session,
        command,
        request.person,
        vocabulary=request.means.vocabulary,
        answer_days=request.means.answer_days,
        now=request.now,
    )


async def look_up(command: LookUp, request: Request) -> Found:
    """As they may see it."""
    return await submissions.look_up(
        request.session, command, request.person, vocabulary=request.means.vocabulary
    )


async def list_mine(command: ListMine, request: Request) -> Mine:
    """As they may see them."""
    return await submissions.list_mine(
        request.session, command, request.person, vocabulary=request.means.vocabulary
    )


async def correct(command: Correct, request: Request) -> Done:
    """Only their own, and only while it waits."""
    await submissions.correct(
        request.session,
        command,
        request.person,
        vocabulary=request.means.vocabulary,
        now=request.now,
    )
    return Done(command.code)


async def withdraw(command: Withdraw, request: Request) -> Done:
    """Their own, or their place behind another's."""
    await submissions.withdraw(request.session, command, request.person, now=request.now)
    return Done(command.code)


async def answer_question(command: AnswerQuestion, request: Request) -> Done:
    """It comes into the case about which they were asked."""
    await questions.answer(request.session, command, request.person, now=request.now)
    return Done()


async def keep_question(command: KeepQuestion, request: Request) -> Done:
    """It waits for somebody of the team, who may answer it in their chat."""
    await inquiries.keep_question(request.session, command.text, request.person, now=request.now)
    return Done()


async def ask_for_person(command: AskForPerson, request: Request) -> PersonAsked:
    """It waits for somebody of the team, behind those who asked before."""
    return await inquiries.ask_for_person(request.session, command, request.person, now=request.now)


async def give_opinion(command: GiveOpinion, request: Request) -> Done:
    """With the code of the aporte it is about, which they need not have given."""
    return Done(await opinions.give(request.session, command, request.person, now=request.now))


async def reopen(command: Reopen, request: Request) -> Done:
    """With the code that they know it by."""
    code = await reopening.reopen(
        request.session,
        command,
        request.person,
        answer_days=request.means.answer_days,
        now=request.now,
    )
    return Done(code)


async def set_news(command: SetNews, request: Request) -> Done:
    """Their consent is kept, or that they took it back."""
    await _consent_to_news(command, request, granted=command.granted)
    return Done()


async def set_place(command: SetPlace, request: Request) -> Done:
    """The calls for that district reach them from now on."""
    request.person.ubigeo = command.ubigeo
    return Done()


async def set_reachable(command: SetReachable, request: Request) -> Done:
    """Who shut us out wants no news either, and that is kept as any other no."""
    request.person.unreachable_at = None if command.reachable else request.now
    if not command.reachable and request.person.news_since is not None:
        await _consent_to_news(command, request, granted=False)
    return Done()


async def _consent_to_news(
    command: SetNews | SetReachable, request: Request, *, granted: bool
) -> None:
    await people.consent(
        request.session,
        request.person,
        Subject.NOTICIAS,
        granted=granted,
        version=command.consent_version,
        message_id=command.message_id,
        now=request.now,
    )
