/**
 * What there is to visit of assisted mode, and what of it a step or an SMS shows.
 *
 * Owns the names of its points, which are those of the texts in `assist` of channel.yaml. Leaves out what no call of
 * these menus can come to. Called by `points` and `seen`. Pure.
 */
import { assistSms } from "../../actions/tell-assisted.ts";
import { ASSIST_KEYS, type AssistSms, type AssistText } from "../../menu/assist-format.ts";
import { asksWhom, isForOneself, tellsForWhom } from "../../menu/assist.ts";
import type { Facts, Snapshot } from "../../menu/contract.ts";
import { isDecidable } from "../../menu/life.ts";
import { OWN, type Release } from "../../menu/model.ts";
import { isObjection } from "../../menu/objection.ts";
import { lifeStatusOf } from "../../menu/request-body.ts";
import type { TakenStep } from "../../session/scene.ts";
import type { Kind, Point } from "./points.ts";

const AT = "assist";
/** So many one call can help, of its 200 replies: who may help more in a day is not dialled for. */
export const HELPED_MAX = 60;

const KIND_OF: Readonly<Record<AssistText, Kind>> = {
  option: "option",
  phone: "screen",
  own: "reason",
  abroad: "reason",
  agreed: "screen",
  helping: "screen",
  alone: "screen",
  many: "screen",
  over: "screen",
  objection: "option",
  noted: "screen",
  noted_decided: "screen",
};

export function helpPoints(release: Release): Point[] {
  if (release.channel.assist === null) return [];
  return [
    ...ASSIST_KEYS.texts.filter((key) => canRead(release, key)).map(textPoint),
    ...ASSIST_KEYS.sms.filter((key) => canGet(release, key)).map(smsPoint),
  ];
}

export function textPoint(key: AssistText): Point {
  return pointOf(KIND_OF[key], "texts", key);
}

export function smsPoint(key: AssistSms): Point {
  return pointOf("sms", "sms", key);
}

function pointOf(kind: Kind, of: "texts" | "sms", what: string): Point {
  return { kind, service: null, at: AT, what, file: "channel.yaml", path: [AT, of, what] };
}

function canRead(release: Release, key: AssistText): boolean {
  const { assist } = release.channel;
  const asks = [...release.screens.values()].some(({ kind }) => kind === "requests");
  switch (key) {
    case "alone":
      return leadsAlone(release);
    case "many":
      return assist !== null && assist.day <= HELPED_MAX;
    case "objection":
      return asks && canSend(release);
    case "noted":
      return asks && canSend(release, true);
    case "noted_decided":
      return asks && canSend(release, false);
    default:
      return true;
  }
}

function canGet(release: Release, key: AssistSms): boolean {
  if (key === "objected") return canSend(release, true);
  return canSend(release, key === "objected_decided" ? false : undefined);
}

/** Whether anything can be sent for somebody else; `open`: with a status in which officers can decide, or cannot. */
function canSend({ services }: Release, open?: boolean): boolean {
  return [...services.values()].some(({ assisted, life }) => {
    if (!assisted || life === null) return false;
    return (
      open === undefined || [...life.statuses.values()].some((one) => isDecidable(one) === open)
    );
  });
}

/** Whether a way leads to what people can only do themselves. Options that lead nowhere else are left out. */
function leadsAlone(release: Release): boolean {
  const isAlone = ({ to }: { to: string }) => isForOneself(release, to);
  return [...release.screens.values()].some(({ id, edges, choices, other }) => {
    if (isForOneself(release, id)) return false;
    const ways = [...choices, ...(other === null ? [] : [other])].flatMap((choice) =>
      choice.edges === null || choice.edges.every(isAlone) ? [] : choice.edges,
    );
    return [...edges, ...ways].some(isAlone);
  });
}

/** What a step shows of it. */
export function helpSeen({ release, before, after, facts }: TakenStep): Point[] {
  return textsSeen(release, before, after, facts).map(textPoint);
}

function textsSeen(
  release: Release,
  before: Snapshot | null,
  after: Snapshot,
  facts: Facts,
): AssistText[] {
  const { screen, wrong, about } = after;
  const code = wrong?.code;
  if (screen === OWN.assist) {
    if (code !== undefined) return code === "own" || code === "abroad" ? [code] : [];
    return before === null || asksWhom(before) ? ["phone"] : ["option", "phone"];
  }
  if (screen === OWN.agreed) return code === undefined ? ["agreed"] : [];
  if (screen === OWN.alone) return [about === "many" || about === "over" ? about : "alone"];
  if (isObjection(after) && screen === OWN.sure && before?.screen === OWN.request) {
    return ["objection"];
  }
  if (isObjection(after) && screen === OWN.moved) return [notedAs(release, after, facts)];
  return tellsForWhom(after, release.screens.get(screen), facts) ? ["helping"] : [];
}

function notedAs(
  release: Release,
  { about }: Snapshot,
  { requests }: Facts,
): "noted" | "noted_decided" {
  const [ref] = (about ?? "").split(" ");
  const request = requests?.find((one) => one.ref === ref);
  const status = request && lifeStatusOf(release, request);
  return status !== undefined && isDecidable(status) ? "noted" : "noted_decided";
}

/** Which of its SMS a text is, of one of these requests, by language; mostly none. */
export function helpSmsSeen(
  release: Release,
  refs: readonly string[],
  text: string,
): { language: string; point: Point }[] {
  const { assist, languages } = release.channel;
  if (assist === null) return [];
  return languages.flatMap(({ is: language }) =>
    ASSIST_KEYS.sms
      .filter((key) => refs.some((ref) => assistSms(release, key, language, ref) === text))
      .map((key) => ({ language, point: smsPoint(key) })),
  );
}
