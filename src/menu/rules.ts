/**
 * Every rule of the checker, with its reason in one sentence.
 *
 * Each has a heading in `docs/menus.md` with this sentence, and a folder in `test/menu/broken`; a
 * test keeps them in step with the code that reports it. Called by `finding` and the outputs for
 * code hosts.
 */
export const RULES = {
  // reading a file
  "file-too-large": "A file of that size is no menu, and reading it would hold up everybody.",
  "too-deep":
    "Menus nest nine deep at most; what nests deeper is a slip, or made to break something.",
  yaml: "What cannot be read can be neither checked nor shown.",
  "duplicate-key": "Of two values for one key only one would count, and nobody sees which.",
  alias:
    "An alias makes a text mean something that stands elsewhere, and a few of them can grow without end.",
  anchor: "An anchor is of use to aliases only, which menus do not have.",
  tag: "A tag changes what a value is behind the reader's back.",
  "key-form": "A key is one word, so that it can be found and explained.",
  "forbidden-key": "These names mean something else to the machinery below.",
  "unknown-key": "A key that nobody reads says nothing: what was meant would be missing.",
  "missing-key": "Without it there is nothing to show or to store.",
  "wrong-value": "A value of the wrong kind would be read as something else, or not at all.",
  "screen-kind": "The first key says what a screen does, so there must be exactly one.",
  "channel-missing": "Without the channel file there is no code to dial and no main menu.",
  "file-name": "A service is found by its file's name, by people and by Njia.",
  csv: "A row with a column too many or too few puts every value behind it under the wrong heading.",
  "csv-columns": "The headings say what is stored and what is shown, in which language.",
  "csv-row": "What is stored must be told apart, and what is shown must be readable.",
  // names and ways
  "name-twice": "Two things of one name cannot be told apart: a way would lead to either.",
  "name-reserved":
    "That name prints or means something else, so the answer could not be reached by it.",
  "target-exists": "A way that leads nowhere would end the call in an apology.",
  "not-released": "To citizens such a service is not there: what leads to it would lead nowhere.",
  "go-otherwise": "Somebody for whom no condition holds must still get on.",
  "dead-end": "An answer after which nothing comes was given in vain.",
  "no-way-out":
    "Who goes round in a circle never sends anything; who waits for ever is never told.",
  unsent: "Whoever answered everything believes that it was sent, and waits for what never comes.",
  unreachable: "What nobody can reach was meant for somebody.",
  "too-many-ways": "So many ways cannot be held in memory, nor understood by anybody.",
  "too-many-screens":
    "So many screens cannot be held in memory beside the releases that calls still run on.",
  machine: "What citizens walk through is the compiled menus, so these must be what the files say.",
  "asked-later": "What has not been answered yet prints as nothing, and no condition on it holds.",
  unasked: "What was not asked prints as nothing, in the middle of what is told last.",
  "when-first":
    "Where one begins nothing is answered, so no condition can tell anybody apart there.",
  "start-missing": "Whoever dials must come to a screen, in a language they have chosen.",
  "code-twice": "One code opens one menu.",
  "from-or-options": "A question has one set of answers.",
  unshown: "What is shown to nobody was meant to be shown, or is in the way.",
  "data-missing": "A list that is not there has no rows to choose from.",
  "data-unused": "A list that nobody uses is kept up for nothing, or was meant to be used.",
  verify:
    "A status that a service does not have is never told, and what is told twice contradicts itself.",
  mine: "A status that a service does not have is never told, and what a look changes must be the citizen's own doing, which a dialled link is not; and what is shown once has one screen.",
  "look-up": "A system that is asked with nothing, or is not there, can answer nobody.",
  "look-up-time":
    "What is asked in one reply is asked one after the other, and a reply has five seconds.",
  connector: "What is wrong here would show only when a citizen waits for the answer.",
  "confirm-blind": "Whoever sends what they have not read again sends its mistakes too.",
  charge: "Whoever agrees to pay must have seen how much.",
  "connector-unused":
    "A connector that nobody uses is kept up for nothing, or was meant to be used.",
  "question-exists": "A shared question stands in the channel file, or nowhere.",
  "question-unused": "A question that nobody asks was meant to be asked, or is in the way.",
  "key-twice": "One number leads to one place.",
  "option-twice": "Of two lines that read the same nobody knows which one to choose.",
  "key-reserved":
    "0 must lead back on every screen, and so must every other fixed key do what it does everywhere.",
  "key-order": "People look for a number where it belongs in the row.",
  "star-twice": "A number on a poster opens one service.",
  "star-shadows-menu":
    "The same digits behind the code would open one thing dialled at once, and another in the menu.",
  "key-moved": "People learn numbers by heart, and do not read the screen again.",
  "star-moved": "A number that is printed on a poster cannot be called back.",
  "answer-renamed": "Drafts and requests hold the old answer, which would then be none.",
  "time-changed": "A time is a promise, and a slip of one digit looks like any other number.",
  "limit-changed":
    "What was taken is refused now, or the other way round, and no screen shows that it changed.",
  "unseen-changed": "What no screen shows is found by nobody who tries the service out.",
  "row-gone": "Whoever looks for that row finds nothing, and a list is too long to be read again.",
  // texts
  "missing-language": "Whoever reads that language would see nothing there.",
  "unknown-language": "A text in a language that cannot be chosen is read by nobody.",
  "unused-translation":
    "A translation without its text is read by nobody, and mostly another text is without one.",
  untranslated: "Whoever reads only that language understands nothing of it.",
  "stale-translation": "Citizens read in one language what is no longer said in the others.",
  "unknown-word": "A shared word that is not there prints as nothing.",
  "icu-syntax": "A text that cannot be read cannot be shown.",
  "unknown-placeholder": "What cannot be filled in prints as nothing, in the middle of a sentence.",
  "placeholder-lost":
    "Whoever reads that language is told less than everybody else, and nobody who reads another one sees it.",
  "number-differs":
    "Whoever reads that language is told another amount or number than everybody else.",
  "quoted-placeholder": "Citizens would see the signs themselves instead of what they stand for.",
  "number-in-text":
    "Njia numbers the lines, so a number typed by hand stands there twice and is wrong after the next change.",
  "not-gsm7": "One such letter halves what a screen holds, and older phones show a box for it.",
  "link-in-text": "Most of these phones cannot open a link, and frauds live on people who try.",
  "free-claim": "Whoever is told that it is free, and pays, believes nothing else either.",
  "all-caps": "Capitals are slow to read, and sound like shouting.",
  "pin-in-sms": "Whoever gets used to it will answer a fraud.",
  "number-in-sms": "Frauds put their own number into such an SMS, and nobody can tell it apart.",
  accept: "What is accepted in vain hides the next fault of that kind.",
  // answers
  cel: "A condition that cannot be computed never holds.",
  "never-true": "What compares an answer with something it can never be was meant otherwise.",
  pattern: "A pattern outside RE2 can take minutes for one answer, and hold up every call.",
  limits:
    "Limits that exclude each other refuse every answer, and so does one that is told wrongly.",
  "key-is-answer": "Who answers with that number would be taken back or past the question instead.",
  // the law and the life of a request
  "privacy-missing":
    "People have a right to be told what their answers are used for (Data Protection Act, s. 29).",
  "notice-missing": "What the answers are used for is told before the first of them is given.",
  recipients: "Whoever answers is told who else gets the answers (Data Protection Act, s. 29).",
  "consent-words":
    "Consent is free only where one can refuse it, in words (Data Protection Act, s. 30).",
  "consent-asked": "A consent that one cannot refuse is none, and asking for it misleads.",
  "unsaid-missing": "Others may look on, so nobody must say what is sensitive.",
  "operator-name": "Whoever dials a wrong code must see whom they have reached.",
  "life-missing": "A request without a status can never be answered for.",
  open: "A deadline that is no day, or before its beginning, shuts everybody out.",
  "sensitive-shown": "Others may hold the phone or look on.",
  "pin-words": "Nobody types a PIN that they were not asked for, in words that can be read whole.",
  assist:
    "Whoever is helped must be told so and how to object, and what officers see besides must be in nobody's way.",
  "pin-not-kept": "What is kept behind a PIN must not be shown as long as nobody keeps PINs.",
  "ref-missing": "Without the reference nobody can ask what became of their request.",
  move: "A move that leads nowhere, or stands there twice, is a button that does nothing.",
  late: "Nothing is late that has no time, and nothing is told that is never sent.",
  keep: "What is erased while somebody works on it is lost, and what was only begun is nobody's to keep longer.",
  untold: "Whoever waits for an answer must not have to ask to learn that there will be none.",
  remind: "A reminder that comes too late, or never, is a promise broken.",
  "at-least-once": "Only an SMS can be sent twice.",
  refusal:
    "What was asked is decided by a person, and a refusal has a reason (Data Protection Act, s. 35).",
  book: "A time that nobody can come at, or nobody can choose, is no appointment.",
  until: "A time that is reckoned from an appointment needs one.",
  "sms-choice":
    "Everybody must know what is sent to whom, and every line of a list must be for somebody.",
  once: "What makes two requests the same must be something that every one of them has.",
  anonymous:
    "Who is promised that no name is kept must be asked nothing, and sent nothing, that says who they are.",
  frees:
    "What is held has to be given back once, and cannot be taken again behind the citizen's back.",
  "reason-exists": "A reason that has no words cannot be told.",
  "reason-unused": "A reason that nobody can give was meant to be given, or is in the way.",
  given:
    "What an officer gives is shown to the citizen, so it needs limits that a screen can hold.",
  "given-exists": "An officer can only be asked for what the file describes.",
  "given-unused": "A value that nobody can give was meant to be given, or is in the way.",
  // the medium
  "end-too-long": "The last screen has no second page: what does not fit is lost.",
  "many-options":
    "Whoever reads slowly has forgotten the first option when they come to the sixth.",
  "option-too-long": "An option that does not fit on a screen cannot be read to its end.",
  "reason-too-long": "Why an answer was not taken must stand there together with the question.",
  "question-pages": "Every page is another hop, which costs time and often money.",
  "session-time": "What was not saved when the network ends the call must be done again.",
  "long-way": "Networks cap the screens of a call, and people give up.",
  "title-too-long": "A title stands beside others in a menu and in every line of “My requests”.",
  "sms-too-long": "An SMS over 160 letters is sent, and paid for, as two.",
  "sms-word": "A word has one meaning, whoever sends it.",
} as const;

export type Rule = keyof typeof RULES;
