/**
 * What a screen holds for this citizen: heading, numbered items, footers and where they lead.
 *
 * The one place that says which keys mean what on a screen: `screen` prints a view and `step` reads
 * the reply by the same view, so that what is shown and what is accepted cannot differ.
 */
import { showReference } from "../base/reference.ts";
import type { Facts, Snapshot } from "./contract.ts";
import type { SystemText, WrongCode } from "./format.ts";
import type { Letters, Lines } from "./layout.ts";
import { indexOf, keyAt } from "./list.ts";
import { OWN, type Choice, type CompiledScreen, type Release } from "./model.ts";
import { isQuestion, pathOf } from "./path.ts";
import { say, type Sayings, type Value } from "./text.ts";
import { answerLabel, dateText, periodText, titleOf, valuesOf, type Speaking } from "./values.ts";

/** Something a number on a screen stands for. */
export interface Item {
  /** The answer, the target, or the command of a screen of Njia's own. */
  is: string;
  key: string;
  choice: Choice | null;
}

export interface View {
  lead: string;
  head: string;
  lines: Lines;
  fixed: readonly string[];
  letters: Letters;
  end: boolean;
  /** What a key stands for, on whatever page it was shown; null = not on this list. */
  item(key: string): Item | null;
  /** First and last key, for "from 1 to 3"; null where nothing is numbered. */
  range: { first: string; last: string } | null;
  /** True where `0` leads back rather than to the main menu. */
  back: boolean;
  /** True where a question may be passed over. */
  skip: boolean;
}

/** Values of texts that every screen of an application may print. */
function speakingOf(
  release: Release,
  snapshot: Snapshot,
  facts: Facts,
  screen: CompiledScreen | undefined,
): Speaking {
  const language = languageOf(release, snapshot);
  const service = snapshot.service ?? screen?.service ?? null;
  return { release, language, service, answers: snapshot.answers, code: facts.code.dial };
}

/** The language a citizen is spoken to in; before the first choice, the channel's first. */
export function languageOf(release: Release, snapshot: Pick<Snapshot, "language">): string {
  return snapshot.language ?? release.channel.languages[0]?.is ?? "en";
}

/** Makes the view of a snapshot's screen. Total: an unknown screen has an empty view. */
export function viewOf(release: Release, snapshot: Snapshot, facts: Facts): View {
  const screen = release.screens.get(snapshot.screen);
  const speaking = speakingOf(release, snapshot, facts, screen);
  const body =
    screen === undefined
      ? ownBody(speaking, snapshot, facts)
      : bodyOf(speaking, screen, snapshot, facts);
  return {
    // Getters: the step asks which keys lead where, and never what is said.
    get lead() {
      return leadOf(speaking, screen, snapshot, body.range);
    },
    get head() {
      return body.head();
    },
    lines: body.lines,
    fixed: body.fixed ?? [],
    letters: screen?.letters ?? "gsm7",
    end: body.end ?? false,
    item: body.item,
    range: body.range,
    skip: screen?.ask?.optional === true,
    back:
      snapshot.back.length > 0 ||
      snapshot.pages.length > 0 ||
      snapshot.find !== null ||
      snapshot.changing,
  };
}

type Said = () => string;
type Body = Pick<View, "lines" | "item" | "range"> &
  Partial<Pick<View, "fixed" | "end">> & { head: Said };

const NO_LINES: Lines = { length: 0, at: () => "" };

function plainBody(head: Said, end = false): Body {
  return { head, lines: NO_LINES, item: () => null, range: null, end };
}

interface Entry {
  item: Item;
  label: Said;
}

function entriesBody(head: Said, entries: readonly Entry[]): Body {
  const lineAt = (index: number) => {
    const entry = entries[index];
    return entry === undefined ? "" : lineOf(entry.item.key, entry.label());
  };
  return {
    head,
    lines: linesOf(entries.length, lineAt),
    item: (key) => entries.find((entry) => entry.item.key === key)?.item ?? null,
    range: rangeOf(entries.map((entry) => entry.item.key)),
  };
}

/** Each line is made once, though laying out looks at it several times. */
function linesOf(length: number, make: (index: number) => string): Lines {
  const made: string[] = [];
  return { length, at: (index) => (made[index] ??= make(index)) };
}

function rangeOf(keys: readonly string[]): View["range"] {
  const [first] = keys;
  const last = keys.at(-1);
  return first === undefined || last === undefined ? null : { first, last };
}

export function lineOf(key: string, label: string): string {
  return `${key}. ${label}`;
}

