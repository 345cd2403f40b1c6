/** The rules of the house as checks over source texts; docs/architecture.md says why each is kept. */
import { posix } from "node:path";
import { faultsIn, withoutComments, type SourceFile } from "./source.ts";

/** From the ground up. Rooms in one list never import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ["base"],
  ["menu", "gateway", "store", "connector"],
  ["people", "requests", "messages", "staff", "audit", "events", "insight"],
  ["actions"],
  ["session", "console"],
  ["app"],
  ["top"],
];

/** Files in no folder that a room is made of; every other one belongs to the top. */
const APP = [
  "app",
  "callback",
  "sms-callback",
  "body",
  "admission",
  "arrivals",
  "throughput",
  "often",
];
/** Folders of the top: what is started by hand. */
const TOP = ["cli"];

interface Reserved {
  what: RegExp;
  /** Rooms, or files beside them, that may. */
  rooms: readonly string[];
  /** Said after the finding. */
  only: string;
}

const STATEMENT_ROOMS = [
  "store",
  "people",
  "requests",
  "messages",
  "staff",
  "audit",
  "events",
  "insight",
  "session",
];

const RESERVED_PACKAGES: readonly Reserved[] = [
  { what: /^xstate(\/|$)/, rooms: ["menu"], only: "menu" },
  {
    what: /^(drizzle-orm\/|better-sqlite3(\/|$)|pg(\/|$))/,
    rooms: ["store"],
    only: "store: an engine has one door",
  },
  { what: /^africastalking(\/|$)/, rooms: ["gateway"], only: "gateway: its errors hold the key" },
  { what: /^drizzle-orm$/, rooms: STATEMENT_ROOMS, only: "rooms that have rows" },
  { what: /^undici(\/|$)/, rooms: ["connector"], only: "connector: it checks where a call goes" },
  {
    what: /^(hono(\/|$)|@hono\/)/,
    rooms: ["app", "console", "serve", "listen", "main"],
    only: "app, console and what serves them",
  },
];

const RESERVED_CODE: readonly Reserved[] = [
  {
    what: /\bprocess\.env\b|\benv\b[^;\n]*from "node:process"/g,
    rooms: ["config"],
    only: "config",
  },
  {
    what: /\bDate\.now\b|\bnew Date\(\)|\bnew Date\b(?!\()|(?<!new )\bDate\(\)|\bTemporal\.Now\b/g,
    rooms: ["base"],
    only: "base: instants are passed in",
  },
  {
    what: /\bMath\.random\b|\b(?:randomBytes|randomInt|randomUUID|randomFill(?:Sync)?|getRandomValues)\b/g,
    rooms: ["base"],
    only: "base: randomness is passed in",
  },
];

/** The room a file of src is in; `main`, `config` and their neighbours are the top. */
export function roomOf(path: string): string {
  const [first = "", deeper] = path.replace(/^src\//, "").split("/");
  if (deeper !== undefined) return TOP.includes(first) ? "top" : first;
  return APP.includes(nameOf(path)) ? "app" : "top";
}

/** Whether a rule lets a file in, as one of a room or by its name. */
function isAmong(path: string, allowed: readonly string[]): boolean {
  const inFolder = path.split("/").length > 2;
  return allowed.includes(roomOf(path)) || (!inFolder && allowed.includes(nameOf(path)));
}

function nameOf(path: string): string {
  return posix.basename(path, ".ts");
}

function layerOf(room: string): number {
  return LAYERS.findIndex((rooms) => rooms.includes(room));
}

const IMPORT =
  /^(?:import|export)\b[^;"]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

/** Every breach of the layers and of who may import what, as `path:line: words`. Pure. */
export function importFaults(
  files: readonly SourceFile[],
  dependencies: readonly string[],
): string[] {
  return files.flatMap(({ path, text }) =>
    faultsIn({ path, text: withoutComments(text) }, IMPORT, ([, from, bare, lazy]) => {
      const target = from ?? bare ?? lazy ?? "";
      return target.startsWith(".")
        ? wayFault(path, target)
        : packageFault(path, target, dependencies);
    }),
  );
}

function wayFault(path: string, target: string): string | null {
  const into = posix.join(posix.dirname(path), target);
  if (!into.startsWith("src/")) return `imports ${into}, which is outside src`;
  // It runs when it is read: a part of something else it can never be.
  if (into === "src/main.ts") return "imports main, which is only ever started";
  const [here, there] = [roomOf(path), roomOf(into)];
  const [from, to] = [layerOf(here), layerOf(there)];
  if (from === -1) return `${here} is in no layer`;
  if (to === -1) return `imports ${there}, which is in no layer`;
  if (to > from) return `${here} imports ${there}, upward`;
  return to === from && here !== there ? `${here} imports ${there}, sideways` : null;
}

function packageFault(
  path: string,
  target: string,
  dependencies: readonly string[],
): string | null {
  const breach = RESERVED_PACKAGES.find(
    ({ what, rooms }) => what.test(target) && !isAmong(path, rooms),
  );
  if (breach !== undefined) return `imports ${target}, which is for ${breach.only}`;
  const name = /^(@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? "";
  if (target.startsWith("node:") || dependencies.includes(name)) return null;
  // Installed for development or by chance: a production install lacks it.
  return `imports ${name}, which is not among the dependencies`;
}

/** Every use of the environment, the time or chance outside its one room. Pure. */
export function reachFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    RESERVED_CODE.filter(({ rooms }) => !isAmong(path, rooms)).flatMap(({ what, only }) =>
      faultsIn({ path, text: withoutComments(text) }, what, ([use]) => `${use} is for ${only}`),
    ),
  );
}
