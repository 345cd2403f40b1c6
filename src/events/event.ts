/**
 * Events: what other systems are told of a request, as CloudEvents 1.0.
 *
 * An event is a line of the history that opened a request, moved it, or says that it is late or that its citizen
 * had not agreed: there is no second copy of it anywhere. Owns which lines these are, and their ids. Refuses to say anything of the
 * citizen: no number, no id, no answer, nothing that anybody wrote. Pure. Called by `deliverer`, `queue` and
 * `console`.
 */

/** The actions of a history that are told, and the type of event each makes. */
export const EVENT_TYPES = {
  submit: "njia.request.opened",
  move: "njia.request.status-changed",
  late: "njia.request.late",
  object: "njia.request.objected",
} as const;

type EventAction = keyof typeof EVENT_TYPES;
/** For statements. */
export const EVENT_ACTIONS = Object.keys(EVENT_TYPES);

/** Ids are unique without it; the standard wants a source, and our own address we do not know. */
const SOURCE = "urn:njia:requests";

/** Which line of which request's history. */
export interface EventKey {
  request: string;
  seq: number;
}

/** A line of the history with what is told of its request. */
export interface EventFacts extends EventKey {
  /** Epoch milliseconds; so is `openedAt`. */
  at: number;
  actor: string;
  action: string;
  from: string | null;
  to: string | null;
  /** A code of the service's reasons. */
  reason: string | null;
  ref: string;
  service: string;
  openedAt: number;
}

/** The same for every delivery of an event, and never that of another one. */
export function eventId({ request, seq }: EventKey): string {
  return `${request}_${seq}`;
}

/** The line an id stands for; null when it is none of ours. */
export function readEventId(id: string): EventKey | null {
  const [, request, digits] = /^([A-Za-z0-9-]{1,64})_([1-9][0-9]{0,8})$/.exec(id) ?? [];
  return request === undefined ? null : { request, seq: Number(digits) };
}

/** The body of a delivery: made of what never changes, so that every delivery has the same bytes. */
export function envelopeOf(facts: EventFacts): string {
  const { ref, service, seq, from, to, reason, at, openedAt } = facts;
  return JSON.stringify({
    specversion: "1.0",
    id: eventId(facts),
    source: SOURCE,
    type: typeOf(facts.action),
    subject: ref,
    time: new Date(at).toISOString(),
    datacontenttype: "application/json",
    data: {
      ref,
      service,
      seq,
      status: to,
      from,
      reason,
      by: whoseWork(facts.actor),
      opened_at: new Date(openedAt).toISOString(),
    },
  });
}

function typeOf(action: string): string {
  if (!isEvent(action)) throw new Error("a line of the history that is no event is to be told");
  return EVENT_TYPES[action];
}

function isEvent(action: string): action is EventAction {
  return Object.hasOwn(EVENT_TYPES, action);
}

/** The kind alone: who it was is nobody's business outside. */
function whoseWork(actor: string): "citizen" | "staff" | "clock" {
  if (actor.startsWith("person:")) return "citizen";
  return actor.startsWith("staff:") ? "staff" : "clock";
}