function bodyOf(
  speaking: Speaking,
  screen: CompiledScreen,
  snapshot: Snapshot,
  facts: Facts,
): Body {
  const saying = (text: Sayings) => () =>
    say(text, speaking.language, headValues(speaking, screen, snapshot));
  const head = saying(screen.say);
  switch (screen.kind) {
    case "choose":
      return screen.list === null
        ? entriesBody(head, choiceEntries(speaking, screen.choices))
        : listBody(speaking, screen, snapshot, {
            head,
            pick: screen.pick === null ? null : saying(screen.pick),
          });
    case "menu":
      return entriesBody(head, choiceEntries(speaking, screen.choices));
    case "ask":
      return screen.ask?.as === "yes_no"
        ? entriesBody(head, commands(speaking, ["yes", "no"]))
        : plainBody(head);
    case "notice":
      return entriesBody(head, commands(speaking, ["continue"]));
    case "show":
      return screen.end || screen.edges.length === 0
        ? plainBody(head, screen.end)
        : entriesBody(head, commands(speaking, ["continue"]));
    case "help":
      return plainBody(head, true);
    case "confirm":
      return snapshot.ended && screen.done !== null
        ? plainBody(saying(screen.done), true)
        : entriesBody(head, commands(speaking, ["send", "change"]));
    case "language":
      return entriesBody(head, languageEntries(speaking.release));
    case "requests":
      return requestsBody(speaking, screen, facts, head);
  }
}

function headValues(speaking: Speaking, screen: CompiledScreen, snapshot: Snapshot) {
  const { release, language } = speaking;
  const service = release.services.get(speaking.service ?? "");
  let counted: ReturnType<typeof stepsOf> | null = null;
  const progress = () => (counted ??= stepsOf(release, screen, snapshot));
  return valuesOf(
    speaking,
    {},
    {
      ref: () => showReference(snapshot.intent?.ref ?? ""),
      step: () => progress().step,
      steps: () => progress().steps,
      purpose: () => (service?.purpose ? say(service.purpose, language, valuesOf(speaking)) : ""),
      keep: () => (service === undefined ? "" : periodText(language, service.keep)),
      basis: () => service?.basis ?? "",
    },
  );
}

/** Which question of how many this is, on the path the answers so far lead along. */
export function stepsOf(
  release: Release,
  screen: CompiledScreen,
  snapshot: Pick<Snapshot, "answers">,
) {
  const before = { ...snapshot.answers };
  delete before[screen.name];
  const path = pathOf(release, screen.service ?? "", before);
  const step = path.answered.length + 1;
  return { step, steps: Math.max(path.steps, step) };
}

function choiceEntries(speaking: Speaking, choices: readonly Choice[]): Entry[] {
  return choices
    .filter((choice) => choice.when === null || choice.when(speaking.answers) === true)
    .map((choice) => ({
      item: { is: choice.is, key: choice.key, choice },
      label: () => say(choice.say, speaking.language, valuesOf(speaking)),
    }));
}

function commands(speaking: Speaking, texts: readonly SystemText[]): Entry[] {
  return texts.map((text, index) => ({
    item: { is: text, key: String(index + 1), choice: null },
    label: () => say(speaking.release.channel.texts[text], speaking.language, valuesOf(speaking)),
  }));
}

function languageEntries(release: Release): Entry[] {
  return release.channel.languages.map(({ is, say: label }, index) => ({
    item: { is, key: String(index + 1), choice: null },
    label: () => label,
  }));
}

function listBody(
  speaking: Speaking,
  screen: CompiledScreen,
  snapshot: Snapshot,
  { head, pick }: { head: Said; pick: Said | null },
): Body {
  const other = screen.other === null ? [] : choiceEntries(speaking, [screen.other]);
  const fixed = other.map(({ item, label }) => lineOf(item.key, label()));
  const listed = snapshot.find !== null || screen.lettersFirst === 0;
  const rows = !listed
    ? []
    : snapshot.find === null
      ? (screen.list?.rows ?? [])
      : (screen.list?.find(snapshot.find) ?? []);
  const reserved = new Set([
    ...Object.values(speaking.release.channel.keys),
    ...other.map(({ item }) => item.key),
  ]);
  // Nothing found: whoever's school is not on the list must have a way on.
  const offered = listed || snapshot.wrong?.code === "no_match";
  const keys = rows.length === 0 ? [] : ["1", keyAt(rows.length - 1, reserved)];
  return {
    head: listed && pick !== null ? pick : head,
    lines: linesOf(rows.length, (index) =>
      lineOf(keyAt(index, reserved), rows[index]?.say[speaking.language] ?? ""),
    ),
    fixed: offered ? fixed : [],
    item: (key) => {
      const way = offered ? other.find((entry) => entry.item.key === key) : undefined;
      if (way !== undefined) return way.item;
      const row = rows[indexOf(key, rows.length, reserved) ?? -1];
      return row === undefined ? null : { is: row.id, key, choice: null };
    },
    range: rangeOf(keys),
  };
}

