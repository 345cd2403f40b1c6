/** The bodies of the screens that files make. Called by `view`. */
import { showReference } from "../base/reference.ts";
import { assistEntry, offeredChoices, withEntry } from "./assist.ts";
import type { Facts, Snapshot } from "./contract.ts";
import {
  commands,
  isSame,
  labelled,
  lineOf,
  linesOf,
  numbered,
  plainBody,
  sameForAll,
  spanOf,
  spans,
  type Body,
  type Entry,
  type Labelled,
  type Numbered,
  type Said,
  type Span,
} from "./entries.ts";
import { bookBody } from "./book.ts";
import { indexOf, keyAt, reservedBy } from "./list.ts";
import type { Choice, CompiledScreen, Release } from "./model.ts";
import { mineBody } from "./mine.ts";
import { requestsBody } from "./request-body.ts";
import { lookUpBody } from "./look-up.ts";
import { verifyBody } from "./verify.ts";
import { pathOf } from "./path.ts";
import { say, type Sayings } from "./text.ts";
import { periodText, valuesOf, type Speaking } from "./values.ts";

export function bodyOf(
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
        ? { head, ...choicesOf(speaking, screen.choices) }
        : listBody(speaking, screen, snapshot, {
            head,
            pick: screen.pick === null ? null : saying(screen.pick),
          });
    case "book":
      return bookBody(speaking, screen, snapshot, head);
    case "menu": {
      const offered = offeredChoices(speaking.release, snapshot, screen.choices);
      const isStart = screen.id === facts.code.start;
      const entry = isStart ? assistEntry(speaking, snapshot) : null;
      if (entry === null) return { head, ...choicesOf(speaking, offered) };
      return { head, ...numbered(withEntry(choiceEntries(speaking, offered), entry)) };
    }
    case "ask":
      return screen.ask?.as === "yes_no"
        ? { head, ...commands(speaking, ["yes", "no"]) }
        : plainBody(head);
    case "notice": {
      const consent = speaking.release.services.get(speaking.service ?? "")?.basis === "consent";
      return { head, ...commands(speaking, consent ? ["agree", "disagree"] : ["continue"]) };
    }
    case "show":
      return screen.end || screen.edges.length === 0
        ? plainBody(head, screen.end)
        : { head, ...commands(speaking, ["continue"]) };
    case "help":
      return plainBody(head, true);
    case "confirm":
      return snapshot.ended && screen.done !== null
        ? plainBody(saying(screen.done), true)
        : { head, ...commands(speaking, ["send", "change"]) };
    case "language":
      return { head, ...numbered(languageEntries(speaking.release)) };
    case "requests":
      return requestsBody(speaking, screen, facts, head);
    case "mine":
      return mineBody(speaking, screen, facts);
    case "verify":
      return verifyBody(speaking, screen, snapshot, facts) ?? plainBody(head);
    case "look_up":
      return lookUpBody(speaking, screen, snapshot);
  }
}

function headValues(speaking: Speaking, screen: CompiledScreen, snapshot: Snapshot) {
  const { release } = speaking;
  const service = release.services.get(speaking.service ?? "");
  const progress = () => stepsOf(release, screen, snapshot);
  return valuesOf(
    speaking,
    {},
    {
      ref: () => showReference(snapshot.intent?.ref ?? ""),
      step: () => progress().step,
      steps: () => progress().steps,
      purpose: (is) => (service?.purpose ? say(service.purpose, is, valuesOf(speaking)) : ""),
      shared_with: (is) =>
        (service?.sharedWith ?? []).map((one) => say(one, is, valuesOf(speaking))).join(", "),
      keep: (is) => (service === undefined ? "" : periodText(is, service.keep)),
      basis: () => service?.basis ?? "",
    },
  );
}

interface Counted {
  release: Release;
  id: string;
  step: number;
  steps: number;
}

/** The checker prints one screen twenty times with the same answers, and each count walks the whole way. */
const counted = new WeakMap<Snapshot["answers"], Counted>();

/** Which question of how many this is, on the path the answers so far lead along. */
function stepsOf(
  release: Release,
  { id, name, service }: CompiledScreen,
  { answers }: Pick<Snapshot, "answers">,
): Counted {
  const known = counted.get(answers);
  if (known?.release === release && known.id === id) return known;
  const path = pathOf(release, service ?? "", answers, name);
  const step = path.answered.length + 1;
  const made = { release, id, step, steps: Math.max(path.steps, step) };
  counted.set(answers, made);
  return made;
}

/** The same for everybody where no choice has a condition or something to fill in. */
function choicesOf(speaking: Speaking, choices: readonly Choice[]): Numbered {
  const { language } = speaking;
  const alike = choices.every(({ when, say: label }) => when === null && isSame(label, language));
  return alike
    ? sameForAll(choices, language, choices.map(labelledChoice), language)
    : numbered(choiceEntries(speaking, choices));
}

function labelledChoice(choice: Choice): Labelled {
  return { item: { is: choice.is, key: choice.key, choice }, say: choice.say };
}

function choiceEntries(speaking: Speaking, choices: readonly Choice[]): Entry[] {
  return choices
    .filter((choice) => choice.when === null || choice.when(speaking.answers) === true)
    .map((choice) => labelled(labelledChoice(choice), speaking));
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
  const reserved = reservedBy([
    ...Object.values(speaking.release.channel.keys),
    ...other.map(({ item }) => item.key),
  ]);
  // Nothing found: whoever's school is not on the list must have a way on.
  const offered = listed || snapshot.wrong?.code === "no_match";
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
    choices: () =>
      spans([...numbersOf(rows.length, reserved), ...(offered ? other.map(spanOf) : [])]),
  };
}

/** The numbers of a list, from its length alone: it may have 100,000 rows. */
function numbersOf(length: number, reserved: readonly number[]): Span[] {
  const last = length === 0 ? 0 : Number(keyAt(length - 1, reserved));
  const ends = [...reserved.filter((key) => key <= last), last + 1];
  return ends
    .map((end, at) => ({ from: (ends[at - 1] ?? 0) + 1, to: end - 1 }))
    .filter(({ from, to }) => from <= to);
}
