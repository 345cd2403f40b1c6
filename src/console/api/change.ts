/**
 * A change, once: the same call again is answered as the first time, and does nothing more.
 *
 * The answer is kept in the commit of the change itself. One that changed nothing is not kept: the call
 * may well succeed when it is made again. Of two calls that were decided on the same version one is
 * on the disk; the other is told what is there now. Whoever was ended meanwhile has changed nothing.
 */
import { Refusal } from "../../base/problem.ts";
import { findByRef, type RequestState, type SealedRequest } from "../../requests/state.ts";
import { findAnswer, keepAnswer, type Called } from "../../staff/answers.ts";
import { requireStaff } from "../../staff/staff.ts";
import type { Write } from "../../store/store.ts";
import { answerOf, etagOf, type Answer } from "./answer.ts";
import { problem, PROBLEMS, type ProblemCode } from "./problem.ts";
import type { ApiNeeds, Asked } from "./route.ts";
import { summaryOf } from "./show.ts";

/** What a call comes to, and what has to be written for it. */
export interface Decision {
  answer: Answer;
  writes: readonly Write[];
  /** False where nothing was changed or recorded: the call is decided anew when it comes again. */
  keep: boolean;
}

/** A conflict is decided again, and then comes to `stale`; the third would be a bug. */
const TRIES_MAX = 3;

/** Answers a change. `decide` reads what it decides on anew each time. @throws StoreFault, VaultError */
export async function once(
  { store, vault }: ApiNeeds,
  called: Called,
  decide: () => Promise<Decision>,
): Promise<Answer> {
  const kept = async () => {
    const found = await findAnswer(store, vault, called);
    if (found === "other") return problem("key_reused");
    return found === null ? null : { ...found, version: versionIn(found.body) };
  };
  const before = await kept();
  if (before !== null) return before;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const { answer, writes, keep } = await decide();
    // The same call may have been done since: what it did is why this one would come to nothing.
    if (!keep) return (await kept()) ?? answer;
    const committed = await store.commit([
      keepAnswer(vault, called, answer),
      requireStaff(called.staff),
      ...writes,
    ]);
    if (committed.done) return answer;
    if (committed.why === "refused") {
      if (committed.code !== "key_taken") return refusal(committed.code);
      const meanwhile = await kept();
      if (meanwhile !== null) return meanwhile;
    }
  }
  throw new Refusal("change_contended");
}

/** The version of the request that a kept answer tells of, for its ETag. */
function versionIn(body: string): number | null {
  const read: unknown = JSON.parse(body);
  const version = typeof read === "object" && read !== null && "version" in read && read.version;
  return typeof version === "number" ? version : null;
}

function refusal(code: string): Answer {
  if (!isProblem(code)) throw new Refusal(code);
  return problem(code);
}

function isProblem(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/** What a change came with, for its answer to be kept. @throws Error on a route that reads */
export function calledOf({ staff, at, change }: Asked<unknown, unknown, unknown>): Called & {
  match: string | null;
} {
  if (change === null) throw new Error("a change came in by a route that reads");
  return { staff: staff.id, key: change.key, content: change.content, match: change.match, at };
}

/** Answers a change of the one request in the path, at the version in If-Match. */
export function changeOne<Body>(
  need: ApiNeeds,
  asked: Asked<{ ref: string }, unknown, Body>,
  decide: (request: SealedRequest) => Decision | Promise<Decision>,
): Promise<Answer> {
  const { at, params } = asked;
  const called = calledOf(asked);
  return once(need, called, async () => {
    const request = await findByRef(need.store, params);
    if (request === null) return unchanged(problem("not_found"));
    if (called.match !== etagOf(request.version)) return unchanged(stale(request, at));
    return decide(request);
  });
}

export function unchanged(answer: Answer): Decision {
  return { answer, writes: [], keep: false };
}

/** The request as the writes make it. */
export function changed(request: RequestState, at: number, writes: readonly Write[]): Decision {
  return { answer: answerOf(200, summaryOf(request, at), request.version), writes, keep: true };
}

/** What an officer is told whose version is not the current one: the request as it is. */
export function stale(request: SealedRequest, at: number): Answer {
  return problem("stale", { current: summaryOf(request, at) }, request.version);
}
