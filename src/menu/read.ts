/**
 * Reads the menu files: from text to their shape, every fault of every file in one run.
 *
 * Owns what a channel file, a service file and a folder of them are. Called by `release` and `parts`.
 */
import { isSupportedCountry } from "libphonenumber-js/mobile";
import { z } from "zod";
import { readTable } from "./data.ts";
import type { Finding } from "./finding.ts";
import {
  CHANNEL_FILE,
  channelFile,
  serviceFile,
  type ChannelFile,
  type ServiceFile,
} from "./format.ts";
import { languagesOf, toldApart, wordsIn } from "./read-languages.ts";
import { ScreenReader } from "./read-screens.ts";
import { Reading } from "./reading.ts";
import type { ScreenSource } from "./screen-format.ts";
import type { DataTable, MenuFiles, MenuSource, Path } from "./source.ts";
import { Translator } from "./translate.ts";
import { byName, placeKey } from "./used.ts";
import { WORDS_FOLDER, type WordsFile } from "./words-format.ts";
import { nameOf } from "./written.ts";

/** `source` is null where the channel itself could not be read. */
export function readMenus(files: MenuFiles): { source: MenuSource | null; findings: Finding[] } {
  const reader = new Reader();
  const { reading } = reader;
  const written = files.get(CHANNEL_FILE);
  if (written === undefined) {
    // All else would be of what the channel says, in every file: nobody would see the one thing.
    reader.channelless(files);
    return { source: null, findings: reading.findings };
  }
  const words = wordsIn(reading, files);
  const channel = reader.channel(written, words, servicesIn(files));
  const languages = channel?.languages.map(({ is }) => is) ?? [];
  const incomplete = new Set(
    channel?.languages.flatMap(({ is, incomplete: open }) => (open === true ? [is] : [])),
  );
  const apart = new Set([...incomplete, ...words.map(({ language }) => language)]);
  const services = new Map<string, ServiceFile>();
  const data = new Map<string, DataTable>();
  const foreign = new Map<string, ReadonlyMap<string, Finding>>();
  for (const [file, content] of files) {
    if (file.endsWith(".csv") && channel !== null) {
      const read = readTable(file, content, languages, { apart, incomplete });
      reading.add(read.findings);
      // The way to a row is `["rows", 2]`.
      reading.places.set(file, ([, row]) => ({ line: read.lines[Number(row)] ?? 1, column: 1 }));
      if (read.table === null) reading.unread.add(file);
      else data.set(file, reader.translator.rows(read.table));
      foreign.set(file, read.foreign);
    } else if (file.endsWith(".yaml") && file !== CHANNEL_FILE && !file.startsWith(WORDS_FOLDER)) {
      const service = reader.service(file, content, files);
      if (service !== null) services.set(service.service, service);
    } else if (!file.endsWith(".yaml") && !file.endsWith(".csv")) {
      reader.misnamed(file, files);
    }
  }
  const screens = [...services.values()].flatMap((file) => [
    ...file.screens,
    ...(file.aside ?? []),
  ]);
  const lives = [...services.values()].map(({ life }) => life);
  for (const [file, columns] of foreign) reading.add(printedIn(screens, lives, file, columns));
  const { findings, places, unread } = reading;
  const { shared } = reader.screens;
  const { wording } = reader.translator;
  const source = { services, data, places, unread, shared, wording };
  return { source: channel === null ? null : { channel, ...source }, findings };
}