function requestsBody(speaking: Speaking, screen: CompiledScreen, facts: Facts, head: Said): Body {
  const { release, language } = speaking;
  const requests = (facts.requests ?? []).filter(
    (request) => screen.of === null || request.service === screen.of,
  );
  if (requests.length === 0) {
    return plainBody(() => say(release.channel.texts.no_requests, language, valuesOf(speaking)));
  }
  const entries = requests.map((request, index) => ({
    item: { is: request.ref, key: String(index + 1), choice: null },
    label: () =>
      say(release.channel.texts.request_line, language, requestValues(speaking, request)),
  }));
  return entriesBody(head, entries);
}

function requestValues(speaking: Speaking, request: NonNullable<Facts["requests"]>[number]) {
  const { release, language } = speaking;
  const status = release.services.get(request.service)?.life.get(request.status);
  const none = valuesOf(speaking);
  return valuesOf(speaking, {
    service: titleOf(release, request.service, language),
    ref: showReference(request.ref),
    status: status === undefined ? request.status : say(status.say, language, none),
    next: status?.next ? say(status.next, language, none) : "",
    sent: dateText(language, release.channel.timeZone, request.openedAt),
  });
}

/** The screens that no file makes. */
function ownBody(speaking: Speaking, snapshot: Snapshot, facts: Facts): Body {
  const { release, language } = speaking;
  const text = (name: SystemText, extra?: () => Record<string, Value>) => () =>
    say(release.channel.texts[name], language, valuesOf(speaking, extra?.()));
  switch (snapshot.screen) {
    case OWN.resume:
      return entriesBody(
        text("resume", () => draftValues(speaking, snapshot, facts)),
        commands(speaking, ["resume_continue", "resume_again"]),
      );
    case OWN.stuck:
      return snapshot.ended
        ? plainBody(text("help"), true)
        : entriesBody(text("stuck"), commands(speaking, ["stuck_retry", "stuck_help"]));
    case OWN.change:
      return entriesBody(text("change_which"), changeEntries(speaking));
    case OWN.request: {
      const request = facts.requests?.find(({ ref }) => ref === snapshot.about);
      if (request === undefined) return plainBody(text("no_requests"));
      return plainBody(() =>
        say(release.channel.texts.request, language, requestValues(speaking, request)),
      );
    }
    default:
      return plainBody(text("expired"), true);
  }
}

function draftValues(speaking: Speaking, snapshot: Snapshot, facts: Facts): Record<string, Value> {
  const draft = facts.drafts?.find(({ service }) => service === snapshot.about);
  const path = pathOf(speaking.release, snapshot.about ?? "", draft?.answers ?? {});
  const step = path.answered.length + 1;
  return {
    service: titleOf(speaking.release, snapshot.about, speaking.language),
    step: Math.min(step, path.steps),
    steps: path.steps,
  };
}

/** Every answered question by its label, with the answer unless the file calls it sensitive. */
function changeEntries(speaking: Speaking): Entry[] {
  const path = pathOf(speaking.release, speaking.service ?? "", speaking.answers);
  return path.answered.filter(isQuestion).map((screen, index) => {
    const label =
      screen.label === null
        ? screen.name
        : say(screen.label, speaking.language, valuesOf(speaking));
    const answer = String(answerLabel(speaking, screen, path.answers[screen.name] ?? null));
    return {
      item: {
        is: screen.id,
        key: keyAt(index, new Set(Object.values(speaking.release.channel.keys))),
        choice: null,
      },
      label: () =>
        screen.sensitive ? label : `${label}: ${[...answer].slice(0, ANSWER_SHOWN_MAX).join("")}`,
    };
  });
}

/** Letters of an answer beside its label: enough to know it by, and five fit a screen. */
const ANSWER_SHOWN_MAX = 16;

/** The reason on line one: the question's own words for it, else the channel's. */
function leadOf(
  speaking: Speaking,
  screen: CompiledScreen | undefined,
  snapshot: Snapshot,
  range: View["range"],
): string {
  const { wrong } = snapshot;
  if (wrong === null) return "";
  const code = wrong.code as WrongCode; // written by `step`, which only knows these codes
  const sayings: Sayings | undefined =
    screen?.wrong.get(code) ?? speaking.release.channel.wrong[code];
  if (sayings === undefined) return "";
  const values = { typed: wrong.typed ?? "", ...range, ...wrong.values };
  return say(sayings, speaking.language, valuesOf(speaking, values));
}
