/**
 * A gateway's callback from body to reply: the place where nothing may go wrong outward.
 *
 * Owns the deadline, the apology and what is told of it all. Whatever
 * happens the gateway gets a reply it can show, because anything else ends the session with an
 * operator's error and leaves the citizen not knowing. Called by `app`, with the sender proven.
 */
import type { Admission, Place } from "./admission.ts";
import type { Arrival } from "./arrivals.ts";
import type { Random } from "./base/ids.ts";
import { readBody, readInTime, within, type Body, type Incoming } from "./body.ts";
import type { Gateway, Hop, RawReply, Reply } from "./gateway/contract.ts";
import type { AwayFact, HopFact, Log } from "./insight/log.ts";
import type { Metrics } from "./insight/metrics.ts";
import type { Often } from "./often.ts";
import type { Away, Sessions, Standing } from "./session/contract.ts";

/**
 * Milliseconds from a callback to its reply. Africa's Talking gives up after 10 s, and networks cut
 * an idle citizen off after 30 s; what is not done by half of that will not be done in time.
 */
export const HOP_DEADLINE_MS = 5_000;

export interface CallbackNeeds {
  sessions: Sessions;
  admission: Admission;
  often: Often;
  metrics: Metrics;
  log: Log;
  random: Random;
}

/** The reply, and what is said of it. */
interface Answered {
  reply: Reply;
  fact: Omit<HopFact, "gateway" | "ms" | "late">;
}
/** The same of a hop that was not taken. */
interface TurnedAway {
  reply: Reply;
  away: Omit<AwayFact, "gateway">;
}

/** Says sorry, with the same code however often one callback needs it. */
type Apologise = (outcome: string, unreadable?: string) => Answered & { code: string };

/**
 * Takes a hop. Never rejects; a late hop goes on by itself, its reply is kept for a repeat, and what
 * it came to is told when it is known. Whoever is sent away is so at once where that can be: each turn that
 * a refusal waits for costs as much as the refusal.
 */
export function answerHop(
  need: CallbackNeeds,
  gateway: Gateway,
  incoming: Incoming,
): RawReply | Promise<RawReply> {
  const { admission, metrics, log } = need;
  const { arrival } = incoming;
  const { since } = arrival;
  const sorry = apologist(need);
  const told = ({ fact }: Answered): HopFact => {
    return { ...fact, gateway: gateway.name, ms: admission.now() - since };
  };
  const send = (answered: Answered | TurnedAway) => {
    if ("away" in answered) {
      const fact = { gateway: gateway.name, ...answered.away };
      metrics.turnedAway(fact);
      log.turnedAway(fact);
    } else {
      const fact = told(answered);
      metrics.hop({ ...fact, seconds: fact.ms / 1000 });
      log.hop(fact);
    }
    return gateway.writeReply(answered.reply);
  };
  const place = admission.enter();
  if (place === null) return send(turnAway(need, null, "busy", "unread"));
  const admit = (body: Body) => admitted(need, gateway, { body, arrival, place }, sorry);
  let first: Hop | null = null;
  if (incoming.whole !== null) {
    try {
      const come = admit(incoming.whole);
      if ("reply" in come) return send(come);
      first = come;
    } finally {
      if (first === null) place.leave();
    }
  }

  return new Promise((resolve, reject) => {
    let stage: "reading" | "working" | "too late" = first === null ? "reading" : "working";
    const finish = (answered: Answered | TurnedAway) => {
      if (stage !== "too late" || "away" in answered) return resolve(send(answered));
      const fact = { ...told(answered), code: sorry("late").code, late: true };
      metrics.lateHop(fact);
      log.hop(fact);
    };
    const onDeadline = () => {
      // A sender that dawdles is given up: it must not keep a place for ever.
      const dawdling = stage === "reading";
      stage = "too late";
      if (dawdling) place.leave();
      resolve(send(dawdling ? sorry("unreadable", "too_slow") : sorry("late")));
    };
    const timer = setTimeout(
      () => attempt(onDeadline, reject),
      Math.max(0, since + HOP_DEADLINE_MS - admission.now()),
    );
    const work = async (come: Hop | Answered | TurnedAway) => {
      try {
        finish("reply" in come ? come : await takeHop(need, come, { since, place }, sorry));
      } finally {
        clearTimeout(timer);
        place.leave();
      }
    };
    const onBody = async (body: Body) => {
      if (stage === "too late") return;
      stage = "working";
      await work(admit(body));
    };
    const working = first === null ? readBody(incoming).then(onBody) : work(first);
    working
      .catch((error: unknown) => {
        if (stage !== "too late") throw error;
        // Nobody waits for an answer any more.
        log.fault("hop", error);
      })
      .catch(reject);
  });
}

/** A bug in the apology itself goes where those of any other route go. */
function attempt(act: () => void, failed: (error: unknown) => void): void {
  try {
    act();
  } catch (error) {
    failed(error);
  }
}

