/**
 * Reads the menu files: from text to their shape, every fault of every file in one run.
 *
 * Owns reading. A screen that cannot be read is held open by an empty one, so that the rest of its
 * file is still checked. Called by `release`.
 */
import { isSupportedCountry } from "libphonenumber-js/mobile";
import { z } from "zod";
import { readTable } from "./data.ts";
import type { Finding, Rule } from "./finding.ts";
import { channelFile, serviceFile, type ChannelFile, type ServiceFile } from "./format.ts";
import {
  SCREEN_KINDS,
  screenOf,
  use,
  type AnswerType,
  type ScreenKind,
  type ScreenSource,
} from "./screen-format.ts";
import { meant } from "./nearest.ts";
import { keysAt } from "./schema.ts";
import { shapeFaults, type ShapeFault } from "./shape.ts";
import type { DataTable, MenuFiles, MenuSource, Path, Placer } from "./source.ts";
import { Tally } from "./tally.ts";
import { askedBy, byName, placeKey, type Origin } from "./used.ts";
import { readYaml } from "./yaml.ts";

export const CHANNEL_FILE = "channel.yaml";

/** `source` is null where the channel itself could not be read. */
export function readMenus(files: MenuFiles): { source: MenuSource | null; findings: Finding[] } {
  const reader = new Reader();
  const channel = reader.channel(files.get(CHANNEL_FILE));
  const languages = channel?.languages.map(({ is }) => is) ?? [];
  const services = new Map<string, ServiceFile>();
  const data = new Map<string, DataTable>();
  const foreign = new Map<string, ReadonlyMap<string, Finding>>();
  for (const [file, content] of files) {
    if (file.endsWith(".csv") && channel !== null) {
      const read = readTable(file, content, languages);
      reader.add(read.findings);
      if (read.table === null) reader.unread.add(file);
      else data.set(file, read.table);
      foreign.set(file, read.foreign);
    } else if (file.endsWith(".yaml") && file !== CHANNEL_FILE) {
      const service = reader.service(file, content);
      if (service !== null) services.set(service.service, service);
    } else if (file.endsWith(".yml")) {
      reader.misnamed(file);
    }
  }
  const screens = [...services.values()].flatMap((file) => [
    ...file.screens,
    ...(file.aside ?? []),
  ]);
  const lives = [...services.values()].map(({ life }) => life);
  for (const [file, columns] of foreign) reader.add(printedIn(screens, lives, file, columns));
  const { findings, places, unread, shared } = reader;
  return {
    source: channel === null ? null : { channel, services, data, places, unread, shared },
    findings,
  };
}

/**
 * Of the columns with letters outside GSM-7, those that a screen without `letters: ucs2` prints, or
 * an SMS.
 */
function printedIn(
  screens: readonly ScreenSource[],
  lives: readonly ServiceFile["life"][],
  file: string,
  columns: ReadonlyMap<string, Finding>,
): Finding[] {
  const plain = screens.filter(({ letters }) => letters === undefined);
  const lists = (screen: ScreenSource) => "choose" in screen && screen.from === file;
  const names = screens.flatMap((one) => ("choose" in one && lists(one) ? [one.choose] : []));
  const texts = JSON.stringify([plain, lives]);
  return [...columns].flatMap(([column, finding]) => {
    const label = column === "name" || /^[a-z]{2,3}$/.test(column);
    const listed = label && plain.some(lists);
    const printed = names.some((name) => texts.includes(`{${name}.${column}`));
    return listed || printed ? [finding] : [];
  });
}

const unshaped = z.array(z.unknown());
const serviceShape = serviceFile.extend({
  screens: unshaped.min(1).max(500),
  aside: unshaped.max(500).optional(),
});
const channelShape = channelFile.extend({
  screens: unshaped.min(1),
  questions: unshaped.max(100).optional(),
});

class Reader {
  readonly #read: Finding[] = [];
  /** By file: what is wrong with its shape. */
  readonly #tallies = new Map<string, Tally>();
  /** By file: the lines of screens that were left out, as `yaml` tells them. */
  readonly #lost = new Map<string, ReadonlySet<number>>();
  readonly places = new Map<string, Placer>();
  readonly unread = new Set<string>();
  readonly shared = new Map<string, Origin>();
  #questions: ReturnType<typeof byName> = new Map();

