/** What the CON/END family of gateways has in common. */
import type { RawReply, Reply } from "./contract.ts";

/** UTF-16 units of the cumulative text: 25 answers of the 80 letters Safaricom takes. */
export const TEXT_MAX = 2_000;

/** Opaque and printable; three times the length of those seen. */
export const SESSION_ID = /^[\x21-\x7e]{1,128}$/;

/** The longest step label Africa's Talking takes. */
const LABEL_MAX = 99;
/** A bar separates labels in reports; anything but printable ASCII cannot stand in a header. */
const NOT_LABEL = /[^\x21-\x7b\x7d\x7e]/g;

/**
 * `CON ` keeps the session open and `END ` closes it. The prefix must be the body's first byte and
 * the status 200: anything else ends the session with the operator's own error.
 */
export function plainReply(reply: Reply, labelHeader: string): RawReply {
  return {
    body: (reply.end ? "END " : "CON ") + reply.text,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      [labelHeader]: reply.label.replace(NOT_LABEL, "").slice(0, LABEL_MAX),
    },
  };
}
