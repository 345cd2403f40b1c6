/** Rules about what requests hold: what makes two of them the same is known, and somebody can give it back. */
import { CLOSES } from "../claims.ts";
import type { ServiceFile } from "../format.ts";
import { ESCALATE } from "../life-compile.ts";
import type { StatusFile } from "../life-format.ts";
import { meant } from "../nearest.ts";
import { nameOf } from "../written.ts";
import { namedIn, questionsOf } from "./named.ts";
import { comesPast } from "./unasked.ts";
import { below, isPartial, type At, type World } from "./world.ts";

export function checkClaims(world: World): void {
  for (const service of world.source.services.values()) {
    if (isPartial(world, service.service)) continue;
    checkOnce(world, service);
    checkFrees(world, service);
  }
}

/** True where a request of the service holds something. */
function holds({ once, screens, aside }: ServiceFile): boolean {
  return once !== undefined || [...screens, ...(aside ?? [])].some((screen) => "book" in screen);
}

function checkOnce(world: World, service: ServiceFile): void {
  const { report } = world;
  const { once } = service;
  if (once === undefined) return;
  const at = { file: `${service.service}.yaml`, path: ["once"] };
  const known = [
    ...questionsOf(service),
    ...Object.keys(service.let ?? {}),
    ...(service.open === undefined ? [] : [CLOSES]),
  ];
  for (const [index, name] of once.by.entries()) {
    const place = below(at, "by", index);
    if (once.by.indexOf(name) !== index) {
      report(place, "once", `\`${name}\` stands here twice`, "Keep one of them.");
    } else if (!known.includes(name)) {
      const mend = meant(name, known) || `Known: ${known.join(", ")}.`;
      report(place, "once", `there is no answer or computed value \`${name}\``, mend);
    }
  }
  if (once.by.every((name) => known.includes(name))) checkToldApart(world, service, once.by);
}

/** Whoever answers none of what tells two requests apart is refused as soon as one other has. */
function checkToldApart(world: World, service: ServiceFile, by: readonly string[]): void {
  if (world.source.unread.size > 0) return;
  const telling = new Set(
    by.flatMap((name) => tellingIn(service, service.let?.[name]?.be ?? name)),
  );
  const ids = [...telling].map((name) => `${service.service}/${name}`);
  if (!comesPast(world.release, service, null, new Set(ids)))
    return checkFew(world, service, telling);
  const names = [...telling].map((name) => `\`${name}\``).join(" or ");
  const message =
    names === ""
      ? "so few answers are one for many people, of whom only the first could send"
      : `a way to the check screen goes around ${names}, and of all who go it only the first could send`;
  const mend = "Add what each of them types or chooses from a list, and must answer.";
  const at = { file: `${service.service}.yaml`, path: ["once", "by"] };
  world.report(at, "once", message, mend);
}

/** Rows of lists, of which each is one for many people: a country's wards are more, a county's are not. */
const FEW = 1000;

/** Whoever comes second from a ward is refused for ever, where nothing is theirs alone. */
function checkFew(world: World, service: ServiceFile, telling: ReadonlySet<string>): void {
  let rows = 1;
  for (const screen of [...service.screens, ...(service.aside ?? [])]) {
    const { name } = nameOf(screen);
    if (!telling.has(name)) continue;
    if (!("choose" in screen)) return;
    rows *= world.source.data.get(screen.from ?? "")?.rows.length ?? 1;
  }
  if (rows > FEW) return;
  const names = [...telling].map((name) => `\`${name}\``).join(" and ");
  const message = `all who choose the same ${names} are one, of whom only the first could send`;
  const mend = "Add what is theirs alone and typed: a number, a name, a phone.";
  const at = { file: `${service.service}.yaml`, path: ["once", "by"] };
  world.report(at, "once", message, mend, "warning");
}

/** Questions that an expression names, of which the answers tell people apart: typed, or out of a list. */
function tellingIn(service: ServiceFile, expression: string): string[] {
  return [...service.screens, ...(service.aside ?? [])].flatMap((screen) => {
    const tells =
      "look_up" in screen ||
      "book" in screen ||
      ("choose" in screen && screen.from !== undefined) ||
      ("ask" in screen && screen.as !== "yes_no" && screen.optional !== true);
    const { name } = nameOf(screen);
    return tells && namedIn(expression, name) ? [name] : [];
  });
}

/** What came to its end unheard does not hold anything again. */
function isEnd({ may_become, late, question }: StatusFile): boolean {
  const moved = late !== undefined && late.then !== ESCALATE;
  return may_become === undefined && question === undefined && !moved;
}

function checkFrees({ report }: World, service: ServiceFile): void {
  const statuses = Object.entries(service.life ?? {});
  const of = (...path: (string | number)[]): At => ({
    file: `${service.service}.yaml`,
    path: ["life", ...path],
  });
  const key = (at: At): At => ({ ...at, within: "key" });
  const freeing = new Set(statuses.flatMap(([name, { frees }]) => (frees === true ? [name] : [])));
  const ends = new Set(statuses.flatMap(([name, status]) => (isEnd(status) ? [name] : [])));
  const [first] = statuses;
  if (!holds(service)) {
    for (const name of freeing) {
      const mend =
        "Leave it out, or ask for a time with `book`, or say under `once` of what there is one.";
      report(key(of(name, "frees")), "frees", "a request of this service holds nothing", mend);
    }
    return;
  }
  if (first !== undefined && freeing.has(first[0])) {
    const message = "a request begins with this, and would never hold anything";
    report(key(of(first[0], "frees")), "frees", message, "Begin `life` with another status.");
  }
  for (const [name, { refusal, frees, late, question }] of statuses) {
    if (refusal === true && frees !== true) {
      const message = `what is refused in \`${name}\` cannot be asked for again`;
      report(key(of(name)), "frees", message, "Add `frees: true`.", "warning");
    }
    if (!freeing.has(name)) continue;
    const back = (to: string | undefined, at: At) => {
      if (to === undefined || to === ESCALATE || freeing.has(to) || ends.has(to)) return;
      const message = `by \`${to}\` the request would hold again what another one may have by now`;
      report(at, "frees", message, "Let an officer or the citizen move it, who can be told so.");
    };
    back(late?.then, of(name, "late", "then"));
    back(question?.yes, of(name, "question", "yes"));
    back(question?.no, of(name, "question", "no"));
  }
  if (freeing.size > 0 || first === undefined) return;
  const message = "no status gives back what a request holds: cancelled, it would hold it for ever";
  report(
    key(of(first[0])),
    "frees",
    message,
    "Add `frees: true` to the statuses that end it unheard.",
  );
}
