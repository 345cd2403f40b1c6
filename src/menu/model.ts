/**
 * A release: the checked, compiled, immutable form of all menus.
 *
 * Owns the compiled shapes that `compile` fills and `step`, `screen` and the checker read. Nothing
 * here is stored: a release is stored as its source and compiled again.
 */
import type { AnyStateMachine } from "xstate";
import type { CompiledConnector } from "./connector.ts";
import type { FieldFile } from "./connector-format.ts";
import type { Calendar } from "./calendar.ts";
import type { Answers } from "./contract.ts";
import type { AssistSms, AssistText } from "./assist-format.ts";
import type { PinText } from "./pin-format.ts";
import type { AnswerType, ScreenKind } from "./screen-format.ts";
import type { SystemText, WrongCode } from "./system-texts.ts";
import type { Life } from "./life.ts";
import type { BookRules } from "./slots.ts";
import type { CompiledSms } from "./sms-compile.ts";
import type { Sayings } from "./text.ts";
import type { DataRow } from "./source.ts";
import type { Window } from "./window.ts";

/** A CEL expression that was type-checked; undefined where an answer is missing or it fails. */
export type Expression = (answers: Answers) => unknown;

/** One way onward, flattened: taken when every guard is true; the first that holds wins. */
export interface Edge {
  to: string;
  guards: readonly Expression[];
}

export interface Choice {
  /** The stored answer, or the target's name for navigation. */
  is: string;
  key: string;
  say: Sayings;
  when: Expression | null;
  /** Its own way onward; null = that of the screen. */
  edges: readonly Edge[] | null;
  /** False where it leads on without being stored. */
  keep: boolean;
}

/** A CSV list, ready to be numbered and searched. */
export interface List {
  rows: readonly DataRow[];
  row(id: string): DataRow | undefined;
  /** Rows in file order of which some word starts with every given word's letters. */
  find(letters: string): readonly DataRow[];
}

export interface AskRules {
  as: AnswerType;
  min: number | string | null;
  max: number | string | null;
  matches: ((text: string) => boolean) | null;
  optional: boolean;
}

/** One screen, whatever its kind; what a kind lacks is empty. */
export interface CompiledScreen {
  /** `service/name`, or `channel/name` for shared screens. */
  id: string;
  name: string;
  kind: ScreenKind;
  /** The service it belongs to, or null for `channel`. */
  service: string | null;
  file: string;
  /** Where it stands in the file, for findings: ["screens", 3]. */
  path: readonly (string | number)[];
  letters: "gsm7" | "ucs2";
  say: Sayings;
  label: Sayings | null;
  pick: Sayings | null;
  done: Sayings | null;
  when: Expression | null;
  /** Onward, over screens whose `when` does not hold; empty = nowhere. */
  edges: readonly Edge[];
  choices: readonly Choice[];
  list: List | null;
  lettersFirst: number;
  other: Choice | null;
  ask: AskRules | null;
  /** `book`: which times there are. */
  book: BookRules | null;
  wrong: ReadonlyMap<WrongCode, Sayings>;
  /** Never printed again. */
  sensitive: boolean;
  /** END after this screen. */
  end: boolean;
  /** `requests`: only those of this service; `verify` and `mine`: those of this one are told about. */
  of: string | null;
  /** `verify` and `mine`: what is told, by status. */
  found: ReadonlyMap<string, Sayings>;
  notFound: Sayings | null;
  /** `mine`: what seeing it makes of a request, by its status. */
  becomes: ReadonlyMap<string, string>;
  /** Sent to whoever comes to this screen. */
  sms: Sayings | null;
  /** The caller's PIN is asked for before it. */
  pin: boolean;
  /** `look_up`; the ways out of what was not found are among the choices. */
  lookUp: CompiledLookUp | null;
}

