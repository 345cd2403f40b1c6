/**
 * One run of reading: from text to data of a shape, with every fault of every file at its place.
 *
 * Owns where a fault stands, and what is read in spite of it. Called by `read` and `read-screens`.
 */
import type { z } from "zod";
import type { Finding, Rule } from "./finding.ts";
import { exampleAt, keysAt } from "./schema.ts";
import { shapeFaults, type ShapeFault, type WayOf } from "./shape.ts";
import type { Path, Placer } from "./source.ts";
import { Tally } from "./tally.ts";
import { readYaml } from "./yaml.ts";

/** What a piece of a file is, as far as its keys go. */
type Of = Parameters<typeof keysAt>[0];

export class Reading {
  readonly #read: Finding[] = [];
  /** By file: what is wrong with its shape. */
  readonly #tallies = new Map<string, Tally>();
  /** By file: where YAML alone would read another value than the one that stands there, as `line:column`. */
  readonly #misread = new Map<string, ReadonlySet<string>>();
  /** By file: the lines of screens that were left out, as `yaml` tells them. */
  readonly lost = new Map<string, ReadonlySet<number>>();
  readonly places = new Map<string, Placer>();
  /** Services, screens and lists that could not be read: ways to them are not reported too. */
  readonly unread = new Set<string>();

  get findings(): Finding[] {
    return [...this.#read, ...[...this.#tallies.values()].flatMap((tally) => tally.findings)];
  }

  add(findings: readonly Finding[]): void {
    for (const finding of findings) this.#read.push(finding);
  }

  /** The data of a YAML file; null where it cannot be read as one of this shape. */
  shape<Shape>(file: string, content: string, schema: z.ZodType<Shape>, of: Of): Shape | null {
    const yaml = readYaml(file, content);
    this.add(yaml.findings);
    this.places.set(file, yaml.place);
    this.lost.set(file, yaml.lost);
    const misread = yaml.findings.filter(({ rule }) => rule === "wrong-value");
    this.#misread.set(file, new Set(misread.map(({ line, column }) => `${line}:${column}`)));
    if (yaml.data === null && yaml.findings.length > 0) return null;
    return this.fit(file, [], yaml.data, schema, of);
  }

  fit<Shape>(
    file: string,
    above: Path,
    data: unknown,
    schema: z.ZodType<Shape>,
    of: Of,
    wayOf: WayOf = () => null,
  ): Shape | null {
    const read = schema.safeParse(data);
    if (read.success) return read.data;
    const faults = shapeFaults(read.error, data, {
      keysAt: (path) => keysAt(of, path),
      exampleAt: (path) => exampleAt(of, path),
      issuesOf: (other) => schema.safeParse(other).error?.issues ?? [],
      wayOf,
    });
    for (const { path, rule, message, mend, key } of faults) {
      if (rule === "wrong-value" && this.#isMisread(file, [...above, ...path])) continue;
      this.report(file, [...above, ...path], rule, message, mend, key ? "key" : undefined);
    }
    // A mistyped key is reported and then read as the one that was meant, or left out, so that all else is still read and checked.
    const known = corrected(
      data,
      faults.filter(({ rule }) => rule === "unknown-key"),
    );
    return schema.safeParse(known).data ?? null;
  }

  /** `00` that is read as 0 does not fit as a 0 either, and that is the same fault. */
  #isMisread(file: string, path: Path): boolean {
    const misread = this.#misread.get(file);
    if (misread === undefined || misread.size === 0) return false;
    const place = this.places.get(file)?.(path);
    return place !== undefined && misread.has(`${place.line}:${place.column}`);
  }

  report(
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

function corrected(data: unknown, faults: readonly ShapeFault[]): unknown {
  const copy = structuredClone(data);
  for (const { path, instead } of faults) {
    let parent: unknown = copy;
    for (const part of path.slice(0, -1)) parent = (parent as Record<string, unknown>)[part]; // a fault's path is there
    const map = parent as Record<string, unknown>; // as above
    delete map[String(path.at(-1))];
    for (const other of instead?.with ?? []) delete map[other];
    if (instead !== undefined) map[instead.key] ??= instead.value;
  }
  return copy;
}
