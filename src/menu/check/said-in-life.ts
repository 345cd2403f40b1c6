/** Every text of a service's life: the words of its statuses, its SMS, its question, its reasons. */
import type { ServiceFile } from "../format.ts";
import type { SmsChoice } from "../life-format.ts";
import type { Text } from "../text-format.ts";
import { givenIn } from "./gives.ts";
import type { Said } from "./said.ts";

/** What Njia fills into every SMS, beside answers and computed values. */
const ALWAYS = ["channel", "code", "service", "ref", "status", "date"];
/** All that it can fill into one: these two only where there is something to print. */
export const IN_SMS: readonly string[] = [...ALWAYS, "deadline", "reason"];

/** `unread` are screens of the service that could not be read: any of them may be an appointment. */
export function saidInLife(service: ServiceFile, unread: readonly string[]): Said[] {
  const file = `${service.service}.yaml`;
  const bare = (text: Text | undefined, ...path: (string | number)[]): Said[] => {
    if (text === undefined) return [];
    const at = { file, path };
    const none = { service: null, extra: [], answers: false };
    return [{ text, at, ...none, letters: "gsm7", sms: false, on: null }];
  };
  /** A text about a request, which can print what was answered. */
  const about = (extra: readonly string[], text: Text | undefined, ...path: (string | number)[]) =>
    bare(text, ...path).map((said) => ({ ...said, service, extra, answers: true }));
  /** One text, or one for each answer. */
  const each = (
    extra: readonly string[],
    sms: SmsChoice | undefined,
    ...path: (string | number)[]
  ) =>
    Array.isArray(sms)
      ? sms.flatMap((one, index) => about(extra, one.say, ...path, index, "say"))
      : about(extra, sms, ...path);
  const givenAt = givenIn(service);
  // When somebody is to come is what they look for.
  const booked = [...service.screens, ...(service.aside ?? [])].flatMap((screen) =>
    "book" in screen ? [screen.book] : [],
  );
  const statuses = Object.entries(service.life ?? {}).flatMap(([name, status]) => {
    const { say, next, sms, within, late, remind, question, may_become } = status;
    const values = givenAt(name);
    const opened = service.open === undefined ? [] : ["closes"];
    const timed = [...ALWAYS, ...opened, ...values, ...(within === undefined ? [] : ["deadline"])];
    // Where a refusal gives none, that is told of the move.
    const reasoned =
      status.refusal === true || hasReason(service, name) ? [...timed, "reason"] : timed;
    const sent = [
      ...each(reasoned, sms, "life", name, "sms"),
      ...each(timed, late?.sms, "life", name, "late", "sms"),
      ...(remind ?? []).flatMap((reminder, index) =>
        each(reasoned, reminder.sms, "life", name, "remind", index, "sms"),
      ),
    ].map((said) => ({ ...said, sms: true }));
    return [
      ...bare(say, "life", name, "say"),
      // Read by whoever holds the phone: it prints no answer.
      ...bare(next, "life", name, "next").map((said) => ({
        ...said,
        extra: [...inNext(timed), ...booked, ...unread],
      })),
      ...sent,
      ...about(timed, question?.say, "life", name, "question", "say"),
      ...(may_become ?? []).flatMap((move, index) =>
        bare(move.say, "life", name, "may_become", index, "say"),
      ),
    ];
  });
  const reasons = Object.entries(service.reasons ?? {}).flatMap(([code, text]) =>
    bare(text, "reasons", code),
  );
  const labels = Object.entries(service.gives ?? {}).flatMap(([name, { label }]) =>
    bare(label, "gives", name, "label"),
  );
  return [...statuses, ...reasons, ...labels];
}

/** Every SMS that is chosen by what was answered, with where it stands. */
export function choicesIn({ service, life }: ServiceFile) {
  const file = `${service}.yaml`;
  return Object.entries(life ?? {}).flatMap(([name, { sms, late, remind }]) => {
    const all: [SmsChoice | undefined, (string | number)[]][] = [
      [sms, ["sms"]],
      [late?.sms, ["late", "sms"]],
      ...(remind ?? []).map((one, index): [SmsChoice, (string | number)[]] => [
        one.sms,
        ["remind", index, "sms"],
      ]),
    ];
    return all.flatMap(([one, path]) =>
      Array.isArray(one) ? [{ sms: one, at: { file, path: ["life", name, ...path] } }] : [],
    );
  });
}

/** Whoever reads it knows when they opened it, and not when it came into the status. */
const inNext = (timed: readonly string[]) => timed.filter((name) => name !== "date");

/** True where every move to a status gives a reason: else its SMS would print nothing for it. */
function hasReason({ life }: ServiceFile, status: string): boolean {
  const all = Object.entries(life ?? {});
  if (all[0]?.[0] === status) return false;
  return all.every(
    ([, { may_become, late, question }]) =>
      late?.then !== status &&
      question?.yes !== status &&
      question?.no !== status &&
      (may_become ?? []).every(({ to, reasons }) => to !== status || reasons !== undefined),
  );
}