function servicesIn(files: MenuFiles): string[] {
  return [...files.keys()].flatMap((file) => {
    const other = !file.endsWith(".yaml") || file === CHANNEL_FILE || file.startsWith(WORDS_FOLDER);
    return other ? [] : [file.replace(/\.yaml$/, "")];
  });
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
  readonly reading = new Reading();
  readonly screens = new ScreenReader(this.reading);
  translator = new Translator([], []);

  /** The one finding of a folder without its channel, which may have been given another name. */
  channelless(files: MenuFiles): void {
    const alike = [...files].find(([, content]) => /^codes:/m.test(content))?.[0];
    const mend =
      alike === undefined ? MEND_CHANNEL : `Is ${alike} the channel? Name it ${CHANNEL_FILE}.`;
    this.reading.report(CHANNEL_FILE, [], "channel-missing", "there is no channel.yaml", mend);
  }

  channel(
    content: string,
    words: readonly WordsFile[],
    services: readonly string[],
  ): ChannelFile | null {
    const file = this.reading.shape(CHANNEL_FILE, content, channelShape, "channel");
    if (file === null) return null;
    if (!toldApart(this.reading, file.languages)) return null;
    const beside = file.languages.map(({ is }) => is);
    this.translator = new Translator(beside, words);
    this.screens.within({ screens: file.screens, services });
    const read: ChannelFile = {
      ...file,
      languages: languagesOf(this.reading, file.languages, words),
      questions: this.screens.section(CHANNEL_FILE, null, "questions", file.questions ?? []),
      time_zone: this.#timeZone(file.time_zone),
      country: this.#country(file.country),
      screens: this.screens.section(CHANNEL_FILE, null, "screens", file.screens),
    };
    const channel = this.translator.smsWords(
      this.#translated(channelFile, CHANNEL_FILE, null, read),
    );
    this.screens.questions = byName(channel.questions ?? []);
    return channel;
  }

  /** With the texts of the language files; those of a shared question are the channel's. */
  #translated<T extends object>(
    schema: z.ZodType,
    file: string,
    service: string | null,
    data: T,
  ): T {
    const own = (path: Path): boolean => {
      const [section, index, key] = path;
      if (typeof index !== "number" || key === undefined) return true;
      const screens = data[section as keyof T] as readonly ScreenSource[]; // only those are lists
      const screen = screens[index];
      const name = screen === undefined ? "" : nameOf(screen).name;
      if (this.reading.unread.has(`${service ?? "channel"}/${name}`)) return false;
      const origin = this.screens.shared.get(placeKey(file, path));
      return origin === undefined || origin.own.has(String(key));
    };
    return this.translator.file(schema, file, data, own);
  }

  /** One that this system knows: every date that is printed or compared depends on it. */
  #timeZone(name: string): string {
    try {
      new Intl.DateTimeFormat("en", { timeZone: name }).format(0);
      return name;
    } catch {
      const message = `there is no time zone \`${name}\``;
      this.reading.report(CHANNEL_FILE, ["time_zone"], "wrong-value", message, MEND_TIME_ZONE);
      return "UTC";
    }
  }

  /** A country whose phone numbers are known: in another one every number would be refused. */
  #country(code: string): string {
    if (!isSupportedCountry(code)) {
      const message = `no phone numbers are known of the country \`${code}\``;
      this.reading.report(
        CHANNEL_FILE,
        ["country"],
        "wrong-value",
        message,
        "Write one such as KE.",
      );
    }
    return code;
  }

  /** Left unread, and never silently: somebody waits for this service or this list. */
  misnamed(file: string, files: MenuFiles): void {
    const list = /\.csv$/i.test(file);
    const name = list ? file.replace(/csv$/i, "csv") : file.replace(/ya?ml$/i, "yaml");
    const there = files.has(name);
    const message = list ? "lists end in .csv" : "menu files end in .yaml";
    const mend = there ? `Remove it: there is ${name} too.` : `Name it ${name}.`;
    this.reading.report(file, [], "file-name", message, mend);
    if (!there) this.reading.unread.add(name.replace(/\.yaml$/, ""));
  }

  service(path: string, content: string, files: MenuFiles): ServiceFile | null {
    const name = path.replace(/\.yaml$/, "");
    const file = this.reading.shape(path, content, serviceShape, "service");
    if (file === null) {
      this.reading.unread.add(name);
      return null;
    }
    if (file.service !== name) {
      const own = `${file.service}.yaml`;
      const message = `the service is \`${file.service}\`, the file \`${path}\``;
      const copy = `There is ${own} too: write another name behind \`service:\` and name the file so, or remove this copy.`;
      const mend = files.has(own) ? copy : `Name the file ${own}.`;
      this.reading.report(path, ["service"], "file-name", message, mend);
      // Of a copy all else would be told at the places of the other file.
      if (files.has(own)) {
        this.reading.unread.add(name);
        return null;
      }
    }
    const { aside, screens, ...rest } = file;
    this.screens.within({ screens, aside });
    const read: ServiceFile = {
      ...rest,
      screens: this.screens.section(path, file.service, "screens", screens),
      ...(aside === undefined
        ? {}
        : { aside: this.screens.section(path, file.service, "aside", aside) }),
    };
    return this.#translated(serviceFile, path, file.service, read);
  }
}

const MEND_CHANNEL =
  "Every menus folder has one; copy that of the examples. Is this the right folder?";

const MEND_TIME_ZONE = "Write one such as Africa/Nairobi.";
