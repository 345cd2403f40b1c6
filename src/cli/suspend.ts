/** `njia suspend` and `njia resume`: a service that nobody may use for now, without a release. */
import type { Said } from "../menu/contract.ts";
import { resume, suspend } from "../session/operate.ts";
import { byOf, type ByOptions, type OperatorNeeds } from "./operator.ts";

/** `--message-sw TEXT` of a language the channel speaks; every other option is known before. */
const MESSAGE = /^--message-([a-z]{2,3})(?:=([^]*))?$/;

/** The messages among the words that commander did not know, and the words that are none. */
export function messagesIn(words: readonly string[]): { message: Said; unknown: string[] } {
  const message: Record<string, string> = {};
  const unknown: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const [, language, text] = MESSAGE.exec(word) ?? [];
    if (language === undefined) unknown.push(word);
    else message[language] = text ?? words[++at] ?? "";
  }
  return { message, unknown };
}

/** @throws OperatorFault */
export async function runSuspend(
  needs: OperatorNeeds,
  { service, message, ...options }: ByOptions & { service: string; message: Said },
): Promise<void> {
  const by = byOf(options);
  await suspend(needs, { service, message }, by);
  needs.print(
    `Suspended ${service} by ${by.who}, within seconds, calls under way included. ` +
      "Its number stays in the menu, and drafts are kept.",
  );
}

/** @throws OperatorFault */
export async function runResume(
  needs: OperatorNeeds,
  { service, ...options }: ByOptions & { service: string },
): Promise<void> {
  const by = byOf(options);
  await resume(needs, service, by);
  needs.print(`Resumed ${service} by ${by.who}, within seconds.`);
}
