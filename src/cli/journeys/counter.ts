/**
 * The other side of the counter: what officers and the clock do to requests, in a journey.
 *
 * Owns which request a journey means, and how time passes: from one deadline, reminder or end of the quiet
 * hours to the next, as a server would meet them. Called by `play`.
 */
import { ask, mayAsk } from "../../actions/ask.ts";
import { toldMove } from "../../actions/told-move.ts";
import type { Vault } from "../../base/vault.ts";
import type { GivenType } from "../../menu/given-format.ts";
import type { GivenFault } from "../../menu/given.ts";
import type { Release } from "../../menu/model.ts";
import { nextAllowed } from "../../messages/quiet.ts";
import { quietOf } from "../../messages/rules.ts";
import { contactOf } from "../../people/people.ts";
import { findByRef, openAnswers, openGiven, type SealedRequest } from "../../requests/state.ts";
import { FIRST_DUE, lateRequests, requestsToRemind } from "../../requests/waiting.ts";
import { actOnDeadlines } from "../../session/deadlines.ts";
import type { Releases } from "../../session/releases.ts";
import { actOnReminders } from "../../session/reminders.ts";
import { statement, type Given } from "../../store/statement.ts";
import type { Store } from "../../store/store.ts";
import type { Moved, RequestNumber } from "../journey.ts";

export interface Rooms {
  store: Store;
  vault: Vault;
  releases: Pick<Releases, "get" | "current">;
}

/** What a journey asks for and cannot be done, in a sentence with its mend. */
export class JourneyStop extends Error {
  override readonly name = "JourneyStop";
}

const selectRefs = statement("journeys.refs", (q, t, _given: Given<object>) =>
  q.select({ ref: t.requests.ref }).from(t.requests).orderBy(t.requests.opened_at, t.requests.id),
);

/** The references of all requests, in the order in which they were opened. */
export async function refsOf({ store }: Rooms): Promise<string[]> {
  return (await store.read(selectRefs, {})).map(({ ref }) => ref);
}

/** A request with the release it keeps to. @throws JourneyStop where there is none of this number */
export async function requestNumbered(
  { store, releases }: Rooms,
  refs: readonly string[],
  number: RequestNumber,
): Promise<{ request: SealedRequest; release: Release }> {
  const ref = number === null ? refs.at(-1) : refs[number - 1];
  const request = ref === undefined ? null : await findByRef(store, { ref });
  if (request === null) {
    const count = refs.length === 1 ? "1 request was" : `${refs.length} requests were`;
    throw new JourneyStop(`${count} sent so far; let a citizen send one above this line`);
  }
  const release = await releases.get(request.release);
  if (release === null) throw new Error("a request's release is gone");
  return { request, release };
}

/** An officer moves a request. @throws JourneyStop where its life has no such move */
export async function officerMoves(
  rooms: Rooms,
  { request, release }: { request: SealedRequest; release: Release },
  { to, reason, gives, at }: Pick<Moved, "to" | "reason" | "gives"> & { at: number },
): Promise<void> {
  const { store, vault } = rooms;
  const who = { actor: "staff:journey", by: "officer", at } as const;
  const kinds = release.services.get(request.service)?.life?.gives;
  const sent = gives.map(({ name, value }) => [name, sentAs(kinds?.get(name)?.as, value)] as const);
  const given = openGiven(vault, request);
  const wished = { to, reason, note: null, gives: Object.fromEntries(sent), given };
  const answers = openAnswers(vault, request);
  const moving = { request, release, ...who, ...wished, answers, anew: null };
  const contact = await contactOf(store, vault, request.person);
  const told = { contact, class: "update" } as const;
  const { decision, writes } = toldMove(vault, moving, told);
  if (decision.refused !== null) {
    const { faults } = decision;
    throw new JourneyStop(
      faults.length > 0
        ? givenWrong(release, request, to, faults)
        : refusedMove(release, request, to, reason),
    );
  }
  await committed(store.commit(writes));
}

