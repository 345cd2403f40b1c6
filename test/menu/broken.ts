/**
 * One broken example per rule: a change to the files in `good/`, after which the rule must speak.
 * A `¦` in the new text marks the place the finding must point at; it is taken out before reading.
 */
import type { Rule } from "../../src/menu/finding.ts";

export interface Broken {
  file?: "report.yaml" | "channel.yaml" | "data/wards.csv";
  /** Replaced once; null = the whole file. */
  from: string | RegExp | null;
  to: string;
  /** Part of the mend. */
  mend: string;
}

const PLACE = "  - { ask: place,";
/** Stands below a status, in place of the moves of `received`. */
const MOVE = "      - { to: mended, by: officer, gives: [cost, team] }\n";
const REFUSAL = "  refused: { say: refused,";
const SMS = 'sms: { en: "Report {ref}: mended on {date}"';

/** Rules whose examples are too long for here. */
export type Elsewhere =
  | "file-too-large"
  | "channel-missing"
  | "too-many-ways"
  // Two files at once: offered.test.ts.
  | "not-released"
  // The same: pin.test.ts.
  | "pin-words"
  | "pin-not-kept"
  // Against another release: moved.test.ts.
  | "key-moved"
  | "star-moved";

export const BROKEN: Record<Exclude<Rule, Elsewhere>, Broken[]> = {
  "too-deep": [{ from: "title: Report", to: `title: ${"[".repeat(60)}`, mend: "flatter" }],
  yaml: [
    { from: "title: Report", to: 'title: "Report¦', mend: "quotes" },
    { from: "    label: What", to: "¦\tlabel: What", mend: "spaces" },
  ],
  "duplicate-key": [{ from: "title: Report", to: "title: Report\n¦title: Other", mend: "one of" }],
  alias: [{ from: "title: Report", to: "title: ¦*report", mend: "Write it out" }],
  anchor: [{ from: "title: Report", to: "title: ¦&a Report", mend: "Remove" }],
  tag: [{ from: "title: Report", to: "title: ¦!thing Report", mend: "Remove" }],
  "key-form": [{ from: "title: Report", to: "title: Report\n¦[a]: b", mend: "Quote" }],
  "forbidden-key": [
    { from: "title: Report", to: "title: Report\n¦__proto__: { a: b }", mend: "Remove" },
    { from: "title: Report", to: "title: Report\n¦constructor: x", mend: "Remove" },
    { from: "title: Report", to: "title: Report\n¦<<: { a: b }", mend: "Remove" },
    {
      file: "data/wards.csv",
      from: "id,name,office",
      to: "¦id,name,__proto__",
      mend: "otherwise",
    },
  ],
  "unknown-key": [
    { from: "title: Report", to: "title: Report\n¦tite: Report", mend: "`title`" },
    { from: "    label: What", to: "    label: What\n    ¦lable: What", mend: "`label`" },
    { from: "{ is: water, say:", to: "{ is: water, ¦sya: x, say:", mend: "`say`" },
    {
      from: "    send: request",
      to: "    ¦go: describe\n    send: request",
      mend: "Known: confirm",
    },
  ],
  "missing-key": [
    { from: "title: Report\n", to: "", mend: "title" },
    { from: "  - choose: what\n    label: What", to: "  - ¦choose: what", mend: "label" },
  ],
  "wrong-value": [
    { from: "before: 2 days", to: "before: ¦2 weeks", mend: "3 working days" },
    {
      from: 'sw: "Kumb {ref}" } }',
      to: `sw: "Kumb {ref}" } }${', { after: 1 day, sms: "{ref}" }'.repeat(3)}`,
      mend: "at most 3",
    },
    { from: "title: Report", to: "title: ¦5", mend: "a text or a map" },
    { from: "star: 77", to: "star: ¦10000", mend: "at most 9999" },
    { from: "keep: 1y", to: "keep: ¦1 year", mend: "period" },
    { from: "as: number", to: "as: ¦numbr", mend: "`number`" },
    { from: "en: Road,", to: 'en: ¦" ",', mend: "not blank" },
  ],
  "screen-kind": [
    { from: PLACE, to: "  - ¦{ aks: place,", mend: "`ask`" },
    { from: PLACE, to: "  - ¦{ choose: place, ask: place,", mend: "exactly one" },
  ],
  "file-name": [{ from: "service: report", to: "service: ¦reports", mend: "reports.yaml" }],
  csv: [
    { file: "data/wards.csv", from: "amani,Amani,", to: "¦amani,A,mani,", mend: "double quotes" },
    { file: "data/wards.csv", from: null, to: "¦", mend: "id,name" },
    { file: "data/wards.csv", from: null, to: "¦id,name\n", mend: "row" },
  ],
  "csv-columns": [
    { file: "data/wards.csv", from: "id,name,office", to: "¦code,name,office", mend: "id,name" },
    { file: "data/wards.csv", from: "id,name,office", to: "¦id,sw,office", mend: "id,sw,en" },
    { file: "data/wards.csv", from: "id,name,office", to: "¦id,name,fr", mend: "id,sw,en" },
  ],
  "csv-row": [
    { file: "data/wards.csv", from: "\namani,", to: "\n¦umoja,", mend: "unique" },
    { file: "data/wards.csv", from: "\namani,", to: "\n¦a mani,", mend: "Letters" },
    { file: "data/wards.csv", from: "\namani,Amani", to: "\n¦amani,", mend: "every language" },
  ],
  "name-twice": [
    { from: PLACE, to: "  - ¦{ ask: ward,", mend: "another name" },
    { from: "  target: {", to: "  place: ¦{", mend: "Rename" },
    { from: /cost(?=: \{)/, to: "¦what", mend: "Rename" },
    { from: "{ is: road,", to: "{ is: ¦water,", mend: "own `is`" },
  ],
  "name-reserved": [
    { from: PLACE, to: "  - ¦{ ask: deadline,", mend: "my_deadline" },
    { from: REFUSAL, to: `  ¦escalate: { say: lonely }\n${REFUSAL}`, mend: "`escalated`" },
    { from: PLACE, to: "  - ¦{ ask: min,", mend: "my_min" },
    { from: "  target: {", to: "  ¦steps: {", mend: "my_steps" },
    { from: PLACE, to: "  - ¦{ ask: type,", mend: "my_type" },
    { from: PLACE, to: "  - ¦{ ask: in,", mend: "my_in" },
  ],
  "target-exists": [
    { from: "go: describe", to: "go: ¦descrbe", mend: "`describe`" },
    { file: "channel.yaml", from: "go: mine", to: "go: ¦nowhere_at_all", mend: "Name a screen" },
    { from: "{ to: mended, by", to: "{ to: ¦mendet, by", mend: "`mended`" },
    { from: "{ then: escalate", to: "{ then: ¦escalat", mend: "`escalate`" },
    { from: "no: received", to: "no: ¦nowhere_at_all", mend: "Known: received" },
  ],
  "go-otherwise": [
    {
      from: "go: ward,",
      to: "go: [{ to: ward }, ¦{ when: \"what == 'road'\", to: place }],",
      mend: "last",
    },
  ],
  "dead-end": [{ from: "      go: ward,\n", to: "", mend: "go" }],
  "no-way-out": [
    { from: "go: ward,", to: "go: describe,", mend: "one way" },
    // Reopened and resolved for ever; and a question that nobody has to answer.
    {
      from: /    late: \{ then: closed[^]*$/,
      to: "    question: { say: Well?, yes: received, no: again }\n  again: { say: again, may_become: [{ to: received, by: officer }] }\n  refused: { say: no, refusal: true, may_become: [{ to: again, by: officer }] }\n  cancelled: { say: no, may_become: [{ to: again, by: officer }] }\nreasons: { private: private }\n",
      mend: "such as `closed`",
    },
    { from: "    within: 7 days\n    late: { then: closed }\n", to: "", mend: "let an officer" },
  ],
  unreachable: [
    { from: "aside:", to: "aside:\n  - ¦{ show: lonely, say: Hello }", mend: "star" },
    { from: REFUSAL, to: `  ¦lonely: { say: lonely }\n${REFUSAL}`, mend: "`may_become`" },
  ],
  "asked-later": [
    { from: '"({step}/{steps}) Ward?"', to: '¦"Ward of {place}?"', mend: "Ask `place` before" },
    { from: '"({step}/{steps}) Ward?"', to: '¦"{ward}?"', mend: "Ask `ward` before" },
    { from: '"({step}/{steps}) What?"', to: '¦"In {target} days?"', mend: "Ask `what` before" },
    { from: "{ en: Road,", to: '{ en: ¦"Road {what}",', mend: "Ask `what` before" },
    {
      // A menu leaves the application, and its answers with it.
      from: "  - confirm: check",
      to: '  - { menu: pick, say: ¦"{what}?", options: [{ say: A, go: check }] }\n  - confirm: check',
      mend: "Ask `what` before",
    },
    { from: "when: \"what == 'road'\"", to: "when: ¦\"place == 'x'\"", mend: "Ask `place` before" },
    {
      from: "go: ward,",
      to: 'go: [{ when: ¦"deep > 2", to: place }, { to: ward }],',
      mend: "`deep`",
    },
  ],
  "start-missing": [
    { file: "channel.yaml", from: "  - menu: main", to: "  - menu: mian", mend: "menu: main" },
    {
      file: "channel.yaml",
      from: "- language: tongue\n    say: Which language?",
      to: "- help: tongue\n    say: x",
      mend: "language",
    },
  ],
  "code-twice": [
    {
      file: "channel.yaml",
      from: '- dial: "*1#"',
      to: '- dial: "*1#"\n  - ¦dial: "*1#"',
      mend: "one of",
    },
  ],
  "from-or-options": [
    { from: "from: data/wards.csv,\n", to: "\n", mend: "exactly one" },
    { from: "    label: What", to: "    label: What\n    ¦letters_first: 3", mend: "Remove" },
  ],
  "data-missing": [{ from: "data/wards.csv", to: "¦data/people_of_the_town.csv", mend: "folder" }],
  verify: [
    {
      from: PLACE,
      to: `  - { verify: look, say: Which?, of: ¦reprot, found: [{ status: mended, say: Yes }], not_found: No }\n${PLACE}`,
      mend: "`report`",
    },
    {
      from: PLACE,
      to: `  - { verify: look, say: Which?, found: [{ status: ¦mendet, say: Yes }], not_found: No }\n${PLACE}`,
      mend: "`mended`",
    },
    {
      from: PLACE,
      to: `  - { verify: look, say: Which?, found: [{ status: mended, say: Yes }, { status: ¦mended, say: Y }], not_found: No }\n${PLACE}`,
      mend: "one of them",
    },
    {
      file: "channel.yaml",
      from: "screens:",
      to: "screens:\n  - ¦{ verify: look, say: Which?, found: [{ status: mended, say: Yes }], not_found: No }",
      mend: "`of: service`",
    },
  ],
  "question-exists": [{ from: PLACE, to: "  - { use: ¦wards }\n" + PLACE, mend: "`questions`" }],
  "question-unused": [
    {
      file: "channel.yaml",
      from: "screens:",
      to: "questions:\n  - ¦{ ask: age, label: Age, as: number, say: Age? }\nscreens:",
      mend: "Remove",
    },
  ],
  "data-unused": [
    {
      from: "from: data/wards.csv,\n      other: { is: elsewhere, key: 7, say: Not here, go: place }",
      to: "options: [{ is: a, say: A }]",
      mend: "Remove",
    },
  ],
  "key-twice": [
    { from: "{ is: water, say", to: "{ is: water, key: 9, say", mend: "own key" },
    {
      file: "channel.yaml",
      from: "format: 1",
      to: 'format: 1\nkeys: ¦{ back: "98" }',
      mend: "own key",
    },
  ],
  "key-reserved": [
    { from: "key: 9, say", to: "key: ¦98, say", mend: "another number" },
    { from: "key: 9, say", to: 'key: ¦"07", say', mend: "from 1" },
  ],
  "key-order": [
    { from: "{ is: water, say", to: "{ is: water, key: 3, say", mend: "from top to bottom" },
  ],
  "star-twice": [{ from: "", to: "", mend: "own star" }],
  "star-shadows-menu": [{ from: "star: 77", to: "star: ¦1", mend: "two digits" }],
  "missing-language": [
    {
      file: "channel.yaml",
      from: "language: { sw: kiswahili, en: english }",
      to: "¦language: { sw: kiswahili }",
      mend: "`en`",
    },
    { from: `, sw: "Ripoti {ref}, {date}" }`, to: " }", mend: "`sw`" },
    { from: ", sw: ardhi ya mtu }", to: " }", mend: "`sw`" },
    { from: ', sw: "Kumb {ref}" }', to: " }", mend: "`sw`" },
    { from: "say: Cancel it", to: "¦say: { en: Cancel it }", mend: "`sw`" },
    { from: "title: Report", to: "¦title: { en: Report }", mend: "`sw`" },
    { from: "say: { en: Road, sw: Barabara }", to: "¦say: { sw: Barabara }", mend: "`en`" },
  ],
  "unknown-language": [
    { from: "title: Report", to: "title: { en: R, sw: R, ¦fr: R }", mend: "sw, en" },
  ],
  "unknown-word": [{ from: "title: Report", to: "title: { word: ¦tittle }", mend: "words" }],
  "icu-syntax": [
    { from: "label: What", to: 'label: "What ¦{"', mend: "{name}" },
    { from: "label: What", to: 'label: "{n, plural, one {x}¦}"', mend: "{name}" },
  ],
  "unknown-placeholder": [
    { from: '"{what}, {ward}', to: '¦"{waht}, {ward}', mend: "`what`" },
    { from: "{ward.office}", to: "{ward.ofice}", mend: "office" },
    { from: "say: received", to: 'say: ¦"{ref}"', mend: "None" },
    { from: "say: Cancel it", to: 'say: ¦"Cancel {ref}"', mend: "None" },
    { file: "channel.yaml", from: "started: s", to: 'started: ¦"{ref}" # s', mend: "channel" },
    // One way into `received` gives nothing.
    { from: "    next: wait", to: '    next: ¦"{cost}"', mend: "deadline" },
    // No move gives a reason here, and nothing is due.
    { from: "mended on {date}", to: "mended. {reason}", mend: "deadline" },
    { from: "{ref}: by {deadline}", to: "{ref}: {reason}", mend: "deadline" },
    { from: '"Report {ref}: {reason}"', to: '¦"{ref}: {reason}, {deadline}"', mend: "reason" },
    {
      // It begins with this status, for no reason.
      from: /    next: wait([^]*)    question: .*\n/,
      to: '    sms: ¦"{ref} {reason}"$1    may_become: [{ to: received, by: officer, reasons: [private] }]\n',
      mend: "Known",
    },
    { from: '"Is {ref} mended?"', to: '¦"Is {plaze} mended?"', mend: "`place`" },
  ],
  "quoted-placeholder": [
    { from: '"({step}/{steps}) Ward?"', to: "\"Ng'ombe ¦'{step}'?\"", mend: "''{step}''" },
    { from: "For {purpose},", to: "For ¦'{purpose}, ''so''", mend: "''{purpose}''" },
  ],
  "number-in-text": [
    { from: '"Depth?"', to: '"¦1. Depth?"', mend: "without it" },
    { from: "{ en: Road,", to: "{ en: ¦2) Road,", mend: "without it" },
    { file: "channel.yaml", from: "help: help", to: 'help: ¦"Help\\n0. Back"', mend: "itself" },
  ],
  "not-gsm7": [
    {
      from: "    label: What",
      to: "    letters: ucs2\n    label: Wh¦ǎt",
      mend: "list of answers",
    },
    {
      from: '    say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }\n    options:\n      - { is: water, say: { en: Water leak',
      to: "    letters: ucs2\n    say: Whǎt?\n    options:\n      - { is: water, say: { en: W¦ǎter leak",
      mend: "list of answers",
    },
    { from: "label: What", to: "label: Wh¦ǎt", mend: "plain" },
    { from: SMS, to: 'sms: { en: "R¦ěport {ref}: mended on {date}"', mend: "holds 70" },
    { from: '"For {purpose}', to: '"¦“For {purpose}', mend: "plain" },
  ],
  "link-in-text": [
    { from: "label: What", to: "label: ¦www.example.org", mend: "short code" },
    { from: SMS, to: 'sms: { en: ¦"{ref}: see njia.or.ke"', mend: "short code" },
    { from: '"{ref}: by {deadline}"', to: '¦"{ref}: see njia.or.ke"', mend: "short code" },
    { file: "channel.yaml", from: "stopped: s", to: "stopped: ¦www.s", mend: "short code" },
  ],
  cel: [
    { from: "\"what == 'road'\"", to: "\"¦waht == 'road'\"", mend: "`what`" },
    { from: "\"what == 'road'\"", to: '¦"what"', mend: "==" },
    { from: "\"what == 'road'\"", to: "\"what.¦matches('a+')\"", mend: "what (string)" },
    { from: "\"what == 'road'\"", to: "\"what ¦= 'road'\"", mend: "Compare with ==" },
    {
      from: "  target: { be: \"what == 'water' ? 2 : 5\"",
      to: '  extra: { be: "3", otherwise: 3 }\n  target: { be: "2 + ¦extra"',
      mend: "cannot use each other: write here what `extra`",
    },
    { from: "otherwise: 5", to: "otherwise: five", mend: "one kind" },
    { from: "\"what == 'road'\"", to: "\"what == 'road' && ¦deep > 'x'\"", mend: "deep (int)" },
  ],
  "never-true": [{ from: "\"what == 'road'\"", to: "\"¦what == 'raod'\"", mend: "`road`" }],
  pattern: [{ from: "min: 3, max: 30", to: "pattern: ¦'(?=a)b'", mend: "look-around" }],
  limits: [
    { from: "min: 3, max: 30", to: "min: ¦30, max: 3", mend: "Swap" },
    { from: "max: today", to: "max: ¦5", mend: "today" },
    { from: "max: today", to: "max: ¦2026-02-30", mend: "calendar" },
    { from: "max: today", to: "max: ¦today+9999y", mend: "fewer years" },
    { from: "max: today", to: "min: ¦2027-01-31, max: 2026-12-01", mend: "Swap" },
    { from: "max: today", to: "min: ¦today-11m, max: today-1y", mend: "Swap" },
    { from: "min: 1, max: 500", to: "min: ¦today, max: 500", mend: "whole number" },
  ],
  "key-is-answer": [
    { from: "as: number, min: 1, max: 500", to: "as: ¦number, min: 0, max: 500", mend: "above 0" },
  ],
  "privacy-missing": [
    {
      from: "privacy: { purpose: mending, basis: public-task, keep: 1y, shared_with: [], automated: none }",
      to: "",
      mend: "privacy:",
    },
  ],
  "consent-words": [{ from: "basis: public-task", to: "basis: consent", mend: "`agree:`" }],
  "notice-missing": [
    {
      from: '  - { notice: privacy, say: "For {purpose}, kept {keep}" }\n  - choose',
      to: "  - ¦choose",
      mend: "notice",
    },
  ],
  "life-missing": [{ from: /life:[^]*$/, to: "", mend: "received" }],
  move: [
    { from: MOVE, to: `${MOVE}      - { to: ¦received, by: officer }\n`, mend: "another status" },
    { from: MOVE, to: `${MOVE}${MOVE.replace("to: ", "to: ¦")}`, mend: "Keep one" },
    { from: "no: received }", to: "no: ¦closed }", mend: "Keep one" },
    {
      from: "{ to: cancelled, by: citizen, say: Cancel it }",
      to: "¦{ to: cancelled, by: citizen }",
      mend: "`say:`",
    },
    { from: "by: citizen, say", to: "by: citizen, ¦reasons: [private], say", mend: "an officer" },
    { from: "by: citizen, say", to: "by: citizen, ¦gives: [cost], say", mend: "a screen" },
  ],
  late: [
    { from: "    within: 7 days\n    late", to: "    ¦late", mend: "`within: 3 working days`" },
    { from: "{ then: closed }", to: "{ then: closed, ¦sms: late }", mend: "`sms` of `closed`" },
  ],
  remind: [
    { from: "{ before: 2 days, sms", to: "¦{ sms", mend: "exactly one" },
    { from: "{ before: 2 days,", to: "¦{ before: 2 days, after: 2 days,", mend: "exactly one" },
    { from: REFUSAL, to: `${REFUSAL} ¦remind: [{ after: 1 day, sms: "{ref}" }],`, mend: "`sms`" },
    {
      from: /    within: 7 days\n    late: \{ then: closed \}\n([^]*)\{ before/,
      to: "$1{ ¦before",
      mend: "`within: 14 days`",
    },
    // On the day on which it came in, and behind the deadline.
    { from: "before: 2 days", to: "before: ¦7 days", mend: "`within: 7 days`" },
    { from: "before: 2 days", to: "after: ¦8 days", mend: "`within: 7 days`" },
    { from: "before: 2 days", to: "before: ¦3 hours", mend: "`before: 1 day`" },
    {
      // From Monday to Tuesday there is no day between; from Friday to Monday there are two.
      from: "    late: { then: escalate,",
      to: '    remind: [{ before: ¦1 day, sms: "{ref}" }]\n    late: { then: escalate,',
      mend: "leave more of it",
    },
    {
      from: 'Kumb {ref}" } }',
      to: 'Kumb {ref}" } }, ¦{ after: 5 days, sms: "{ref}" }',
      mend: "a day",
    },
    {
      // For who comes in on a Wednesday both are the Monday after.
      from: 'Kumb {ref}" } }',
      to: 'Kumb {ref}" } }, ¦{ after: 3 working days, sms: "{ref}" }',
      mend: "a day",
    },
  ],
  "at-least-once": [
    {
      from: "closed: { say: closed",
      to: "closed: { say: closed, ¦at_least_once: true",
      mend: "remove",
    },
  ],
  refusal: [
    { from: ", reasons: [private]", to: "", mend: "`reasons: [...]`" },
    {
      from: "to: refused, by: officer, reasons: [private]",
      to: "to: ¦refused, by: officer",
      mend: "`reasons: [...]`",
    },
    {
      from: "{ to: cancelled, by: citizen",
      to: "{ to: ¦refused, by: citizen",
      mend: "Only officers",
    },
    { from: "late: { then: closed }", to: "late: { then: ¦refused }", mend: "Only officers" },
    { from: "yes: closed", to: "yes: ¦refused", mend: "Only officers" },
    { from: "    next: wait", to: "    next: wait\n    ¦refusal: true", mend: "another status" },
    {
      from: "refused: { say: refused, refusal: true",
      to: "refused: { say: refused, ¦resolved: true, refusal: true",
      mend: "one of the two",
    },
  ],
  "reason-exists": [
    { from: "reasons: [private]", to: "reasons: [¦privat]", mend: "`private`" },
    { from: "reasons: [private]", to: "reasons: [private, ¦no_budget]", mend: "every language" },
  ],
  given: [
    { from: "team: { as: text, max: 20", to: "team: ¦{ as: text", mend: "max: 20" },
    { from: "max: 20, label: Team", to: "max: ¦200, label: Team", mend: "at most 80" },
    { from: "as: money, max: 9000", to: "as: date, max: ¦9000", mend: "today+6m" },
    { from: "as: money, max: 9000", to: "as: money, max: ¦today", mend: "a number" },
    { from: "as: money, max: 9000", to: "as: money, min: ¦9001, max: 9000", mend: "Swap" },
  ],
  "given-exists": [
    { from: "gives: [cost, team]", to: "gives: [¦cots, team]", mend: "`cost`" },
    { from: "gives: [cost, team]", to: "gives: [cost, team, ¦cost]", mend: "Keep one" },
  ],
  "given-unused": [{ from: "gives: [cost, team]", to: "gives: [team]", mend: "remove" }],
  "reason-unused": [
    { from: "reasons:\n  private:", to: "reasons:\n  ¦spare: spare\n  private:", mend: "remove" },
  ],
  "sensitive-shown": [
    {
      from: /min: 3, max: 30([^]*)"Report \{ref\} is late"/,
      to: 'sensitive: true, max: 30$1¦"{ref} {place} is late"',
      mend: "{place}",
    },
    { from: "min: 3, max: 30", to: "sensitive: true, max: 30", mend: "{place}" },
    { from: "- choose: what", to: "- choose: what\n    sensitive: true", mend: "{target}" },
    {
      from: 'say: "({step}/{steps}) Where?" }\n  - { ask: until,',
      to: 'say: Where?, sensitive: true }\n  - { show: told, say: ¦"{place}" }\n  - { ask: until,',
      mend: "{place}",
    },
    {
      from: 'say: "({step}/{steps}) Where?" }\n  - { ask: until,',
      to: 'say: Where?, sensitive: true }\n  - { ask: until, wrong: { empty: ¦"{place:3}?" },',
      mend: "{place}",
    },
  ],
  "ref-missing": [
    { from: '"Ref {ref}. {ward.office}"', to: '¦"{ward.office}"', mend: "{ref}" },
    { from: '"Report {ref} is late"', to: '¦"Your report is late"', mend: "{ref}" },
    { from: '"Ref {ref}. {ward.office}"', to: '{ sw: "{ref}", en: ¦Thanks }', mend: "{ref}" },
  ],
  "end-too-long": [
    {
      from: PLACE,
      to: `  - { verify: look, say: Which?, found: [{ status: mended, say: Yes }], not_found: ¦${"No such number. ".repeat(11)}}\n${PLACE}`,
      mend: "turn its page",
    },
    { from: 'done: "Ref', to: `done: ¦"${"word ".repeat(32)}Ref`, mend: "turn its page" },
    {
      file: "channel.yaml",
      from: "  expired: expired",
      to: `  expired: ¦${"w".repeat(157)}`,
      mend: "turn its page",
    },
  ],
  "option-too-long": [
    {
      from: "say: { en: Road, sw: Barabara }",
      to: `say: { en: "${"w".repeat(150)}", sw: Barabara }`,
      mend: "Shorten",
    },
    { from: "say: Cancel it", to: `say: ¦${"w".repeat(41)}`, mend: "at most 40" },
    {
      file: "data/wards.csv",
      from: "\namani,Amani",
      to: `\namani,${"w".repeat(150)}`,
      mend: "Shorten",
    },
  ],
  "sms-too-long": [
    {
      // 12 letters of a reference, and 30 of a place: a word less, and it is one part.
      from: '"Report {ref} is late"',
      to: `¦"${"word ".repeat(23)}word{ref}{place}"`,
      mend: "Shorten it by 1:",
    },
    { from: SMS, to: `sms: { en: ¦"{ref}${"w".repeat(295)}"`, mend: "it is three" },
    {
      // 12 letters of a reference and 11 of a day.
      from: '"{ref}: by {deadline}"',
      to: `¦"${"w".repeat(138)}{ref}{deadline}"`,
      mend: "Shorten it by 1:",
    },
    {
      // Of all requests, that whose words are the longest: "Report" and "cancelled".
      file: "channel.yaml",
      from: '"{service} {ref}: {status}. {next}"',
      to: `¦"${"w".repeat(146)}{service}{status}"`,
      mend: "Shorten it by 1:",
    },
  ],
  "sms-word": [
    {
      file: "channel.yaml",
      from: "help: { sw: [msaada]",
      to: "help: { sw: [¦stop]",
      mend: "one meaning",
    },
    { file: "channel.yaml", from: "en: [help]", to: "en: [help, ¦Acha.]", mend: "one meaning" },
    { file: "channel.yaml", from: "en: [english]", to: "en: [¦ACHA]", mend: "one meaning" },
    { file: "channel.yaml", from: "en: [english]", to: "en: [¦Kiswahili]", mend: "one meaning" },
    { file: "channel.yaml", from: "en: [start]", to: 'en: [¦"1"]', mend: "under `yes`" },
    { file: "channel.yaml", from: 'en: ["yes"]', to: 'en: ["yes", ¦"2."]', mend: "under `no`" },
    { file: "channel.yaml", from: "en: [start]", to: 'en: [¦"4821-0372"]', mend: "fewer digits" },
    { file: "channel.yaml", from: "en: [start]", to: "en: [¦ref4821037]", mend: "fewer digits" },
    { file: "channel.yaml", from: "en: [start]", to: 'en: [¦"!!"]', mend: "Write a word" },
  ],
  "reason-too-long": [
    {
      file: "channel.yaml",
      from: "  empty: empty",
      to: `  empty: ¦${"w".repeat(120)}`,
      mend: "the reason by",
    },
    {
      // It fits whole, and only the question does not beside it.
      from: '    say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }',
      to: `    say: ${"w".repeat(60)}\n    wrong: { empty: ¦${"r".repeat(80)} }`,
      mend: "the reason by",
    },
  ],
  "question-pages": [
    { from: 'say: "Since when?"', to: `say: "${"word ".repeat(40)}?"`, mend: "pay for each" },
    { from: '"Is {ref} mended?"', to: `¦"${"word ".repeat(27)}{ref}?"`, mend: "Shorten it by" },
  ],
  "title-too-long": [
    { from: "title: Report", to: "title: ¦Report a public problem", mend: "at most 20" },
  ],
};
