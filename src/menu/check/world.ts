/** What every rule is given: the files as written, the release they make, and where to report. */
import type { Finding, Rule } from "../finding.ts";
import type { ScreenSource, Target } from "../screen-format.ts";
import type { ServiceFile } from "../format.ts";
import type { CompiledScreen, Edge, Release } from "../model.ts";
import type { MenuSource, Path } from "../source.ts";
import { nameOf } from "../written.ts";

export interface World {
  source: MenuSource;
  release: Release;
  languages: readonly string[];
  /** The present, epoch milliseconds; null where nobody asks what is over. */
  now: number | null;
  report: (
    at: At,
    rule: Rule,
    message: string,
    mend: string,
    severity?: Finding["severity"],
  ) => void;
}

/** A place in a file; `within` is an offset in its text, or its key. */
export interface At {
  file: string;
  path: Path;
  within?: number | "key" | undefined;
}

/** Kinds that lead on to one screen more: without a `go`, to the one below. */
export const GOING_ON: ReadonlySet<string> = new Set([
  "choose",
  "ask",
  "book",
  "notice",
  "show",
  "look_up",
]);

/** A screen as written, with where it stands. */
export interface Screen {
  source: ScreenSource;
  id: string;
  name: string;
  service: ServiceFile | null;
  at: At;
}

/** All screens of all files; those that could not be read are left out. */
export function screensOf({ source }: World): Screen[] {
  const files: [string, ServiceFile | null, string, readonly ScreenSource[]][] = [
    ["channel.yaml", null, "screens", source.channel.screens],
    ...[...source.services.values()].flatMap((file): typeof files => [
      [`${file.service}.yaml`, file, "screens", file.screens],
      [`${file.service}.yaml`, file, "aside", file.aside ?? []],
    ]),
  ];
  return files
    .flatMap(([file, service, section, screens]) =>
      screens.map((screen, index) => {
        const { name } = nameOf(screen);
        const id = `${service?.service ?? "channel"}/${name}`;
        return { source: screen, id, name, service, at: { file, path: [section, index] } };
      }),
    )
    .filter(({ id }) => !source.unread.has(id));
}

/** True where a screen of this service could not be read: what depends on all of them is unknown. */
export function isPartial(world: World, service: string): boolean {
  return unreadIn(world, service).length > 0;
}

/** The screens of a service that could not be read, by name. */
export function unreadIn({ source }: World, service: string): string[] {
  const before = `${service}/`;
  return [...source.unread].flatMap((id) =>
    id.startsWith(before) ? [id.slice(before.length)] : [],
  );
}

/** A place further down. */
export function below({ file, path }: At, ...more: (string | number)[]): At {
  return { file, path: [...path, ...more] };
}

/** Every way a file names: `go` of screens, options and the way out of a list. */
export function targetsOf({ source, at }: Pick<Screen, "source" | "at">): { go: Target; at: At }[] {
  const found: { go: Target; at: At }[] = [];
  if ("go" in source && source.go !== undefined) found.push({ go: source.go, at: below(at, "go") });
  if ("look_up" in source) {
    for (const key of ["none", "broken"] as const) {
      const { go } = source[key];
      if (go !== undefined) found.push({ go, at: below(at, key, "go") });
    }
  }
  for (const { option, at: place } of optionsOf({ source, at })) {
    if (option.go !== undefined) found.push({ go: option.go, at: below(place, "go") });
  }
  return found;
}

/** The options of a screen, the way out of a list last. */
export function optionsOf({ source, at }: Pick<Screen, "source" | "at">) {
  const options = "options" in source ? (source.options ?? []) : [];
  const other = "other" in source && source.other !== undefined ? [source.other] : [];
  return [
    ...options.map((option, index) => ({ option, at: below(at, "options", index) })),
    ...other.map((option) => ({ option, at: below(at, "other") })),
  ];
}

/** Every way onward from a compiled screen. */
export function edgesOf(screen: Pick<CompiledScreen, "choices" | "other" | "edges">): Edge[] {
  const choices = screen.other === null ? screen.choices : [...screen.choices, screen.other];
  return [...screen.edges, ...choices.flatMap(({ edges }) => edges ?? [])];
}

/** Every `when` of a screen; `after` is true where the screen's own answer is given by then. */
export function conditionsOf(screen: Screen): { when: string; at: At; after: boolean }[] {
  const { source, at } = screen;
  const options = optionsOf(screen).map(({ option, at: place }) => ({
    when: option.when,
    at: place,
    after: false,
  }));
  const arms = targetsOf(screen).flatMap(({ go, at: place }) =>
    typeof go === "string"
      ? []
      : go.map(({ when }, index) => ({ when, at: below(place, index), after: true })),
  );
  return [{ when: source.when, at, after: false }, ...options, ...arms].flatMap(
    ({ when, at: place, after }) =>
      when === undefined ? [] : [{ when, at: below(place, "when"), after }],
  );
}
