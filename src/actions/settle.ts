/**
 * Staff settle a message of which nobody knows whether it was sent: they asked the citizen, or looked it
 * up at the provider's. Who said so, and when, stays with the message.
 */
import { resolveMessage, type InDoubt, type Resolving } from "../messages/resolve.ts";
import type { Write } from "../store/store.ts";

/** A conflict when a receipt, or somebody else, has settled it since it was read. */
export function settle(message: InDoubt, resolving: Resolving): Write[] {
  return [resolveMessage(message, resolving)];
}
