/** The other side of the counter: an officer's moves and the clock's, on a world's own store. */
import { ask } from "../../src/actions/ask.ts";
import { toldMove } from "../../src/actions/told-move.ts";
import type { Phone } from "../../src/base/phone.ts";
import { contactOf } from "../../src/people/people.ts";
import { readHistory } from "../requests/read-history.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { findByRef, openAnswers, openGiven, type SealedRequest } from "../../src/requests/state.ts";
import { actOnDeadlines } from "../../src/session/deadlines.ts";
import { openReleasesOnce } from "../once.ts";
import { actOnReminders } from "../../src/session/reminders.ts";
import { testVault } from "../store/vault.ts";
import type { World } from "../world.ts";

const vault = testVault();

export async function requestOf(world: World, reference: string): Promise<SealedRequest> {
  const found = await findByRef(world.store(), { ref: reference.replaceAll(" ", "") });
  if (found === null) throw new Error(`no request ${reference}`);
  return found;
}

export async function statusOf(world: World, reference: string): Promise<string> {
  return (await requestOf(world, reference)).status;
}

/** An officer moves a request; the code of the refusal, or null. */
export async function officerMoves(
  world: World,
  reference: string,
  to: string,
  reason: string | null = null,
  gives: Readonly<Record<string, unknown>> = {},
  staff = "one",
): Promise<string | null> {
  const store = world.store();
  const request = await requestOf(world, reference);
  const releases = await openReleasesOnce(store, () => world.time.now);
  const release = await releases.get(request.release);
  if (release === null) throw new Error("the release is gone");
  const who = { actor: `staff:${staff}`, by: "officer", at: world.time.now } as const;
  const given = openGiven(vault, request);
  const answers = openAnswers(vault, request);
  const moving = {
    request,
    release,
    ...who,
    to,
    reason,
    note: null,
    gives,
    given,
    answers,
    anew: null,
  };
  const contact = await contactOf(store, vault, request.person);
  const { decision, writes } = toldMove(vault, moving, { contact, class: "update" });
  const committed = await store.commit(writes);
  if (!committed.done) throw new Error(committed.why);
  return decision.refused;
}

/** An officer asks the citizen something. */
export async function officerAsks(
  world: World,
  reference: string,
  question: string,
): Promise<void> {
  const store = world.store();
  const request = await requestOf(world, reference);
  const release = await (await openReleasesOnce(store, () => world.time.now)).get(request.release);
  if (release === null) throw new Error("the release is gone");
  const contact = await contactOf(store, vault, request.person);
  const asking = { request, actor: "staff:one", at: world.time.now };
  const committed = await store.commit(ask(vault, release, asking, { question, contact }));
  if (!committed.done) throw new Error(committed.why);
}

export function historyOf(world: World, reference: string) {
  return readHistory(world.store(), vault, { ref: reference.replaceAll(" ", "") });
}

/** A node looks at what is due; on how many requests it acted. A fault is thrown unless it is asked for. */
const looksAt =
  (act: typeof actOnDeadlines) =>
  async (
    world: World,
    onFault: (error: unknown) => void = (error) => {
      throw error;
    },
  ): Promise<number> => {
    const store = world.store();
    const releases = await openReleasesOnce(store, () => world.time.now);
    return act({ store, vault, releases, onFault }, world.time.now);
  };

export const deadlinesOf = looksAt(actOnDeadlines);
export const remindersOf = looksAt(actOnReminders);

/** A request like another, of a release that is gone. */
export async function copyOf(
  world: World,
  reference: string,
  id: string,
  due: { remindAt?: number } = {},
): Promise<void> {
  const of = await requestOf(world, reference);
  const { person, service, status, openedAt: at, deadline } = of;
  const opening = { intent: { id, ref: id }, person, service, status, at, deadline, ...due };
  const committed = await world
    .store()
    .commit(openRequest({ ...opening, release: "gone", answers: {}, keepUntil: at * 2 }));
  if (!committed.done) throw new Error(committed.why);
}

/** The texts that reached a phone since the last time. */
export async function smsTo(world: World, phone: string): Promise<string[]> {
  return (await world.sms()).flatMap(({ to, text }) => (to === (phone as Phone) ? [text] : []));
}
