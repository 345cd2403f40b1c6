/**
 * What crosses the menu room's border: the snapshot, the input, the effects and the screen.
 *
 * Owns these words and nothing else; everything here is plain data, so that a snapshot survives
 * JSON, a restart and a newer Njia. Read by `session`, which keeps snapshots and obeys effects.
 */
import type { Release } from "./model.ts";

/** A stored answer. `null` is an optional question that was passed over. */
export type Answer = string | number | boolean | null;
export type Answers = Readonly<Record<string, Answer>>;

/** What an intent needs to become one request, minted with the first answer that is kept. */
export interface Intent {
  /** UUIDv7, unique among requests: pressed twice or resumed, it opens one request. */
  id: string;
  /** The reference the citizen will be told, 8 or 10 digits with a check digit. */
  ref: string;
}

/** Why the last answer was refused: shown on line one of the same screen. */
export interface Wrong {
  code: string;
  /** What the citizen typed, already plain and short. Never kept for a PIN. */
  typed?: string;
  /** Numbers and dates the text of this reason may print. */
  values?: Readonly<Record<string, string | number>>;
}

/** Our own record of where a citizen is. Versioned; never XState's snapshot. */
export interface Snapshot {
  v: 1;
  /** `service/screen` or `channel/screen`, or a screen of Njia's own such as `channel/~resume`. */
  screen: string;
  /** The chosen language, or null before the first choice. */
  language: string | null;
  /** The service whose application is under way, or null in navigation. */
  service: string | null;
  answers: Answers;
  /** Screens gone through, newest last. */
  back: readonly string[];
  /** First item of each page gone through, newest last; empty on the first page. */
  pages: readonly number[];
  /** Letters that narrow a list. */
  find: string | null;
  /** Wrong answers in a row on this screen. */
  strikes: number;
  wrong: Wrong | null;
  intent: Intent | null;
  /** While one answer of a complete application is being changed: how all was before that. */
  changing: { answers: Answers; back: readonly string[] } | null;
  /** Deep-link tokens that wait until a language is chosen. */
  pending: readonly string[];
  /**
   * What a screen of Njia's own is about: the service of an offered draft, a picked reference, or that
   * and the status the request was moved into, the question that is asked again and its answer. On a
   * `verify` screen the reference it tells of, on a `look_up` screen what there was instead of an answer.
   */
  about: string | null;
  /** What was sent shortly before this dial: told above its first screen, until it is left. */
  recent: RequestFact | null;
  /** The free times that the screen lists: what is typed means one of these, whatever is free by then. */
  offered?: readonly string[];
  /** The version of the request that the screen shows. */
  seen?: number;
  /** That our SMS are blocked is told above the first screen of this dial, until it is left. */
  blocked?: true;
  /** What was asked about in this call and is not known: references, and inputs of look-ups. */
  unknown?: number;
  /** The citizen's PIN was typed in this call. */
  pin?: true;
  /** Id of the officer on whose telephone this is, where one may help others from it. */
  assistant?: string;
  /** Somebody is helped: in whose name the call goes on, their number, and the language of their SMS. */
  assisted?: { as: string; phone: string; language: string };
  /** The screen said END: nothing more is accepted. */
  ended: boolean;
}

/** An unfinished application as the store keeps it. */
export interface Draft {
  service: string;
  answers: Answers;
  intent: Intent | null;
  /** Digest of the release its last answer was given on; drafts of an older Njia have none. */
  release?: string;
  /** The citizen was told that its service is gone. */
  told?: true;
}

/** A draft, and where its service is gone from the current release, the release it was begun on. */
export interface DraftFact extends Draft {
  from?: Release | null;
}

/** A request as its owner may see it. */
export interface RequestFact {
  service: string;
  ref: string;
  status: string;
  /** Epoch milliseconds. */
  openedAt: number;
  /** Those of a request whose status asks something, or that holds something: texts may print them. */
  answers?: Answers;
  /** What officers gave with its moves so far. */
  given?: Answers;
  /** By when it is to leave its status, epoch milliseconds; null = no deadline. */
  deadline?: number | null;
  /** What an officer asks about it, while it is not answered. */
  question?: string;
  /** Grows with every change; what is chosen on a screen of an older one is not taken. */
  version?: number;
  /** An officer sent it for them, and they have not objected. */
  assisted?: true;
  /** The release it was sent on, whose life cycle it keeps to; null = it is gone. Never in a snapshot. */
  release?: Release | null;
}

/** Why a request cannot have what it asks for: one like it is open, or the time is taken. */
export type ClaimRefusal = "sent_already" | "slot_taken";
/** A request of the caller's, with all that may be told of it. */
export interface MineFact extends RequestFact {
  answers: Answers;
  given: Answers;
  /** When it came into its status; epoch milliseconds. */
  statusAt: number;
  /** Until when it must have left it; null = no deadline. */
  deadline: number | null;
}

/** A few words by language. */
export type Said = Readonly<Record<string, string>>;

/** Services that nobody may use for now; what citizens are told, empty = the channel's own words. */
export type Suspended = ReadonlyMap<string, Said>;

/** How it stands with a citizen's PIN. Never in a snapshot. */
export interface PinFact {
  /** None yet; one that is to be typed once more; one to be typed; none is taken for now. */
  is: "none" | "again" | "set" | "locked";
  /** Tries left before it is locked. */
  left: number;
  /** The PIN of this step, and what came of it; "kept" = it is to be typed once more. */
  tried?: { pin: string; came: "right" | "wrong" | "kept" | "differs" };
}

/** Whether an officer may help the owner of a number; `own` where it is the officer's. */
export type AssistFact = { phone: string } & (
  | { is: "own" | "many" | "over" }
  /** In whose name; the language that the citizen has chosen; what this officer sent for them shortly before. */
  | { is: "free"; as: string; language: string | null; recent: RequestFact | null }
);

