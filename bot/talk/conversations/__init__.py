"""What people talk about with the bot: a conversation is one module here, and nobody lists them.

A conversation says what it takes part in, each where it has it:

- VERBS: the first word of a button's value, to what it does; NUMBERED, the same for a word with a
  number behind it (`d12`);
- PHRASES: a verb, to the words that mean it when they are typed; SLASHES, the foreign names of
  commands («/help»), to their verbs;
- MENU: the labels and values that it adds to the menu;
- EARS: the messages that it hears where nothing was chosen, and before or after whom (`Ear`);
- FOCUS: the first word of `State.focus` while it waits for an answer;
- COMMANDS and on_result(turn, result, facts): what it asks of the domain, and what it makes of
  the answer.

Verbs may be of a kind: WITH_CODE (typed with the code of an aporte), WAYS_OUT (they end what keeps
all words) and MAY_BE_AN_ANSWER (in the middle of a draft the phrase is rather an answer).

Some conversations have to do with what others hear or say:

- first(moment): before everything else, or None;
- before_choices(moment, text, value): typed words, even where they choose something; or None;
- before_commands(moment, text): typed words that chose nothing, before commands; or None;
- takes_verb(moment, verb): a verb of another that means something else now; or None;
- is_beside(state, verb): whether a verb of its own goes nowhere else;
- leave(state, verb): the state without it, because somebody goes elsewhere;
- keeps_words(state): whether all words are its own now, so that only WAYS_OUT are commands;
- doubts(moment, turn): the question again, where typed words are no clear permission; or None;
- before_result(turn, result): an answer of the domain that it waits for itself; or None;
- finish(turn, facts): each turn, before it is said.

It is pure and imports no other conversation: what several need is in `bot.talk.dialogue`.
"""
