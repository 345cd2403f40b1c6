/** What each meaning of a citizen's SMS brings about, and what is answered. Called by `inbox`. */
import { plain } from "../base/gsm7.ts";
import type { Phone } from "../base/phone.ts";
import { showReference } from "../base/reference.ts";
import type { Vault } from "../base/vault.ts";
import type { Release } from "../menu/model.ts";
import { objectionTo, onlyObjection, type Objection } from "./objection.ts";
import { answerIn } from "../menu/own.ts";
import type { CompiledSms } from "../menu/sms-compile.ts";
import { nextOf } from "../menu/sms.ts";
import type { SmsText } from "../menu/sms-format.ts";
import { wordOf, type SmsMeant } from "../menu/sms-words.ts";
import { say } from "../menu/text.ts";
import { titleOf } from "../menu/values.ts";
import { dropWaitingNews } from "../messages/outbox.ts";
import { chooseNews, clearBlock } from "../messages/preferences.ts";
import { meetAgain, meetPerson, rememberLanguage, type Person } from "../people/people.ts";
import { findByRef, openAnswers, openGiven, type SealedRequest } from "../requests/state.ts";
import type { Write } from "../store/store.ts";
import {
  answerWrites,
  askedBy,
  moveBy,
  openQuestionOf,
  questionOfLater,
  type Asked,
  type MoveNeeds,
} from "./citizen-moves.ts";

/** Who wrote, and what is known of them. */
export interface Asker {
  phone: Phone;
  /** What they wrote, verbatim. */
  text: string;
  /** Null for a phone that never dialled. */
  known: Person | null;
  release: Release;
  sms: CompiledSms;
  /** Epoch milliseconds. */
  at: number;
  freshId: () => string;
}

export interface Answered {
  writes: readonly Write[];
  /** Null = the writes tell it themselves. */
  text: string | null;
  /** Whose words they are. */
  template: string;
  /** What it was taken for, where that is not what the words alone mean. */
  meaning?: "answer" | "objection";
}

type Needs = MoveNeeds;

export async function answerTo(needs: Needs, asker: Asker, meant: SmsMeant): Promise<Answered> {
  const { vault } = needs;
  const { phone, at } = asker;
  switch (meant.means) {
    case "stop":
      return told(asker, meant.language, "stopped", {}, [
        ...chooseNews(vault, phone, false, at),
        ...dropWaitingNews(vault, phone),
      ]);
    case "start":
      return told(asker, meant.language, "started", {}, [
        ...chooseNews(vault, phone, true, at),
        ...clearBlock(vault, phone),
      ]);
    case "language":
      return toldIn(meant.language, asker, "language", {}, speaks(vault, asker, meant.language));
    case "reference":
      return statusOf(needs, asker, meant.ref);
    case "no_to": {
      // It says no to what its status has asked since.
      const asked = await questionOfLater(needs, asker.known?.id ?? null, meant.ref);
      if (asked !== null) return toStatus(needs, asker, asked, "no", meant.language);
      const objected = await objection(asker, meant.language, (objector) =>
        objectionTo(needs, objector, meant.ref),
      );
      return objected ?? statusOf(needs, asker, meant.ref);
    }
    case "not_a_reference": {
      const { typed: ref } = meant;
      return (await toOfficer(needs, asker)) ?? told(asker, null, "not_a_reference", { ref });
    }
    case "yes":
    case "no":
      return yesOrNo(needs, asker, meant.means, meant.language);
    case "help":
      return told(asker, meant.language, "help");
    case "unknown":
      return (await toOfficer(needs, asker)) ?? told(asker, null, "help");
  }
}

/** The same reads and the same words for a reference of somebody else and for one of nobody. */
async function statusOf(needs: Needs, asker: Asker, ref: string): Promise<Answered> {
  const { store, releases } = needs;
  const found = await findByRef(store, { ref });
  const own = found !== null && found.person === asker.known?.id ? found : null;
  if (own === null) {
    // Whoever was asked for a number may answer with one that reads as a reference.
    const answered = await toOfficer(needs, asker);
    return answered ?? told(asker, null, "not_found", { ref: showReference(ref) });
  }
  // By the life cycle it keeps to.
  const release = (await releases.get(own.release)) ?? asker.release;
  const values = requestValues(needs, { ...asker, release }, own, languageOf(asker, null));
  return told(asker, null, "status", values);
}

/**
 * The answer to an officer's question, in the citizen's own words. Null where none is open; where there
 * are several, nobody knows which is meant, and none is answered.
 */
async function toOfficer(needs: Needs, asker: Asker): Promise<Answered | null> {
  const { known, at } = asker;
  const text = answerIn(asker.text);
  if (known === null || text === "") return null;
  const [request, ...more] = await askedBy(needs.store, known.id);
  if (request === undefined) return null;
  if (more.length > 0) return told(asker, null, "asked_several");
  const writes = answerWrites({ request, actor: `person:${known.id}`, at }, text);
  const language = languageOf(asker, null);
  const values = {
    service: titleOf(asker.release, request.service, language),
    ref: showReference(request.ref),
  };
  return { ...told(asker, null, "answer_taken", values, writes), meaning: "answer" };
}

