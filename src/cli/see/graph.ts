/**
 * What a drawing of a service shows: boxes and the ways between them, as the file writes them.
 *
 * Owns how much is drawn: a screen that is passed over is one way past it, not one from every screen
 * before, of which there may be 124,000. Pure; called by the `graph` and `storyboard` commands, drawn by
 * `svg` and `mermaid`.
 */
import type { Choice, CompiledScreen, Release } from "../../menu/model.ts";
import { targetOf } from "../../menu/onward.ts";
import type { Target } from "../../menu/screen-format.ts";
import type { MenuSource } from "../../menu/source.ts";
import { writtenScreens, type Written } from "../../menu/written.ts";
import { CHANNEL, type Box, type Graph, type Way } from "./boxes.ts";
import { linesOf, optionLine, words } from "./lines.ts";

export type { Graph } from "./boxes.ts";
export { words } from "./lines.ts";

export interface GraphOptions {
  language: string;
  /** Also where `0` and `00` lead. */
  back: boolean;
}

/** The screens of a service, or of the channel. The release was compiled from the source. */
export function graphOf(
  source: MenuSource,
  release: Release,
  service: string,
  { language, back }: GraphOptions,
): Graph {
  const own = service === CHANNEL ? null : service;
  const written = writtenScreens(source);
  const drawing = new Drawing({ source, release, written, own, language, back });
  for (const screen of release.screens.values()) {
    if (screen.service === own) drawing.screen(screen);
  }
  drawing.starts();
  const title = release.services.get(service)?.title ?? release.channel.name;
  return { title: words(title, language), language, boxes: drawing.boxes, ways: drawing.ways };
}

interface Needs extends GraphOptions {
  source: MenuSource;
  release: Release;
  written: ReadonlyMap<string, Written>;
  own: string | null;
}

class Drawing {
  readonly #needs: Needs;
  readonly #boxes = new Map<string, Box>();
  readonly ways: Way[] = [];

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  get boxes(): readonly Box[] {
    return [...this.#boxes.values()];
  }

  screen(screen: CompiledScreen): void {
    const { written, language } = this.#needs;
    const at = written.get(screen.id);
    if (at === undefined) return;
    const { source } = at;
    this.#add({
      id: screen.id,
      shape: screen.kind,
      name: screen.name,
      lines: linesOf(this.#needs.release, screen, language),
      note: source.when === undefined ? "" : `only if ${source.when}`,
    });
    if (screen.kind === "confirm") this.#sends(screen);
    this.#optionWays(screen, at);
    const go = "go" in source ? source.go : undefined;
    if ("look_up" in source) {
      if (source.none.go !== undefined) this.#by(at, source.none.go, ["nothing found"]);
      if (source.broken.go !== undefined) this.#by(at, source.broken.go, ["broken"]);
    }
    const goesOn =
      ["choose", "ask", "book", "notice", "show", "look_up"].includes(screen.kind) && !screen.end;
    const everyOptionLeads =
      screen.lookUp === null && screen.choices.length > 0 && screen.choices.every(hasOwnWay);
    if (go !== undefined) this.#by(at, go, []);
    else if (goesOn && at.below !== null && !everyOptionLeads) this.#way(screen.id, at.below, []);
    this.#passedOver(screen, at);
  }

  /** Where the way begins: the code with the star. */
  starts(): void {
    const { release, own, language } = this.#needs;
    const service = release.services.get(own ?? "");
    const codes = release.channel.codes;
    const [code] = codes;
    if (service?.star != null && code !== undefined) {
      const dialled = `${code.dial.slice(0, -1)}*${service.star}#`;
      this.#start("start", dialled, service.first);
    }
    if (own === null) {
      for (const { dial, start } of codes) this.#start(`start ${dial}`, dial, start);
    } else if (service !== undefined) {
      for (const screen of release.screens.values()) {
        if (screen.service === own) continue;
        const leading = screen.choices.filter(({ edges }) =>
          edges?.some(({ to }) => release.screens.get(to)?.service === own),
        );
        for (const choice of leading) {
          const to = choice.edges?.[0]?.to ?? service.first;
          this.#elsewhere(screen.id);
          this.#way(screen.id, to, [optionLine(choice, language)]);
        }
      }
    }
  }

