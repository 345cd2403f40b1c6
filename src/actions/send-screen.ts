/** The SMS of a screen, which a citizen asked for by coming to it. */
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import type { Release } from "../menu/model.ts";
import { queueMessage } from "../messages/outbox.ts";
import { quietOf } from "../messages/rules.ts";
import type { Write } from "../store/store.ts";

export interface ScreenSms {
  /** A reply without it: its citizen has the phone in their hand. */
  class?: "reply" | "update";
  /** Fresh: the session's version keeps a hop from sending it twice. */
  id: string;
  /** `service/screen`. */
  screen: string;
  text: string;
  release: Release;
  person: string;
  phone: Phone;
  /** Epoch milliseconds. */
  at: number;
}

export function sendScreen(vault: Vault, sms: ScreenSms): Write {
  const { id, class: kind = "reply", screen: template, text, release, person, phone: to, at } = sms;
  const message = { id, class: kind, template, request: null, person, to, text, at } as const;
  return queueMessage(vault, message, quietOf(release.channel));
}
