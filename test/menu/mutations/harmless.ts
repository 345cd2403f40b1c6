/**
 * Proofs that a mutation changes nothing for anybody who dials, gets an SMS or waits for a request.
 *
 * A release is compiled from what is written and from nothing else. So where two sources are equal to the letter once
 * something is taken out of both, and what is taken out is read by nobody, they behave alike.
 */
import { readsOf } from "../../../src/menu/conditions.ts";
import { reasonsAt, shutDays } from "../../../src/cli/journeys/points.ts";
import type { ChannelFile, ServiceFile } from "../../../src/menu/format.ts";
import type { Release } from "../../../src/menu/model.ts";
import type { Parts } from "../../../src/menu/parts.ts";

type Service = ServiceFile;
type Erase = (file: Service, release: Release) => Service;
type EraseShared = (file: ChannelFile, parts: Parts) => ChannelFile;

/** What may be taken out of the channel, and why nobody misses it. */
const ERASED_SHARED: readonly (readonly [why: string, erase: EraseShared])[] = [
  ["every question that can be answered so has words of its own", withoutSpareReasons],
  ["no service is ever shut without words of its own", withoutShut],
  ["every notice has words of its own", withoutNotice],
];

/** What may be taken out of a service, and why nobody misses it. */
const ERASED: readonly (readonly [why: string, erase: Erase])[] = [
  ["nothing that is read differs", (file) => file],
  ["no text prints {purpose}", withoutPurpose],
  ["no text prints {shared_with}", withoutRecipients],
  ["a computed value of no answers is never without a value", withoutOtherwise],
  ["staff are told of what is late anyhow", withoutEscalate],
  ["officers read the label of what they give, on a wide screen", withoutGivenLabels],
];

/** Why nobody meets a difference; null = that is not proved. */
export function proofOf(before: Parts, after: Parts): string | null {
  const same = (shared: EraseShared, own: Erase) =>
    formOf(before, shared, own) === formOf(after, shared, own);
  const proof =
    ERASED.find(([, erase]) => same((file) => file, erase)) ??
    ERASED_SHARED.find(([, erase]) => same(erase, (file) => file));
  return proof?.[0] ?? null;
}

/** Everything that is compiled, in the order in which it stands. */
function formOf(parts: Parts, shared: EraseShared, own: Erase): string {
  const { source, release } = parts;
  const { channel, services, data } = source;
  return JSON.stringify([
    shared(channel, parts),
    [...services].map(([name, file]) => [name, own(file, release)]),
    [...data],
  ]);
}

/** Only typed answers are refused so; what Njia asks itself is a choice, or the number of whoever is helped. */
const OF_TYPED = new Set([
  "not_letters",
  "not_alphanumeric",
  "not_a_number",
  "not_a_date",
  "not_an_id",
  "too_small",
  "too_big",
  "too_early",
  "too_late",
  "not_like_that",
]);

function withoutSpareReasons(file: ChannelFile, { release }: Parts): ChannelFile {
  const { screens } = release;
  const lacks = (code: string) =>
    [...screens.values()].some((screen) =>
      reasonsAt(screen).some((one) => one === code && !screen.wrong.has(one)),
    );
  const kept = Object.entries(file.wrong).map(
    ([code, text]) => [code, lacks(code) || !OF_TYPED.has(code) ? text : ""] as const,
  );
  return { ...file, wrong: { ...file.wrong, ...Object.fromEntries(kept) } };
}

function withoutShut(file: ChannelFile, { release }: Parts): ChannelFile {
  const windows = [...release.services.values()].flatMap(({ open }) => open ?? []);
  const lacks = (standing: string, own: "early" | "over") =>
    windows.some((one) => one[own] === null && shutDays(one).some(({ is }) => is === standing));
  const texts = { ...file.texts };
  if (!lacks("early", "early")) delete texts.not_open;
  if (!lacks("over", "over")) delete texts.no_longer_open;
  return { ...file, texts };
}

function withoutNotice(file: ChannelFile, { source }: Parts): ChannelFile {
  const screens = [...source.services.values()].flatMap((one) => [
    ...one.screens,
    ...(one.aside ?? []),
  ]);
  const lacks = screens.some((screen) => "notice" in screen && screen.say === undefined);
  return lacks ? file : { ...file, texts: { ...file.texts, notice: "" } };
}

function withoutPurpose(file: Service, release: Release): Service {
  if (file.privacy === undefined || prints(file, release, "purpose")) return file;
  return { ...file, privacy: { ...file.privacy, purpose: "" } };
}

/** How many there are is read by rules. */
function withoutRecipients(file: Service, release: Release): Service {
  if (file.privacy === undefined || prints(file, release, "shared_with")) return file;
  const shared_with = file.privacy.shared_with.map(() => "");
  return { ...file, privacy: { ...file.privacy, shared_with } };
}

/** Whether a screen of the service prints it: nothing else can. */
function prints(file: Service, { screens }: Release, value: string): boolean {
  const own = [...screens.values()].filter(({ service }) => service === file.service);
  return own.some(({ say, done }) =>
    [...say.values(), ...(done?.values() ?? [])].some((text) =>
      text.arguments.some(({ name }) => name === value),
    ),
  );
}

/** `be: "180"` reads no answer, so it is what it is in every dialogue. */
function withoutOtherwise(file: Service, { services }: Release): Service {
  const compiled = services.get(file.service)?.lets;
  const all = Object.entries(file.let ?? {}).map(([name, one]) => {
    const be = compiled?.get(name)?.be;
    const constant = be !== undefined && readsOf(be).size === 0 && be({}) !== undefined;
    return [name, constant ? { ...one, otherwise: 0 } : one] as const;
  });
  return file.let === undefined ? file : { ...file, let: Object.fromEntries(all) };
}

/** `late: { then: escalate }` is what a deadline does without a `late`. */
function withoutEscalate(file: Service, { services }: Release): Service {
  const statuses = services.get(file.service)?.life?.statuses;
  const all = Object.entries(file.life ?? {}).map(([name, status]) => {
    const late = statuses?.get(name)?.late;
    if (late == null || "to" in late || late.sms !== null) return [name, status] as const;
    const { late: _late, ...rest } = status;
    return [name, rest] as const;
  });
  return file.life === undefined ? file : { ...file, life: Object.fromEntries(all) };
}

function withoutGivenLabels(file: Service): Service {
  const all = Object.entries(file.gives ?? {}).map(
    ([name, one]) => [name, { ...one, label: "" }] as const,
  );
  return file.gives === undefined ? file : { ...file, gives: Object.fromEntries(all) };
}
