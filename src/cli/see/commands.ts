/**
 * `njia graph` and `njia storyboard`: a service as a drawing, and as a page for a workshop's table.
 *
 * Owns what the options mean. Called by `cli`.
 */
import { CHANNEL } from "./boxes.ts";
import { graphOf } from "./graph.ts";
import { languageOf, oneOf, seeFolder, SeeFault } from "./folder.ts";
import { canPlace } from "./layout.ts";
import { lifeGraphOf } from "./life-graph.ts";
import { mermaidOf } from "./mermaid.ts";
import { storyboardOf } from "./storyboard.ts";
import { svgOf } from "./svg.ts";

export interface GraphCommand {
  folder: string;
  /** A service, or `channel`. */
  service: string;
  language?: string | undefined;
  /** The statuses of a request instead of the screens. */
  life?: boolean | undefined;
  /** Also where `0` leads. */
  back?: boolean | undefined;
  /** Mermaid text instead of SVG. */
  mermaid?: boolean | undefined;
}

/** The drawing as text. @throws SeeFault */
export async function runGraph({
  folder,
  service: word,
  ...options
}: GraphCommand): Promise<string> {
  const seen = await seeFolder(folder);
  const { source, release } = seen;
  const service = oneOf("service", word, [...release.services.keys(), CHANNEL]);
  const language = languageOf(seen, options.language);
  const graph =
    options.life === true
      ? lifeGraphOf(release, service, language)
      : graphOf(source, release, service, { language, back: options.back === true });
  if (graph === null) throw new SeeFault(`\`${service}\` opens no request: it has no life.`);
  if (options.mermaid === true) return mermaidOf(graph);
  if (!canPlace(graph)) {
    throw new SeeFault(`\`${service}\` has too many ways for a drawing: take --mermaid.`);
  }
  return svgOf(graph);
}

export interface StoryboardCommand {
  folder: string;
  /** A service, or `channel`. */
  service: string;
  /** One language alone; all of the channel without it. */
  language?: string | undefined;
}

/** The page as HTML. @throws SeeFault */
export async function runStoryboard(command: StoryboardCommand): Promise<string> {
  const seen = await seeFolder(command.folder);
  const { source, release } = seen;
  const service = oneOf("service", command.service, [...release.services.keys(), CHANNEL]);
  const all = release.channel.languages.map(({ is }) => is);
  const languages = command.language === undefined ? all : [languageOf(seen, command.language)];
  return storyboardOf(source, release, service, languages);
}
