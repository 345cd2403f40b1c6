/** How requests are shown to staff, in words of their language. What a role may see of them is `opened`'s. Pure. */
import type { z } from "@hono/zod-openapi";
import { isHelper } from "../../actions/object.ts";
import type { Answer, Answers } from "../../menu/contract.ts";
import { givenValues } from "../../menu/given.ts";
import type { Move, Status } from "../../menu/life.ts";
import type { CompiledScreen, CompiledService, Release } from "../../menu/model.ts";
import { say, type Sayings } from "../../menu/text.ts";
import { answerLabel, titleOf } from "../../menu/values.ts";
import type { ListedRequest } from "../../requests/page.ts";
import type { RequestState } from "../../requests/state.ts";
import type { Staff } from "../../staff/roles.ts";
import type { Opened, OpenedLine } from "./opened.ts";
import type { requestSchema, servicesSchema, summarySchema } from "./schemas.ts";

type Summary = z.infer<typeof summarySchema>;
type Shown = z.infer<typeof requestSchema>;

export function instantOf(at: number): string {
  return new Date(at).toISOString();
}

export function instantOrNull(at: number | null): string | null {
  return at === null ? null : instantOf(at);
}

/** What lists and changes show: nothing of the citizen. */
export function summaryOf(request: ListedRequest, at: number): Summary {
  const { ref, service, status, priority, version, assigned, deadline, assistedBy } = request;
  return {
    ref,
    service,
    status,
    status_at: instantOf(request.statusAt),
    opened_at: instantOf(request.openedAt),
    priority,
    version,
    assigned,
    deadline: instantOrNull(deadline),
    overdue: deadline !== null && deadline < at,
    late: instantOrNull(request.lateAt),
    assisted_by: assistedBy,
    objected: instantOrNull(request.objectedAt),
  };
}

/** The language asked for where the channel speaks it, else its first one. */
export function languageIn(release: Release, asked: string | undefined): string {
  const spoken = release.channel.languages.map(({ is }) => is);
  return asked !== undefined && spoken.includes(asked) ? asked : (spoken[0] ?? "en");
}

export interface Showing {
  request: RequestState;
  /** The request's own; null when the store has it no more: then nothing has words. */
  release: Release | null;
  /** As far as the caller's role may read it. */
  opened: Opened;
  /** The citizen's phone refuses our SMS. */
  blocked: boolean;
  staff: readonly Staff[];
  /** Id of whoever reads. */
  reader: string;
  lang: string | undefined;
  at: number;
}

/** One request, whole, as far as it was opened. */
export function showRequest(showing: Showing): Shown {
  const { request, release, opened, staff, reader, lang, at } = showing;
  const { answers, question, given, phone, history } = opened;
  const language = release === null ? "en" : languageIn(release, lang);
  const status = release?.services.get(request.service)?.life?.statuses.get(request.status);
  return {
    ...summaryOf(request, at),
    title: release === null ? request.service : titleOf(release, request.service, language),
    status_says: status === undefined ? request.status : bare(status.say, language),
    phone: phone.value,
    sms: showing.blocked ? "blocked" : "open",
    question: question.value,
    answers: answersIn(showing, answers.value ?? {}, language),
    given: givenIn(showing, given.value ?? {}, language),
    hidden: {
      answers: answers.hidden,
      question: question.hidden,
      phone: phone.hidden,
      given: given.hidden,
    },
    moves:
      status === undefined || isHelper(request, reader)
        ? []
        : movesOf(release, request.service, status, language),
    history: history.map((line) => ({
      ...lineOf(line, staff),
      given: givenIn(showing, line.given.value ?? {}, language),
    })),
  };
}

/** Screens that leave an answer somebody gave; a notice leaves only that it was shown. */
const ANSWERED = new Set(["choose", "ask", "book"]);

