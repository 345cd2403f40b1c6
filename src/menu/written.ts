/** Screens as written, file by file: their kinds, names and ids, and what stands below each. */
import { SCREEN_KINDS, type ScreenKind, type ScreenSource } from "./screen-format.ts";
import type { CompiledScreen } from "./model.ts";
import type { MenuSource } from "./source.ts";

/** One screen as written, with where it stands and what comes below it. */
export interface Written extends Pick<
  CompiledScreen,
  "id" | "name" | "kind" | "service" | "file" | "path"
> {
  source: ScreenSource;
  below: string | null;
}

/** A screen's kind and name, from the one key that says both. */
export function nameOf(source: ScreenSource): { kind: ScreenKind; name: string } {
  for (const kind of SCREEN_KINDS) {
    const name: unknown = source[kind as keyof ScreenSource]; // a screen has one kind of them all
    if (typeof name === "string") return { kind, name };
  }
  throw new Error("a screen without a kind passed the parser");
}

/** What a screen says first; nothing where that depends on a request, or is the channel's notice. */
export function sayOf(source: ScreenSource) {
  return "say" in source ? source.say : undefined;
}

/** All screens of all files, by id; of two with one id the later one. */
export function writtenScreens(source: MenuSource): ReadonlyMap<string, Written> {
  const files: [string, string | null, ScreenSource[], ScreenSource[]][] = [
    ["channel.yaml", null, source.channel.screens, []],
    ...[...source.services].map(
      ([name, file]): [string, string, ScreenSource[], ScreenSource[]] => [
        `${name}.yaml`,
        name,
        file.screens,
        file.aside ?? [],
      ],
    ),
  ];
  const written = files.flatMap(([file, service, screens, aside]) => {
    const id = (screen: ScreenSource) => `${service ?? "channel"}/${nameOf(screen).name}`;
    const write = (section: string, inOrder: boolean) => (at: ScreenSource, index: number) => {
      const next = inOrder && service !== null ? screens[index + 1] : undefined;
      return {
        ...nameOf(at),
        id: id(at),
        service,
        file,
        path: [section, index],
        source: at,
        below: next === undefined ? null : id(next),
      };
    };
    return [...screens.map(write("screens", true)), ...aside.map(write("aside", false))];
  });
  return new Map(written.map((screen) => [screen.id, screen]));
}
