/** The routes by which officers change requests. */
import { ask, mayAsk } from "../../actions/ask.ts";
import { assign } from "../../actions/assign.ts";
import { note } from "../../actions/note.ts";
import { isOutOf } from "../../actions/object.ts";
import { toldMove } from "../../actions/told-move.ts";
import { VaultError } from "../../base/vault.ts";
import { contactOf } from "../../people/people.ts";
import {
  findByRef,
  openAnswers,
  openGiven,
  type RequestState,
  type SealedRequest,
} from "../../requests/state.ts";
import { answerOf, type Answer } from "./answer.ts";
import { calledOf, changed, changeOne, once, stale, unchanged, type Decision } from "./change.ts";
import { problem } from "./problem.ts";
import { endpoint, NOTHING, type ApiNeeds } from "./route.ts";
import {
  askBody,
  assignBody,
  bulkBody,
  bulkSchema,
  moveBody,
  noteBody,
  refParams,
  summarySchema,
} from "./schemas.ts";

const one = {
  method: "post",
  kind: "change",
  params: refParams,
  query: NOTHING,
  answer: summarySchema,
} as const;

const next = (request: RequestState): RequestState => ({
  ...request,
  version: request.version + 1,
});

export const assignRoute = endpoint(
  {
    ...one,
    id: "assignRequest",
    path: "/api/v1/requests/{ref}/assign",
    summary: "Give a request to an officer, or to nobody",
    roles: ["officer", "administrator"],
    body: assignBody,
    problems: ["no_such_officer", "own_help"],
  },
  (need, asked) =>
    changeOne(need, asked, (request) => {
      const { at, staff, body } = asked;
      if (body.to !== null && isOutOf(request, body.to)) return unchanged(problem("own_help"));
      const writes = assign({ request, actor: `staff:${staff.id}`, at }, body.to);
      return changed({ ...next(request), assigned: body.to }, at, writes);
    }),
);

export const moveRoute = endpoint(
  {
    ...one,
    id: "moveRequest",
    path: "/api/v1/requests/{ref}/move",
    summary: "Move a request along the life cycle of its service",
    roles: ["officer"],
    body: moveBody,
    problems: ["move_refused", "sent_already", "slot_taken", "release_gone"],
  },
  (need, asked) =>
    changeOne(need, asked, (request) =>
      moveOne(need, request, { ...asked.body, staff: asked.staff.id, at: asked.at }),
    ),
);

export const askRoute = endpoint(
  {
    ...one,
    id: "askCitizen",
    path: "/api/v1/requests/{ref}/ask",
    summary: "Ask the citizen something, in place of a question not answered yet",
    roles: ["officer"],
    body: askBody,
    problems: ["closed", "own_help", "release_gone"],
  },
  (need, asked) =>
    changeOne(need, asked, async (request) => {
      const { at, staff, body } = asked;
      if (isOutOf(request, staff.id)) return unchanged(problem("own_help"));
      const release = await need.releases.get(request.release);
      if (release === null) return unchanged(problem("release_gone"));
      if (!mayAsk(release, request)) return unchanged(problem("closed"));
      const contact = await contactOf(need.store, need.vault, request.person);
      const asking = { request, actor: `staff:${staff.id}`, at };
      const { question } = body;
      const writes = ask(need.vault, release, asking, { question, contact });
      return changed(next(request), at, writes);
    }),
);

export const noteRoute = endpoint(
  {
    ...one,
    id: "noteRequest",
    path: "/api/v1/requests/{ref}/note",
    summary: "Write something down for colleagues",
    roles: ["officer"],
    body: noteBody,
    problems: [],
  },
  (need, asked) =>
    changeOne(need, asked, (request) => {
      const { at, staff, body } = asked;
      const writes = note({ request, actor: `staff:${staff.id}`, at }, body.note);
      return changed(next(request), at, writes);
    }),
);

interface Wish {
  to: string;
  reason: string | null;
  note: string | null;
  gives: Readonly<Record<string, unknown>>;
  /** Id of the officer. */
  staff: string;
  at: number;
}

/** One move, alone or among many, with the SMS that tells of it. */
async function moveOne(need: ApiNeeds, request: SealedRequest, wish: Wish): Promise<Decision> {
  const { to, reason, note: words, gives, staff, at } = wish;
  const release = await need.releases.get(request.release);
  if (release === null) return unchanged(problem("release_gone"));
  const actor = `staff:${staff}`;
  const given = openGiven(need.vault, request);
  const wished = { by: "officer", to, reason, note: words, gives } as const;
  const answers = openAnswers(need.vault, request);
  const moving = { request, release, actor, at, given, answers, anew: null, ...wished };
  const contact = await contactOf(need.store, need.vault, request.person);
  const { decision, writes } = toldMove(need.vault, moving, { contact, class: "update" });
  if (decision.refused === null) return changed(decision.next, at, writes);
  // Kept, since its line is in the history: the same call again must not add another one.
  const errors = decision.faults.map(({ name, what }) => ({
    at: ["body/gives", ...(name === "" ? [] : [name])].join("/"),
    what,
  }));
  const refused = { reason: decision.refused, ...(errors.length > 0 && { errors }) };
  const answer = problem("move_refused", refused);
  return { answer, writes, keep: true };
}

/** Of many, one that does not open is told of and holds up no other. @throws what is no VaultError */
function notOpened({ log }: ApiNeeds, error: unknown): Answer {
  if (!(error instanceof VaultError)) throw error;
  log.fault("api", error);
  return problem("not_opened");
}

export const bulkRoute = endpoint(
  {
    id: "moveRequests",
    method: "post",
    path: "/api/v1/requests/move",
    summary: "Move up to 100 requests alike, each for itself: some may be moved and others not",
    roles: ["officer"],
    kind: "changes",
    params: NOTHING,
    query: NOTHING,
    body: bulkBody,
    answer: bulkSchema,
    problems: [],
  },
  async (need, asked) => {
    const { at, staff, body } = asked;
    const called = calledOf(asked);
    return once(need, called, async () => {
      const { requests, ...wish } = body;
      const results = await Promise.all(
        requests.map(async ({ ref, version }) => {
          // Kept with its own move, so that a bulk that was cut off goes on where it was.
          const each = { ...called, key: `${called.key} ${ref}` };
          const moving = once(need, each, async () => {
            const request = await findByRef(need.store, { ref });
            if (request === null) return unchanged(problem("not_found"));
            if (request.version !== version) return unchanged(stale(request, at));
            return moveOne(need, request, { ...wish, staff: staff.id, at });
          });
          const { status, body: said } = await moving.catch((error: unknown) =>
            notOpened(need, error),
          );
          const told: unknown = JSON.parse(said);
          const moved = status === 200;
          return { ref, status, request: moved ? told : null, problem: moved ? null : told };
        }),
      );
      return { answer: answerOf(200, { results }), writes: [], keep: true };
    });
  },
);
