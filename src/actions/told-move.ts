/** A move and the SMS that tells of it, in one commit: whoever moves a request comes through here. */
import type { Vault } from "../base/vault.ts";
import { dropStale } from "../messages/outbox.ts";
import type { MessageClass } from "../messages/message.ts";
import type { Contact } from "../people/people.ts";
import type { Write } from "../store/store.ts";
import { claimOnMove } from "./claims.ts";
import { isObjected } from "./object.ts";
import { decideMove, moveWrites, type MoveDecision, type Moving } from "./move.ts";
import { tell } from "./tell.ts";

/** What the SMS needs beside the move. */
export interface ToldOf {
  /** Null for a person whose phone is another's now: nobody is told. */
  contact: Contact | null;
  /** `reply` to the citizen's own move, `update` on anybody else's. */
  class: MessageClass;
}

export interface ToldMove {
  decision: MoveDecision;
  /** True where the file has words for it. */
  told: boolean;
  /**
   * A conflict when the request has changed since it was read. Refused with the code of a claim where the
   * request would hold again what another one has by now.
   */
  writes: Write[];
}

export function toldMove(vault: Vault, moving: Moving, { contact, ...of }: ToldOf): ToldMove {
  const decision = decideMove(moving);
  if (decision.refused !== null) {
    return { decision, told: false, writes: moveWrites(moving, decision) };
  }
  const { next, given, status: to, answers } = decision;
  const { release, reason, at, anew } = moving;
  const { id, ref, version, service, status, person, deadline, openedAt } = next;
  const sms =
    contact === null
      ? []
      : tell(vault, release, {
          class: of.class,
          request: { id, ref, version, service, answers, given, openedAt },
          person,
          ...contact,
          status,
          reason,
          at,
          deadline,
        });
  // Whatever waited to be told of the status before is not so any more.
  // The clock takes nothing from whoever has it by now: it could not be told, and would come again for ever.
  const wasFreed = isObjected(moving.request) && moving.by !== "clock";
  const held = claimOnMove(vault, release, moving.request, { to, answers, anew, wasFreed });
  const extra = [...held, dropStale(id), ...sms];
  return { decision, told: sms.length > 0, writes: moveWrites(moving, decision, extra) };
}
