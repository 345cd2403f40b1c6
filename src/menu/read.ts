/**
 * Reads the menu files: from text to their shape, every fault of every file in one run.
 *
 * Owns what a channel file, a service file and a folder of them are. Called by `release` and `parts`.
 */
import { isSupportedCountry } from "libphonenumber-js/mobile";
import { z } from "zod";
import { readTable } from "./data.ts";
import type { Finding } from "./finding.ts";
import { channelFile, serviceFile, type ChannelFile, type ServiceFile } from "./format.ts";
import { ScreenReader } from "./read-screens.ts";
import { Reading } from "./reading.ts";
import type { ScreenSource } from "./screen-format.ts";
import type { DataTable, MenuFiles, MenuSource } from "./source.ts";
import { byName } from "./used.ts";

export const CHANNEL_FILE = "channel.yaml";

/** `source` is null where the channel itself could not be read. */
export function readMenus(files: MenuFiles): { source: MenuSource | null; findings: Finding[] } {
  const reader = new Reader();
  const { reading } = reader;
  const channel = reader.channel(files.get(CHANNEL_FILE));
  const languages = channel?.languages.map(({ is }) => is) ?? [];
  const services = new Map<string, ServiceFile>();
  const data = new Map<string, DataTable>();
  const foreign = new Map<string, ReadonlyMap<string, Finding>>();
  for (const [file, content] of files) {
    if (file.endsWith(".csv") && channel !== null) {
      const read = readTable(file, content, languages);
      reading.add(read.findings);
      if (read.table === null) reading.unread.add(file);
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
  for (const [file, columns] of foreign) reading.add(printedIn(screens, lives, file, columns));
  const { findings, places, unread } = reading;
  const { shared } = reader.screens;
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
  readonly reading = new Reading();
  readonly screens = new ScreenReader(this.reading);

  channel(content: string | undefined): ChannelFile | null {
    if (content === undefined) {
      this.reading.report(
        CHANNEL_FILE,
        [],
        "channel-missing",
        "there is no channel.yaml",
        MEND_CHANNEL,
      );
      return null;
    }
    const file = this.reading.shape(CHANNEL_FILE, content, channelShape, "channel");
    if (file === null) return null;
    const questions = this.screens.section(CHANNEL_FILE, null, "questions", file.questions ?? []);
    this.screens.questions = byName(questions);
    return {
      ...file,
      questions,
      time_zone: this.#timeZone(file.time_zone),
      country: this.#country(file.country),
      screens: this.screens.section(CHANNEL_FILE, null, "screens", file.screens),
    };
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

  /** Left unread, and never silently: somebody waits for this service. */
  misnamed(file: string): void {
    const mend = `Name it ${file.replace(/yml$/, "yaml")}.`;
    this.reading.report(file, [], "file-name", "menu files end in .yaml", mend);
  }

  service(path: string, content: string): ServiceFile | null {
    const name = path.replace(/\.yaml$/, "");
    const file = this.reading.shape(path, content, serviceShape, "service");
    if (file === null) {
      this.reading.unread.add(name);
      return null;
    }
    if (file.service !== name) {
      const message = `the service is \`${file.service}\`, the file \`${path}\``;
      this.reading.report(
        path,
        ["service"],
        "file-name",
        message,
        `Name the file ${file.service}.yaml.`,
      );
    }
    const { aside, screens, ...rest } = file;
    return {
      ...rest,
      screens: this.screens.section(path, file.service, "screens", screens),
      ...(aside === undefined
        ? {}
        : { aside: this.screens.section(path, file.service, "aside", aside) }),
    };
  }
}

const MEND_CHANNEL =
  "Every menus folder has one; copy that of the examples. Is this the right folder?";

const MEND_TIME_ZONE = "Write one such as Africa/Nairobi.";