/**
 * To the question of the request that was moved last: the status it comes into tells the rest. An officer
 * who asks about that very request did so later, and a yes in words is theirs; 1 and 2 never are, since
 * only the status asks for these.
 */
async function yesOrNo(
  needs: Needs,
  asker: Asker,
  said: "yes" | "no",
  ofWord: string,
): Promise<Answered> {
  const { known } = asker;
  const asked = known === null ? null : await openQuestionOf(needs, known.id);
  if (known === null || asked === null) {
    // A 2 is said to many things, a no in words to what one was just told.
    const objects = said === "no" && !/^[12]$/.test(wordOf(asker.text));
    const objected = objects
      ? await objection(asker, ofWord, (objector) => onlyObjection(needs, objector))
      : null;
    if (objected !== null) return objected;
    return (await toOfficer(needs, asker)) ?? told(asker, ofWord, "nothing_asked");
  }
  if (asked.request.question !== null && !/^[12]$/.test(wordOf(asker.text))) {
    const answered = await toOfficer(needs, asker);
    if (answered !== null) return answered;
  }
  return toStatus(needs, asker, asked, said, ofWord);
}

/** Their answer to the question of a status, which moves the request. */
function toStatus(
  needs: Needs,
  asker: Asker,
  asked: Asked,
  said: "yes" | "no",
  ofWord: string,
): Answered {
  const { phone, known, at } = asker;
  const { person } = asked.request;
  const citizen = { person, phone, language: known?.language ?? null, at };
  const to = asked.question[said];
  const moved = moveBy(needs.vault, citizen, asked, to);
  if (moved.told) return { writes: moved.writes, text: null, template: "answered" };
  const status = moved.decision.refused === null ? to : asked.request.status;
  const { release } = asked;
  const now = { ...asked.request, status };
  const values = requestValues(needs, { ...asker, release }, now, languageOf(asker, ofWord));
  return told(asker, ofWord, "answered", values, moved.writes);
}

/** What somebody says who had not agreed; null where it is no such thing. */
async function objection(
  asker: Asker,
  ofWord: string,
  found: (objector: Parameters<typeof objectionTo>[1]) => Promise<Objection | null>,
): Promise<Answered | null> {
  const { known, release, at } = asker;
  if (known === null) return null;
  const objector = { person: known.id, language: languageOf(asker, ofWord), release, at };
  const objected = await found(objector);
  return objected && { ...objected, template: "assist_objected", meaning: "objection" };
}

function requestValues(
  { vault }: Needs,
  { release }: Asker,
  request: SealedRequest,
  language: string,
) {
  const given = openGiven(vault, request);
  const answers = openAnswers(vault, request);
  const { service, ref, status, deadline, statusAt: at, openedAt } = request;
  const now = release.services.get(service)?.life?.statuses.get(status);
  const none = () => "";
  const about = { service, ref, status, language, answers, reason: null };
  return {
    service: titleOf(release, service, language),
    ref: showReference(ref),
    status: now === undefined ? status : say(now.say, language, none),
    next: nextOf(release, { ...about, given, at, openedAt, deadline }) ?? "",
  };
}

/** A phone that never dialled becomes a person by choosing a language. */
function speaks(vault: Vault, { known, phone, at, freshId }: Asker, language: string): Write[] {
  const person = known?.id ?? freshId();
  return [
    ...(known === null
      ? meetPerson(vault, { id: freshId(), person, phone, at })
      : meetAgain(known, at)),
    rememberLanguage({ person, language }),
  ];
}

/** In the citizen's language; else in that of the word they wrote, else in the channel's first. */
function languageOf({ known, release }: Asker, ofWord: string | null): string {
  return known?.language ?? ofWord ?? release.channel.languages[0]?.is ?? "en";
}

function told(
  asker: Asker,
  ofWord: string | null,
  key: SmsText,
  values: Readonly<Record<string, string>> = {},
  writes: readonly Write[] = [],
): Answered {
  return toldIn(languageOf(asker, ofWord), asker, key, values, writes);
}

function toldIn(
  language: string,
  { release, sms }: Asker,
  key: SmsText,
  values: Readonly<Record<string, string>>,
  writes: readonly Write[],
): Answered {
  const shared = {
    channel: say(release.channel.name, language, () => ""),
    code: release.channel.codes[0]?.dial ?? "",
  };
  const all: Readonly<Record<string, string>> = { ...shared, ...values };
  const text = plain(say(sms.texts[key], language, ({ name }) => all[name] ?? "")).trim();
  return { writes, text, template: key };
}
