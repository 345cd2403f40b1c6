/**
 * Rules about what others must not learn: a sensitive answer is printed nowhere, and no SMS is chosen by one;
 * what says who somebody is, is told to nobody who only knows a reference.
 */
import type { ServiceFile } from "../format.ts";
import { nameOf } from "../written.ts";
import { namedIn } from "./named.ts";
import { saidIn, type Said } from "./said.ts";
import { choicesIn } from "./said-in-life.ts";
import { placeholdersOf } from "./sayings.ts";
import { below, screensOf, type At, type World } from "./world.ts";

export function checkSensitive(world: World): void {
  const kept = new Map([...world.source.services.values()].map((one) => [one, keptIn(one)]));
  const verified = verifiedIn(world);
  for (const said of saidIn(world)) {
    const of = said.service === null ? undefined : kept.get(said.service);
    if (of === undefined) continue;
    for (const [name, place] of placeholdersOf(world, said.text, said.at)) {
      checkPrinted(world, said, of, name, place, verified.has(keyOf(said.at)));
    }
  }
  for (const [service, { sensitive }] of kept) checkChoices(world, service, sensitive);
  checkIds(world);
}

/** Names by what they say, each with what is computed from it. */
interface Kept {
  sensitive: ReadonlySet<string>;
  ids: ReadonlySet<string>;
  phones: ReadonlySet<string>;
  typed: ReadonlySet<string>;
}

function keptIn(service: ServiceFile): Kept {
  const all = [...service.screens, ...(service.aside ?? [])];
  const asked = (as: string) =>
    withComputed(
      service,
      all.filter((screen) => "ask" in screen && screen.as === as).map((one) => nameOf(one).name),
    );
  const sensitive = all.filter((screen) => "sensitive" in screen && screen.sensitive === true);
  return {
    sensitive: withComputed(
      service,
      sensitive.map((screen) => nameOf(screen).name),
    ),
    ids: asked("national_id"),
    phones: asked("phone"),
    typed: asked("text"),
  };
}

/** The answers, and what is computed from one. */
function withComputed({ let: lets }: ServiceFile, asked: readonly string[]): ReadonlySet<string> {
  const computed = Object.entries(lets ?? {})
    .filter(([, { be }]) => asked.some((name) => namedIn(be, name)))
    .map(([name]) => name);
  return new Set([...asked, ...computed]);
}

/** Places of what a reference alone gets told. */
function verifiedIn(world: World): ReadonlySet<string> {
  return new Set(
    screensOf(world).flatMap(({ source, at }) =>
      "verify" in source
        ? source.found.map((_, index) => keyOf(below(at, "found", index, "say")))
        : [],
    ),
  );
}

const keyOf = ({ file, path }: At) => [file, ...path].join(" ");

function checkPrinted(
  { report }: World,
  { sms }: Said,
  { sensitive, ids, phones, typed }: Kept,
  name: string,
  place: At,
  verified: boolean,
): void {
  const mend = `Leave {${name}} out.`;
  if (sensitive.has(name)) {
    report(place, "sensitive-shown", `\`${name}\` is sensitive and printed here`, mend);
  } else if (ids.has(name) && (sms || verified)) {
    const whom = sms ? "whoever holds the phone" : "whoever knows a reference";
    report(place, "sensitive-shown", `\`${name}\` is an ID number, and tells ${whom}`, mend);
  } else if (verified && phones.has(name)) {
    const message = `\`${name}\` is a phone number, and tells whoever knows a reference`;
    report(place, "sensitive-shown", message, mend);
  } else if (verified && typed.has(name)) {
    const message = `\`${name}\` is what somebody typed, and tells whoever knows a reference`;
    report(place, "sensitive-shown", message, mend, "warning");
  }
}

/** Which of several SMS came says what was answered; so does that one came at all. */
function checkChoices(world: World, service: ServiceFile, names: ReadonlySet<string>): void {
  const check = (when: string, at: At, message: (name: string) => string) => {
    const name = [...names].find((one) => namedIn(when, one));
    if (name === undefined) return;
    const mend = "Send the same to all, or choose it by another answer.";
    world.report(at, "sensitive-shown", message(name), mend);
  };
  for (const { sms, at } of choicesIn(service)) {
    for (const [index, { when }] of sms.entries()) {
      if (when === undefined) continue;
      check(
        when,
        below(at, index, "when"),
        (name) => `\`${name}\` is sensitive and chooses this SMS`,
      );
    }
  }
  for (const { source, at, service: of } of screensOf(world)) {
    if (of !== service || !("sms" in source) || source.sms === undefined) continue;
    // The citizen's own call may go another way for it; an SMS stays on the phone.
    if (source.when === undefined) continue;
    check(
      source.when,
      below(at, "when"),
      (name) => `\`${name}\` is sensitive and decides on this SMS`,
    );
  }
}

/** What opens accounts and loans in somebody's name is not printed beside its label. */
function checkIds(world: World): void {
  for (const { source, at } of screensOf(world)) {
    if (!("ask" in source) || source.as !== "national_id" || source.sensitive === true) continue;
    const message = "an ID number that the list of answers prints again";
    const mend = "Add `sensitive: true`.";
    world.report(below(at, "as"), "sensitive-shown", message, mend, "warning");
  }
}