function answersIn({ request, release }: Showing, answers: Answers, language: string) {
  const { service } = request;
  return Object.entries(answers).flatMap(([name, value]) => {
    const screen =
      release?.screens.get(`${service}/${name}`) ?? release?.screens.get(`channel/${name}`);
    if (screen !== undefined && !ANSWERED.has(screen.kind)) return [];
    // What no screen speaks for may be sensitive.
    const sensitive = screen?.sensitive !== false;
    if (screen === undefined || release === null) {
      const says = value === null ? null : String(value);
      return [{ name, label: null, value, says, sensitive }];
    }
    const speaking = { release, language, service, answers, code: "" };
    const says = saidOf(screen, value, speaking);
    const label = screen.label === null ? null : bare(screen.label, language);
    return [{ name, label, value, says, sensitive }];
  });
}

function givenIn({ request, release }: Showing, given: Answers, language: string) {
  const { service } = request;
  const known = release?.services.get(service)?.life?.gives;
  const said = release === null ? {} : givenValues(release, service, given);
  return Object.entries(given).flatMap(([name, value]) => {
    if (typeof value !== "string" && typeof value !== "number") return [];
    const label = known?.get(name)?.label;
    const says = String(said[name]?.(language) ?? value);
    return [{ name, label: label === undefined ? name : bare(label, language), value, says }];
  });
}

function saidOf(
  screen: CompiledScreen,
  value: Answer,
  speaking: Parameters<typeof answerLabel>[0],
): string | null {
  return value === null ? null : String(answerLabel(speaking, screen, value));
}

/** A text that names nothing of the citizen. */
function bare(sayings: Sayings, language: string): string {
  return say(sayings, language, () => "");
}

function movesOf(
  release: Release | null,
  service: string,
  { moves }: Status,
  language: string,
): Shown["moves"] {
  const life = release?.services.get(service)?.life;
  if (!life) return [];
  const reasonOf = (code: string) => {
    const words = life.reasons.get(code);
    return { code, says: words === undefined ? code : bare(words, language) };
  };
  const givenOf = (given: string) =>
    [life.gives.get(given)].flatMap((one) =>
      one === undefined
        ? []
        : [
            {
              name: given,
              label: bare(one.label, language),
              as: one.as,
              min: one.min,
              max: one.max,
            },
          ],
    );
  const optionOf = ({ to, reasons, gives }: Move) => {
    const words = life.statuses.get(to)?.say;
    return {
      to,
      says: words === undefined ? to : bare(words, language),
      reasons: reasons.map(reasonOf),
      gives: gives.flatMap(givenOf),
    };
  };
  return moves.filter(({ by }) => by === "officer").map(optionOf);
}

function lineOf(
  { seq, at, actor, action, from, to, reason, note, given }: OpenedLine,
  staff: readonly Staff[],
) {
  const isAssign = action === "assign";
  return {
    seq,
    at: instantOf(at),
    by: actorOf(actor, staff),
    action,
    from,
    to,
    reason: isAssign ? null : reason,
    assigned: isAssign ? reason : null,
    note: note.value,
    hidden: note.hidden ?? given.hidden,
  };
}

/** Whose requests are whose is nobody's business here: a citizen has no id. */
function actorOf(actor: string, staff: readonly Staff[]): Shown["history"][number]["by"] {
  const [kind, id = null] = actor.split(":");
  if (kind === "person") return { kind: "citizen", id: null, name: null };
  if (kind !== "staff") return { kind: "clock", id: null, name: null };
  const member = staff.find((each) => each.id === id);
  return { kind: "staff", id, name: member?.name ?? null };
}

/** The services of a release, for whoever offers moves. */
export function showServices(
  release: Release | null,
  lang: string | undefined,
): z.infer<typeof servicesSchema> {
  if (release === null) return { services: [] };
  const language = languageIn(release, lang);
  const statusesOf = ({ name, life }: CompiledService) =>
    [...(life?.statuses.values() ?? [])].map((status) => ({
      status: status.name,
      says: bare(status.say, language),
      end: status.end,
      moves: movesOf(release, name, status, language),
    }));
  return {
    services: [...release.services.values()].map((service) => ({
      service: service.name,
      title: bare(service.title, language),
      statuses: statusesOf(service),
    })),
  };
}
