/**
 * Reads screens, each as its kind, so that a fault names the keys of that kind.
 *
 * A screen that cannot be read is held open by an empty one, so that the rest of its file is still
 * checked; a `use` is replaced by the question of the channel. Called by `read`.
 */
import type { z } from "zod";
import { forgottenWay, type Sections } from "./forgotten.ts";
import { guessedKind } from "./guessed.ts";
import { meant } from "./nearest.ts";
import type { Reading } from "./reading.ts";
import { keysAt } from "./schema.ts";
import {
  SCREEN_KINDS,
  screenOf,
  use,
  type AnswerType,
  type ScreenKind,
  type ScreenSource,
} from "./screen-format.ts";
import type { Path } from "./source.ts";
import { askedBy, placeKey, type byName, type Origin } from "./used.ts";

/** What `use` may name, by its name. */
type Questions = ReturnType<typeof byName>;

export class ScreenReader {
  readonly #reading: Reading;
  readonly shared = new Map<string, Origin>();
  /** Null as long as the channel is not read: then nothing can be said of any. */
  questions: Questions | null = null;
  /** All screens of the file that is read. */
  #around: Sections = { screens: [] };

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** From here on screens of this file are read. */
  within(around: Sections): void {
    this.#around = around;
  }

  /** The screens of a section; `service` is null for the channel. */
  section(
    file: string,
    service: string | null,
    section: string,
    all: readonly unknown[],
  ): ScreenSource[] {
    const lost = this.#reading.lost.get(file);
    return all.map((data, index) => {
      const gone = lost?.has(this.#reading.places.get(file)?.([section, index]).line ?? 0) === true;
      const screen = gone ? null : this.#screen(file, service, [section, index], data);
      if (screen !== null) return screen;
      const name =
        (gone && typeof data === "string" ? data : nameIn(data)) ?? `~unread_${section}_${index}`;
      this.#reading.unread.add(`${service ?? "channel"}/${name}`);
      return { show: name, say: "-" };
    });
  }

  #screen(file: string, service: string | null, path: Path, data: unknown): ScreenSource | null {
    const keys = typeof data === "object" && data !== null ? Object.keys(data) : [];
    const known = kindsIn(service, path);
    const kinds = known.filter((kind) => keys.includes(kind));
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      const near = kind === undefined ? this.#kindMeant(keys, known) : null;
      const message =
        kind === undefined ? "this screen has no kind" : `this screen is ${kinds.join(" and ")}`;
      const mend = near ?? `Begin it with exactly one of ${known.join(", ")}.`;
      this.#reading.report(file, path, "screen-kind", message, mend);
      return null;
    }
    if (kind === "use") return this.#used(file, path, data);
    const schema: z.ZodType<ScreenSource> = screenOf[kind];
    const wayOf = () => (path[0] === "questions" ? null : forgottenWay(this.#around, path));
    const screen = this.#reading.fit(file, path, data, schema, kind, wayOf);
    return screen === null || this.#limited(file, path, screen) ? screen : null;
  }

  /** A key that screens have is none that begins one: `min` is no slip of `mine`. */
  #kindMeant(keys: readonly string[], known: readonly (ScreenKind | "use")[]): string | null {
    const kind = guessedKind(keys, known);
    if (kind !== null) return `Did you mean \`${kind}\`?`;
    const others = keys.filter((key) => !known.some((one) => keysAt(one, []).includes(key)));
    return others.map((key) => meant(key, known)).find((words) => words !== "") ?? null;
  }

  /** The channel's question in place of its `use`. */
  #used(file: string, path: Path, data: unknown): ScreenSource | null {
    const read = this.#reading.fit(file, path, data, use, "use");
    if (read === null || this.questions === null) return null;
    const found = this.questions.get(read.use);
    // One that could not be read is reported where it stands.
    if (found === undefined) {
      const message = `channel.yaml has no question \`${read.use}\``;
      const mend = meant(read.use, [...this.questions.keys()]);
      const other = "Write it into `questions` of channel.yaml, or ask it here.";
      this.#reading.report(file, [...path, "use"], "question-exists", message, mend || other);
      return null;
    }
    const { question, index } = found;
    const unread = this.#reading.unread.has(`channel/${read.use}`);
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
      this.#reading.report(
        file,
        [...path, key],
        "limits",
        message,
        `Write a number from 1 to ${range}.`,
      );
    }
    return wrong.length === 0;
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

const QUESTIONS = ["choose", "ask"] as const;

/** What a screen may begin with here. */
function kindsIn(service: string | null, [section]: Path): readonly (ScreenKind | "use")[] {
  if (section === "questions") return QUESTIONS;
  return service === null ? SCREEN_KINDS : [...SCREEN_KINDS, "use"];
}

/** The name an unreadable screen was given, so that ways to it are not reported too. */
function nameIn(data: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  const named = [...SCREEN_KINDS, "use"].flatMap((kind) =>
    kind in data ? [data[kind as keyof typeof data] as unknown] : [],
  );
  // Of one without a kind it stands where the kind was meant: first.
  const values: readonly unknown[] = named.length > 0 ? named : Object.values(data);
  const [name] = values;
  return typeof name === "string" ? name : null;
}
