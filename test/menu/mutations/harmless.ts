/**
 * Proofs that a mutation changes nothing for anybody who dials, gets an SMS or waits for a request.
 *
 * A release is compiled from what is written and from nothing else. So where two sources are equal to the letter once
 * something is taken out of both, and what is taken out is read by nobody, they behave alike.
 */
import { readsOf } from "../../../src/menu/conditions.ts";
import type { ServiceFile } from "../../../src/menu/format.ts";
import type { Release } from "../../../src/menu/model.ts";
import type { Parts } from "../../../src/menu/parts.ts";

type Service = ServiceFile;
type Erase = (file: Service, release: Release) => Service;

/** What may be taken out of a service, and why nobody misses it. */
const ERASED: readonly (readonly [why: string, erase: Erase])[] = [
  ["nothing that is read differs", (file) => file],
  ["no text prints {purpose}", withoutPurpose],
  ["a computed value of no answers is never without a value", withoutOtherwise],
  ["staff are told of what is late anyhow", withoutEscalate],
  ["officers read the label of what they give, on a wide screen", withoutGivenLabels],
];

/** Why nobody meets a difference; null = that is not proved. */
export function proofOf(before: Parts, after: Parts): string | null {
  const proof = ERASED.find(([, erase]) => formOf(before, erase) === formOf(after, erase));
  return proof?.[0] ?? null;
}

/** Everything that is compiled, in the order in which it stands. */
function formOf({ source, release }: Parts, erase: Erase): string {
  const { channel, services, data } = source;
  return JSON.stringify([
    channel,
    [...services].map(([name, file]) => [name, erase(file, release)]),
    [...data],
  ]);
}

function withoutPurpose(file: Service, { screens }: Release): Service {
  const own = [...screens.values()].filter(({ service }) => service === file.service);
  const printed = own.some(({ say, done }) =>
    [...say.values(), ...(done?.values() ?? [])].some((text) =>
      text.arguments.some(({ name }) => name === "purpose"),
    ),
  );
  if (printed || file.privacy === undefined) return file;
  return { ...file, privacy: { ...file.privacy, purpose: "" } };
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