/** The hop where it is taken, or what is said instead. Never throws but for a bug in the apology. */
function admitted(
  need: CallbackNeeds,
  gateway: Gateway,
  { body, arrival, place }: { body: Body; arrival: Arrival; place: Place },
  sorry: Apologise,
): Hop | Answered | TurnedAway {
  if (typeof body !== "string") return sorry("unreadable", body.unreadable);
  const { sessions, admission, often, metrics } = need;
  try {
    const hop = gateway.readHop(body);
    if ("unreadable" in hop) return sorry("unreadable", hop.unreadable);
    const dials = hop.text === "";
    if (often.is(hop.phone, dials ? "dial" : "later")) {
      return turnAway(need, hop, "often", dials ? "dial" : "running");
    }
    metrics.waited(admission.now() - arrival.since);
    let standing: Standing = "dial";
    const begun = place.begin(arrival, () => (standing = sessions.standing(hop)));
    return begun ? hop : turnAway(need, hop, "busy", standing);
  } catch (error) {
    return faulty(need, error, sorry);
  }
}

/** Never rejects but for a bug in the apology. */
async function takeHop(
  need: CallbackNeeds,
  hop: Hop,
  { since, place }: { since: number; place: Place },
  sorry: Apologise,
): Promise<Answered | TurnedAway> {
  const { sessions, often } = need;
  try {
    const turn = place.turn();
    if (turn !== null) await turn;
    // In the order of those whose text says that they dial.
    const dials = () => {
      if (often.isAsDial(hop.phone)) return "often";
      return place.takesDials() ? null : "busy";
    };
    const came = await sessions.takeHop(hop, { since, aside: place.aside, dials });
    const { reply, away, ...fact } = came;
    return away === undefined ? { reply, fact } : turnedFrom(reply, away, "dial");
  } catch (error) {
    return faulty(need, error, sorry);
  }
}

function faulty({ log }: CallbackNeeds, error: unknown, sorry: Apologise): Answered {
  const answered = sorry("fault");
  log.fault("hop", error, answered.code);
  return answered;
}

const AWAY = { busy: "overloaded", often: "too_often" } as const satisfies Record<Away, string>;

/** Costs little: there is too much to do already. `hop` is null where the body was not read. */
function turnAway(
  { sessions }: CallbackNeeds,
  hop: Hop | null,
  why: Away,
  standing: AwayFact["standing"],
): TurnedAway {
  return turnedFrom(sessions.turnedAway(hop, why), why, standing);
}

function turnedFrom(reply: Reply, why: Away, standing: AwayFact["standing"]): TurnedAway {
  return { reply, away: { outcome: AWAY[why], why, standing } };
}

/** END with four digits: short enough to be told on the phone, and found again in the log. */
function apologist({ sessions, random }: CallbackNeeds): Apologise {
  let code: string | null = null;
  return (outcome, unreadable) => {
    code ??= newCode(random);
    const reply = sessions.apology(code);
    const fact = { outcome, service: null, repeated: false, session: null, code };
    return { reply, code, fact: unreadable === undefined ? fact : { ...fact, unreadable } };
  };
}

function newCode(random: Random): string {
  const [high = 0, low = 0] = random(2);
  return String((high * 256 + low) % 10_000).padStart(4, "0");
}

/** Takes the end of a session. Never rejects: there is nobody who could do better. */
export async function takeEnd(
  need: CallbackNeeds,
  gateway: Gateway,
  incoming: Incoming,
): Promise<void> {
  const { admission, metrics, log } = need;
  let late = false;
  const note = (status: string, unreadable?: string) => {
    metrics.sessionEnd(status);
    log.sessionEnd({ gateway: gateway.name, status, unreadable, late });
  };
  const place = admission.enter();
  // A session whose end is not taken expires by itself, so nobody is sent away for it.
  const begun = place?.begin(incoming.arrival, () => "dial") ?? false;
  if (!begun) place?.leave();
  if (place === null || !begun) return note("overloaded");
  const body = readInTime(incoming, HOP_DEADLINE_MS);
  const work = closeSession(need, gateway, body, note).finally(() => place.leave());
  await within(HOP_DEADLINE_MS, work, () => {
    late = true;
  });
}

/** Never rejects. */
async function closeSession(
  { sessions, log }: CallbackNeeds,
  gateway: Gateway,
  coming: Promise<Body>,
  note: (status: string, unreadable?: string) => void,
): Promise<void> {
  const body = await coming;
  if (typeof body !== "string") return note("unreadable", body.unreadable);
  try {
    const end = gateway.readEnd(body);
    if ("unreadable" in end) return note("unreadable", end.unreadable);
    await sessions.endSession(end);
    note(end.status);
  } catch (error) {
    log.fault("session_end", error);
  }
}