  get findings(): Finding[] {
    return [...this.#read, ...[...this.#tallies.values()].flatMap((tally) => tally.findings)];
  }

  add(findings: readonly Finding[]): void {
    for (const finding of findings) this.#read.push(finding);
  }

  channel(content: string | undefined): ChannelFile | null {
    if (content === undefined) {
      this.#report(CHANNEL_FILE, [], "channel-missing", "there is no channel.yaml", MEND_CHANNEL);
      return null;
    }
    const file = this.#shape(CHANNEL_FILE, content, channelShape);
    if (file === null) return null;
    const questions = this.#screens(CHANNEL_FILE, null, "questions", file.questions ?? []);
    this.#questions = byName(questions);
    return {
      ...file,
      questions,
      time_zone: this.#timeZone(file.time_zone),
      country: this.#country(file.country),
      screens: this.#screens(CHANNEL_FILE, null, "screens", file.screens),
    };
  }

  /** One that this system knows: every date that is printed or compared depends on it. */
  #timeZone(name: string): string {
    try {
      new Intl.DateTimeFormat("en", { timeZone: name }).format(0);
      return name;
    } catch {
      const message = `there is no time zone \`${name}\``;
      this.#report(CHANNEL_FILE, ["time_zone"], "wrong-value", message, MEND_TIME_ZONE);
      return "UTC";
    }
  }

  /** A country whose phone numbers are known: in another one every number would be refused. */
  #country(code: string): string {
    if (!isSupportedCountry(code)) {
      const message = `no phone numbers are known of the country \`${code}\``;
      this.#report(CHANNEL_FILE, ["country"], "wrong-value", message, "Write one such as KE.");
    }
    return code;
  }

  /** Left unread, and never silently: somebody waits for this service. */
  misnamed(file: string): void {
    const mend = `Name it ${file.replace(/yml$/, "yaml")}.`;
    this.#report(file, [], "file-name", "menu files end in .yaml", mend);
  }

  service(path: string, content: string): ServiceFile | null {
    const name = path.replace(/\.yaml$/, "");
    const file = this.#shape(path, content, serviceShape);
    if (file === null) {
      this.unread.add(name);
      return null;
    }
    if (file.service !== name) {
      const message = `the service is \`${file.service}\`, the file \`${path}\``;
      this.#report(path, ["service"], "file-name", message, `Name the file ${file.service}.yaml.`);
    }
    const { aside, screens, ...rest } = file;
    return {
      ...rest,
      screens: this.#screens(path, file.service, "screens", screens),
      ...(aside === undefined ? {} : { aside: this.#screens(path, file.service, "aside", aside) }),
    };
  }

  #shape<Shape>(file: string, content: string, schema: z.ZodType<Shape>): Shape | null {
    const yaml = readYaml(file, content);
    this.add(yaml.findings);
    this.places.set(file, yaml.place);
    this.#lost.set(file, yaml.lost);
    if (yaml.data === null && yaml.findings.length > 0) return null;
    return this.#fit(file, [], yaml.data, schema, file === CHANNEL_FILE ? "channel" : "service");
  }

  #fit<Shape>(
    file: string,
    above: Path,
    data: unknown,
    schema: z.ZodType<Shape>,
    of: Parameters<typeof keysAt>[0],
  ): Shape | null {
    const read = schema.safeParse(data);
    if (read.success) return read.data;
    const faults = shapeFaults(read.error, data, (path) => keysAt(of, path));
    for (const { path, rule, message, mend, key } of faults) {
      this.#report(file, [...above, ...path], rule, message, mend, key ? "key" : undefined);
    }
    // A mistyped key is reported and then read as the one that was meant, or left out, so that all else is still read and checked.
    const known = corrected(
      data,
      faults.filter(({ rule }) => rule === "unknown-key"),
    );
    return schema.safeParse(known).data ?? null;
  }

  #screens(
    file: string,
    service: string | null,
    section: string,
    all: readonly unknown[],
  ): ScreenSource[] {
    const lost = this.#lost.get(file);
    return all.map((data, index) => {
      const gone = lost?.has(this.places.get(file)?.([section, index]).line ?? 0) === true;
      const screen = gone ? null : this.#screen(file, [section, index], data);
      if (screen !== null) return screen;
      const name =
        (gone && typeof data === "string" ? data : nameIn(data)) ?? `~unread_${section}_${index}`;
      this.unread.add(`${service ?? "channel"}/${name}`);
      return { show: name, say: "-" };
    });
  }

  #screen(file: string, path: Path, data: unknown): ScreenSource | null {
    const keys = typeof data === "object" && data !== null ? Object.keys(data) : [];
    const known = kindsIn(file, path);
    const kinds = known.filter((kind) => keys.includes(kind));
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      const near = (kind === undefined ? keys : [])
        .map((key) => meant(key, known))
        .find((words) => words !== "");
      const message =
        kind === undefined ? "this screen has no kind" : `this screen is ${kinds.join(" and ")}`;
      const mend = near ?? `Begin it with exactly one of ${known.join(", ")}.`;
      this.#report(file, path, "screen-kind", message, mend);
      return null;
    }
    if (kind === "use") return this.#used(file, path, data);
    const schema: z.ZodType<ScreenSource> = screenOf[kind];
    const screen = this.#fit(file, path, data, schema, kind);
    return screen === null || this.#limited(file, path, screen) ? screen : null;
  }

  /** The channel's question in place of its `use`. */
  #used(file: string, path: Path, data: unknown): ScreenSource | null {
    const read = this.#fit(file, path, data, use, "use");
    if (read === null) return null;
    const found = this.#questions.get(read.use);
    // One that could not be read is reported where it stands.
    if (found === undefined) {
      const message = `channel.yaml has no question \`${read.use}\``;
      const mend = meant(read.use, [...this.#questions.keys()]);
      const other = "Write it into `questions` of channel.yaml, or ask it here.";
      this.#report(file, [...path, "use"], "question-exists", message, mend || other);
      return null;
    }
    const { question, index } = found;
    const unread = this.unread.has(`channel/${read.use}`);
    if (unread) return null;
    this.shared.set(placeKey(file, path), { index, own: new Set(Object.keys(read)) });
    return askedBy(question, read);
  }

  /** False where a limit is no possible one: `max: -1` letters, or a million of them. */
  #limited(file: string, path: Path, screen: ScreenSource): boolean {
    const range = "ask" in screen ? LIMITS[screen.as] : undefined;
    if (!("ask" in screen) || range === undefined) return true;
    const wrong = (["min", "max"] as const).filter((key) => {
      const limit = screen[key];
      const least = key === "max" ? 1 : 0;
      return typeof limit === "number" && (limit < least || limit > range);
    });
    for (const key of wrong) {
      const message = `\`${screen[key]}\` is no limit of \`as: ${screen.as}\``;
      this.#report(file, [...path, key], "limits", message, `Write a number from 1 to ${range}.`);
    }
    return wrong.length === 0;
  }

  #report(
    file: string,
    path: Path,
    rule: Rule,
    message: string,
    mend: string,
    within?: number | "key",
  ): void {
    const tally = this.#tallies.get(file) ?? new Tally();
    this.#tallies.set(file, tally);
    tally.add(() => {
      const place = this.places.get(file)?.(path, within) ?? { line: 1, column: 1 };
      return { file, ...place, rule, severity: "error", message, mend };
    });
  }
}

