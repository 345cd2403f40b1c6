/** What no journey visits, counted and listed by service and language. Pure. */
import type { Release } from "../../menu/model.ts";
import type { Placer } from "../../menu/source.ts";
import { keyOf, KINDS, pointsOf, type Kind, type Point } from "./points.ts";
import type { Seen } from "./seen.ts";

export interface Count {
  all: number;
  visited: number;
}

export interface Missing {
  kind: Kind;
  at: string;
  what: string;
  file: string;
  /** 1-based. */
  line: number;
  languages: readonly string[];
}

export interface ServiceCoverage {
  /** `channel` for the shared screens. */
  service: string;
  languages: readonly { language: string; counts: Readonly<Record<Kind, Count>> }[];
  /** In the order of the file. */
  missing: readonly Missing[];
}

/** `services`: their names, `channel` for the shared screens. */
export function coverageOf(
  release: Release,
  places: ReadonlyMap<string, Placer>,
  services: readonly string[],
  seen: Seen,
): ServiceCoverage[] {
  const languages = release.channel.languages.map(({ is }) => is);
  return services.map((service) => {
    const points = pointsOf(release, service === "channel" ? null : service);
    const visited = (language: string, point: Point) =>
      seen.get(language)?.has(keyOf(point)) === true;
    const missing = points.flatMap((point): Missing[] => {
      const lacking = languages.filter((language) => !visited(language, point));
      if (lacking.length === 0) return [];
      const { kind, at, what, file, path } = point;
      const line = places.get(file)?.(path, "key").line ?? 1;
      return [{ kind, at, what, file, line, languages: lacking }];
    });
    const counted = languages.map((language) => {
      const count = (kind: Kind): Count => {
        const own = points.filter((point) => point.kind === kind);
        return { all: own.length, visited: own.filter((point) => visited(language, point)).length };
      };
      const counts = Object.fromEntries(KINDS.map((kind) => [kind, count(kind)]));
      return { language, counts: counts as Record<Kind, Count> }; // made of every kind, just above
    });
    return { service, languages: counted, missing };
  });
}

const HEADINGS: Readonly<Record<Kind, string>> = {
  screen: "screens",
  option: "options",
  reason: "reasons",
  branch: "branches",
  status: "statuses",
  move: "moves",
  sms: "SMS",
};

/** Rows of a table; a kind of which a service has none is left empty. */
export function coverageTable(coverage: readonly ServiceCoverage[]): string[] {
  const head = ["visited", "", ...KINDS.map((kind) => HEADINGS[kind])];
  const rows = coverage.flatMap(({ service, languages }) =>
    languages.map(({ language, counts }, index) => [
      index === 0 ? service : "",
      language,
      ...KINDS.map((kind) => shown(counts[kind])),
    ]),
  );
  const all = [head, ...rows];
  const widths = head.map((_cell, column) =>
    Math.max(...all.map((row) => (row[column] ?? "").length)),
  );
  return all.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

function shown({ all, visited }: Count): string {
  return all === 0 ? "" : `${visited}/${all}`;
}

/** Where they stand, each with its languages: `report.yaml:36 category (sw, en): options 3 pothole, 5 garbage`. */
export function showMissing(missing: readonly Missing[]): string[] {
  const places = new Map<string, Map<Kind, string[]>>();
  for (const { kind, at, what, file, line, languages } of missing) {
    const place = `${file}:${line} ${at} (${languages.join(", ")})`;
    const kinds = places.get(place) ?? new Map<Kind, string[]>();
    kinds.set(kind, [...(kinds.get(kind) ?? []), what]);
    places.set(place, kinds);
  }
  return [...places].map(([place, kinds]) => {
    const named = [...kinds].map(([kind, whats]) => {
      const several = whats.length > 1;
      const each = whats.map((what) => (what === "" && several ? "at first" : what));
      const list = each.filter((what) => what !== "").join(", ");
      const word = several ? HEADINGS[kind] : kind === "sms" ? "SMS" : kind;
      return list === "" ? word : `${word} ${list}`;
    });
    return `${place}: ${named.join("; ")}`;
  });
}