  #start(id: string, dialled: string, to: string): void {
    this.#add({ id, shape: "start", name: "", lines: [`dial ${dialled}`], note: "" });
    this.#way(id, to, []);
  }

  #optionWays(screen: CompiledScreen, at: Written): void {
    const { source } = at;
    const { language } = this.#needs;
    const options = "options" in source ? (source.options ?? []) : [];
    const compiled = [...screen.choices, ...(screen.other === null ? [] : [screen.other])];
    const other = "other" in source && source.other !== undefined ? [source.other] : [];
    for (const [index, option] of [...options, ...other].entries()) {
      const choice = compiled[index];
      if (option.go === undefined || choice === undefined) continue;
      const only = option.when === undefined ? [] : [`if ${option.when}`];
      this.#by(at, option.go, [optionLine(choice, language), ...only]);
    }
  }

  #by(at: Written, go: Target, lines: readonly string[]): void {
    const arms = typeof go === "string" ? [{ to: go, when: undefined }] : go;
    for (const { to, when } of arms) {
      const last = arms.length > 1 ? ["else"] : [];
      const id = targetOf(this.#needs.source, this.#needs.written, at.service, to);
      if (id !== null)
        this.#way(at.id, id, [...lines, ...(when === undefined ? last : [`if ${when}`])]);
    }
  }

  /** Past a screen with a `when`, where that leads elsewhere than the screen itself. */
  #passedOver(screen: CompiledScreen, at: Written): void {
    if (at.source.when === undefined || at.below === null) return;
    const onward = this.ways.filter(({ from }) => from === screen.id);
    if (onward.some(({ to }) => to === at.below)) return;
    this.#way(screen.id, at.below, ["passed over"], true);
  }

  #sends({ id, done }: CompiledScreen): void {
    const { language, release } = this.#needs;
    const sent = `${id} sent`;
    const lines = done === null ? [] : [words(done, language)];
    this.#add({ id: sent, shape: "end", name: "sent", lines, note: "" });
    this.ways.push({
      from: id,
      to: sent,
      lines: [`1. ${words(release.channel.texts.send, language)}`],
      aside: false,
      back: false,
    });
  }

  #way(from: string, to: string, lines: readonly string[], aside = false): void {
    if (!this.#boxes.has(to) && this.#isElsewhere(to)) this.#elsewhere(to);
    const same = this.ways.find((way) => way.from === from && way.to === to && way.aside === aside);
    const back = this.#needs.back && !from.startsWith("start") && !aside;
    if (same === undefined) this.ways.push({ from, to, lines, aside, back });
    else this.ways[this.ways.indexOf(same)] = { ...same, lines: [...same.lines, ...lines] };
  }

  #isElsewhere(id: string): boolean {
    const { release, own } = this.#needs;
    return release.screens.get(id)?.service !== own;
  }

  /** A screen of another file: where the way leaves this drawing, or comes from. */
  #elsewhere(id: string): void {
    const { release, language } = this.#needs;
    const screen = release.screens.get(id);
    if (screen === undefined || this.#boxes.has(id)) return;
    const service = release.services.get(screen.service ?? "");
    const name = `${screen.service ?? CHANNEL}/${screen.name}`;
    const lines = service === undefined ? [] : [words(service.title, language)];
    this.#add({ id, shape: "elsewhere", name, lines, note: "" });
  }

  #add(box: Box): void {
    this.#boxes.set(box.id, box);
  }
}

function hasOwnWay({ edges }: Choice): boolean {
  return edges !== null;
}