/** The greatest `max`: letters as `answer` takes them without one, numbers of 15 digits. */
const LETTERS = 160;
const NUMBERS = 999_999_999_999_999;
const LIMITS: Readonly<Partial<Record<AnswerType, number>>> = {
  text: LETTERS,
  letters: LETTERS,
  code: LETTERS,
  number: NUMBERS,
  money: NUMBERS,
};

const MEND_CHANNEL =
  "Every menus folder has one; copy that of the examples. Is this the right folder?";

const MEND_TIME_ZONE = "Write one such as Africa/Nairobi.";

const QUESTIONS = ["choose", "ask"] as const;

/** What a screen may begin with here. */
function kindsIn(file: string, [section]: Path): readonly (ScreenKind | "use")[] {
  if (section === "questions") return QUESTIONS;
  return file === CHANNEL_FILE ? SCREEN_KINDS : [...SCREEN_KINDS, "use"];
}

/** The name an unreadable screen was given, so that ways to it are not reported too. */
function nameIn(data: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  const named = [...SCREEN_KINDS, "use"].flatMap((kind) =>
    kind in data ? [data[kind as keyof typeof data] as unknown] : [],
  );
  return typeof named[0] === "string" ? named[0] : null;
}

function corrected(data: unknown, faults: readonly ShapeFault[]): unknown {
  const copy = structuredClone(data);
  for (const { path, instead } of faults) {
    let parent: unknown = copy;
    for (const part of path.slice(0, -1)) parent = (parent as Record<string, unknown>)[part]; // a fault's path is there
    const map = parent as Record<string, unknown>; // as above
    delete map[String(path.at(-1))];
    if (instead !== undefined) map[instead.key] ??= instead.value;
  }
  return copy;
}