/** What is asked of an agency's system, and what is said where it gives no answer. */
export interface CompiledLookUp {
  /** The connector's name. */
  connector: string;
  /** Tells what is asked of whom, and what is taken from the answer, from every other question. */
  asks: string;
  /** Each of its inputs, with the answer that is sent. */
  inputs: ReadonlyMap<string, string>;
  fields: ReadonlyMap<string, FieldFile>;
  /** True where a citizen may ask once more right away. */
  safe: boolean;
  none: Sayings;
  broken: Sayings;
  late: Sayings;
  /** When the answer is there, and when none will come. */
  sms: Sayings;
  failed: Sayings;
  /** By what there was instead of an answer: the question that is asked anew, if that is the way on. */
  anew: ReadonlyMap<"none" | "broken", string>;
}

export interface CompiledService {
  name: string;
  title: Sayings;
  star: string | null;
  /** The first screen of the file: where `go: service` and the star code lead. */
  first: string;
  /** The first screen that asks, tells or checks: where an application begins; null = none. */
  entry: string | null;
  purpose: Sayings | null;
  /** Who else gets the answers. */
  sharedWith: readonly Sayings[];
  basis: string;
  /** `2y` as the file says it. */
  keep: string;
  keepMs: number;
  draftMs: number;
  /** When applications are taken; null = always. */
  open: Window | null;
  lets: ReadonlyMap<string, { be: Expression; otherwise: string | number | boolean }>;
  /** Of requests with the same values one can be open; null where there may be many. */
  once: { by: readonly string[]; say: Sayings } | null;
  /** Its answers are counted, and belong to nobody: no request, no draft. */
  anonymous: boolean;
  /** An officer may send it for somebody else. */
  assisted: boolean;
  /** The screens that make appointments. */
  bookings: readonly CompiledScreen[];
  /** What becomes of its requests; null where it opens none. */
  life: Life | null;
}

export interface CompiledAssist {
  /** Of the officer's option in the main menu. */
  key: string;
  /** People whom one officer may help in 24 hours. */
  day: number;
  texts: Readonly<Record<AssistText, Sayings>>;
  sms: Readonly<Record<AssistSms, Sayings>>;
}

export type Keys = Record<"back" | "home" | "more" | "skip", string>;

export interface CompiledChannel {
  name: Sayings;
  country: string;
  currency: string;
  /** Seconds that a network keeps a call open. */
  session: number;
  timeZone: string;
  calendar: Calendar;
  /** The words around a PIN; null = no screen asks for one. */
  pin: Readonly<Record<PinText, Sayings>> | null;
  /** Officers may dial for somebody else; null = nobody can. */
  assist: CompiledAssist | null;
  /** When and how much is sent, and what is answered; null = no SMS is answered. */
  sms: CompiledSms | null;
  languages: readonly { is: string; say: string }[];
  codes: readonly { dial: string; also: readonly string[]; start: string }[];
  budgets: Readonly<Record<string, number>>;
  keys: Keys;
  texts: Readonly<Record<SystemText, Sayings>>;
  wrong: Readonly<Record<WrongCode, Sayings>>;
  connectors: ReadonlyMap<string, CompiledConnector>;
  /** The screen that asks for the language; null where only one is spoken. */
  language: string | null;
}

export interface Release {
  /** SHA-256 of the sources and the language's version, hexadecimal. */
  digest: string;
  channel: CompiledChannel;
  services: ReadonlyMap<string, CompiledService>;
  screens: ReadonlyMap<string, CompiledScreen>;
  /** One state per screen, named by its id. Only `machine.ts` and the checker's explorer look in. */
  machine: AnyStateMachine;
}

/** Screens of Njia's own: states of the machine too, made by no file. */
export const OWN = {
  resume: "channel/~resume",
  stuck: "channel/~stuck",
  change: "channel/~change",
  request: "channel/~request",
  sure: "channel/~sure",
  moved: "channel/~moved",
  sent: "channel/~sent",
  once: "channel/~once",
  slot: "channel/~slot",
  suspended: "channel/~suspended",
  shut: "channel/~shut",
  gone: "channel/~gone",
  pin: "channel/~pin",
  assist: "channel/~assist",
  agreed: "channel/~agreed",
  alone: "channel/~alone",
} as const;

/** Kinds that belong to an application: arriving at one enters its service. */
export const APPLICATION_KINDS: ReadonlySet<ScreenKind> = new Set([
  "choose",
  "ask",
  "book",
  "notice",
  "confirm",
  "look_up",
]);
