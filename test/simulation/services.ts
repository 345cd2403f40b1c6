/** What the three services ask, and what may become of their requests: written down apart from the menus. */

export const SERVICES = ["fix", "stall", "plot"] as const;
export type ServiceName = (typeof SERVICES)[number];

interface Question {
  name: string;
  /** The name of its screen. */
  screen: string;
}

export const QUESTIONS: Readonly<Record<ServiceName, readonly Question[]>> = {
  fix: [
    { name: "kind", screen: "KIND" },
    { name: "place", screen: "PLACE" },
    { name: "risk", screen: "RISK" },
  ],
  stall: [
    { name: "market", screen: "MARKET" },
    { name: "number", screen: "NUMBER" },
    { name: "goods", screen: "GOODS" },
  ],
  plot: [
    { name: "parcel", screen: "PARCEL" },
    { name: "wish", screen: "WISH" },
  ],
};

export const KINDS: readonly string[] = "water road lamp waste tree bridge drain noise fire".split(
  " ",
);

/** The screen of what is sent, by service. */
export const CHECKS: Readonly<Record<string, ServiceName>> = {
  CHECK: "fix",
  SURE: "stall",
  DEED: "plot",
};

/** A service by its title, in either language. */
export const TITLES: readonly (readonly [RegExp, ServiceName])[] = [
  [/Report|Ripoti/, "fix"],
  [/Stall|Kibanda/, "stall"],
  [/Plot|Kiwanja/, "plot"],
];

/** As a check screen shows an answer. */
export function shownAs(value: string): readonly string[] {
  if (value === "yes") return ["Yes", "Ndiyo"];
  if (value === "no") return ["No", "La"];
  if (value === "east") return ["East", "Mashariki"];
  if (value === "west") return ["West", "Magharibi"];
  return [value];
}

/** As a request keeps it. */
export function keptAs(value: string): unknown {
  if (value === "yes") return true;
  if (value === "no") return false;
  return /^\d+$/.test(value) ? Number(value) : value;
}

/** Milliseconds a draft is kept. */
export const DRAFT_MS = 2 * 86_400_000;

export const FIRST: Readonly<Record<ServiceName, string>> = {
  fix: "received",
  stall: "asked",
  plot: "sent",
};

/** `from to who`: every move there is. */
export const MOVES: Readonly<Record<ServiceName, ReadonlySet<string>>> = {
  fix: new Set([
    "received taken staff",
    "received cancelled person",
    "taken fixed staff",
    "fixed closed person",
    "fixed reopened person",
    "fixed closed clock",
    "reopened fixed staff",
  ]),
  stall: new Set([
    "asked given staff",
    "asked refused staff",
    "asked cancelled person",
    "asked lapsed clock",
    "given lapsed clock",
    "given cancelled person",
  ]),
  plot: new Set(["sent entered staff", "entered shown person", "entered lapsed clock"]),
};

/** What officers do, by status. */
export const OFFICE: Readonly<Record<string, readonly { to: string; reason: string | null }[]>> = {
  received: [{ to: "taken", reason: null }],
  taken: [{ to: "fixed", reason: null }],
  reopened: [{ to: "fixed", reason: null }],
  sent: [{ to: "entered", reason: null }],
  asked: [
    { to: "given", reason: null },
    { to: "refused", reason: "full" },
  ],
};

/** Statuses in which a stall is somebody's. */
export const HOLDING: ReadonlySet<string> = new Set(["asked", "given"]);