/** As the officers' page sends it. */
function sentAs(as: GivenType | undefined, value: string): string | number {
  return (as === "money" || as === "number") && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

/** An officer asks the citizen something. @throws JourneyStop where the request is closed */
export async function officerAsks(
  { store, vault }: Rooms,
  { request, release }: { request: SealedRequest; release: Release },
  { question, at }: { question: string; at: number },
): Promise<void> {
  if (!mayAsk(release, request)) {
    throw new JourneyStop(
      `the request is \`${request.status}\`, and nothing is asked of one that is closed`,
    );
  }
  const contact = await contactOf(store, vault, request.person);
  const asking = { request, actor: "staff:journey", at };
  await committed(store.commit(ask(vault, release, asking, { question, contact })));
}

async function committed(result: ReturnType<Store["commit"]>): Promise<void> {
  const { done } = await result;
  if (!done) throw new Error("somebody else wrote to a journey's own store");
}

/** From one instant at which something is due to the next; `settle` hands over what that sends. */
export async function passTime(
  rooms: Rooms,
  time: { now: number },
  ms: number,
  settle: () => Promise<void>,
): Promise<void> {
  const end = time.now + ms;
  for (;;) {
    await act(rooms, time.now);
    await settle();
    if (time.now === end) return;
    time.now = Math.min(await nextDue(rooms, time.now, end), end);
  }
}

async function act({ store, vault, releases }: Rooms, at: number): Promise<void> {
  const onFault = (error: unknown) => {
    throw error;
  };
  const needs = { store, vault, releases, onFault };
  await actOnDeadlines(needs, at);
  await actOnReminders(needs, at);
}

async function nextDue({ store, releases }: Rooms, now: number, end: number): Promise<number> {
  const channel = releases.current()?.channel;
  // What was sent in the quiet hours leaves when they are over.
  const morning = channel === undefined ? now : nextAllowed("update", now, quietOf(channel));
  const after = { due: now + 1, id: FIRST_DUE.id };
  const [late] = await lateRequests(store, { at: end, after });
  const [remind] = await requestsToRemind(store, { at: end, after });
  const due = [morning, late?.deadline ?? end, remind?.remindAt ?? end];
  return Math.min(...due.filter((at) => at > now), end);
}

function givenWrong(
  release: Release,
  { service, status }: SealedRequest,
  to: string,
  faults: readonly GivenFault[],
): string {
  const life = release.services.get(service)?.life;
  const ways = life?.statuses.get(status)?.moves.filter((way) => way.to === to) ?? [];
  const wants = ways.find(({ gives }) => gives.length > 0)?.gives ?? [];
  const what = faults.map((fault) => `${fault.name} ${fault.what.replaceAll("_", " ")}`.trim());
  const given = wants.map((name) => `${name}=…`).join(", ");
  const mend = given === "" ? `officer: ${to}` : `officer: ${to} with ${given}`;
  return `what is given with \`${to}\` does not fit (${what.join(", ")}): write \`${mend}\``;
}

function refusedMove(
  release: Release,
  { service, status }: SealedRequest,
  to: string,
  reason: string | null,
): string {
  const from = release.services.get(service)?.life?.statuses.get(status);
  const ways = (from?.moves ?? []).filter(({ by }) => by === "officer");
  const own = ways.find((way) => way.to === to);
  const named = own?.reasons.map((code) => `\`${code}\``).join(", ");
  if (own !== undefined && named !== "") {
    const given = reason === null ? "needs a reason" : `has no reason \`${reason}\``;
    return `\`${to}\` ${given}: write \`officer: ${to} because …\` with one of ${named}`;
  }
  if (own !== undefined) return `\`${to}\` takes no reason: write \`officer: ${to}\``;
  const list = [...new Set(ways.map((way) => `\`${way.to}\``))].join(", ");
  const offers =
    list === "" ? "an officer can move it nowhere" : `an officer can move it to ${list}`;
  return `the request is \`${status}\`: from there ${offers}`;
}