/** What step may know about the world. `undefined` = not looked up yet: step may ask for it. */
export interface Facts {
  /** Septets (or UTF-16 units for UCS-2) a screen may have on this network. */
  budget: { gsm7: number; ucs2: number };
  /** The dialled code, such as `*384*99#`, and the name of its main menu. */
  code: { dial: string; start: string };
  /** The language kept from an earlier dial. */
  language: string | null;
  /** At a dial: what was sent so shortly ago that the citizen may not know that it arrived. */
  recent?: RequestFact | null;
  /** At a dial: our SMS to this phone are blocked, and nobody has told so yet. */
  blocked?: boolean;
  /** At a dial: the officer on whose telephone it is, where one may help others from it. */
  assistant?: string;
  assist?: AssistFact;
  drafts?: readonly DraftFact[];
  requests?: readonly RequestFact[];
  /** What bears a reference that was asked about; `request` is null where nothing of the service does. */
  verified?: { ref: string; request: RequestFact | null };
  pin?: PinFact;
  /** How many have booked of a pool of appointments, by the instant. */
  held?: { pool: string; taken: ReadonlyMap<number, number> };
  /** What this very reply asked for was refused at its commit: another request holds it. */
  refused?: ClaimRefusal;
  /** The caller's newest request that a `mine` screen tells of; null where there is none. */
  mine?: { screen: string; request: MineFact | null };
  /** What agencies' systems said in this hop. */
  lookedUp?: readonly LookedUp[];
  /** Services that nobody may use for now; none without it. */
  suspended?: Suspended;
  /** Epoch milliseconds: what `today` is when a draft is held against a newer release. */
  at?: number;
}

/** What a step must know before it can be taken. */
export type Need =
  | "drafts"
  | "requests"
  /** How it stands with the citizen's PIN; and what comes of this one. */
  | "pin"
  | { pin: string }
  | { mine: { screen: string; service: string; statuses: readonly string[] } }
  | { verify: { ref: string; service: string } }
  | { held: { pool: string } }
  | { assist: { officer: string; phone: string } }
  | { lookUp: LookUp };

/** One question to an agency's system. */
export interface LookUp {
  service: string;
  /** The screen that asks, and the name of its answer. */
  name: string;
  connector: string;
  inputs: Answers;
  /** Tells these inputs from others. */
  marker: string;
}

/** What it came to; `late` where there is no answer yet. */
export interface LookedUp {
  of: Pick<LookUp, "service" | "name" | "marker">;
  /** `at`: when it was said, where that is not now; epoch milliseconds. */
  came:
    | { is: "found"; fields: Answers; at?: number }
    | { is: "none" }
    | { is: "broken" }
    | { is: "late" };
}

/** Everything a step may use besides release and snapshot: no clock, no chance, no store. */
export interface Input {
  /** The citizen's reply, verbatim; or, on the first hop, the tokens of a deep link. */
  text: string | { dial: readonly string[] };
  /** Epoch milliseconds. */
  at: number;
  /** Fresh identifiers, used only if an intent is minted in this step. */
  mint(): Intent;
  facts: Facts;
}

/** Something a screen asks to be done, as data; `session/effects` maps each to an action. */
export type Effect =
  | { do: "remember_language"; language: string }
  | { do: "save_draft"; draft: Draft; keepMs: number }
  /** `intent`: the id of what was sent; null where nothing was. */
  | { do: "drop_draft"; service: string; intent: string | null }
  /** The first screen of this dial tells that our SMS are blocked. */
  | { do: "told_blocked" }
  /** A citizen's move on a request of theirs: the answer to its question, cancel, appeal. */
  | { do: "move_request"; ref: string; to: string; answer?: { name: string; value: string } }
  /** An officer begins to help somebody, in the name of a stand-in. */
  | { do: "assist"; officer: string; as: string }
  /** The SMS of a screen, in the citizen's language. */
  | { do: "send_sms"; screen: string; text: string }
  /** One they chose when the request had changed already: recorded if it is refused by now. */
  | { do: "refuse_move"; ref: string; to: string }
  /** The citizen was told that an SMS will come when the system has answered. */
  | { do: "owe_look_up"; service: string; name: string }
  /** The answer to an officer's question about a request of theirs. */
  | { do: "answer_request"; ref: string; text: string }
  /** They had not agreed to a request of theirs that an officer sent. */
  | { do: "object_request"; ref: string }
  /** Each of these answers counts one more; whose they are is said nowhere. */
  | { do: "count"; service: string; answers: Answers; keepMs: number }
  | {
      do: "submit";
      service: string;
      intent: Intent;
      /** Only answers on the path that led to the check screen. */
      answers: Answers;
      /** The first status of the service's life cycle. */
      status: string;
      keepMs: number;
    };

/** How the citizen's reply was taken; a metric's label, never shown. */
export type Outcome =
  | "start"
  | "answer"
  | "choice"
  | "back"
  | "home"
  | "more"
  | "wrong"
  | "submit"
  | "taken"
  | "moved"
  | "suspended"
  | "help";

/** A step's result; or the facts it needs first, and then nothing has happened. */
export type Step =
  | { needs: Need }
  | { snapshot: Snapshot; effects: readonly Effect[]; outcome: Outcome; needs?: undefined };

/** What a hop shows. */
export interface Screen {
  /** Within the budget, in GSM-7 unless the screen declares UCS-2; no `CON `/`END ` yet. */
  text: string;
  /** True = END. */
  end: boolean;
  /** `service/screen`: no answers, fit for gateways' step labels and metrics. */
  label: string;
}
