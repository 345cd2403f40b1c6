/**
 * A service as one page for a workshop's table: every screen in every language, and the SMS.
 *
 * Owns the page: it prints on A4 in black and white, keeps cards whole, and needs nothing outside
 * itself. What is in the phones is what citizens get, from `shown`. Pure; called by `commands`.
 */
import type { CompiledScreen, Release } from "../../menu/model.ts";
import type { MenuSource } from "../../menu/source.ts";
import { say } from "../../menu/text.ts";
import { periodText } from "../../menu/values.ts";
import { assistCards } from "./assist-cards.ts";
import { drawing, inLanguage, phones, sayings, smsBubble, type Board } from "./board.ts";
import { CHANNEL, type Graph } from "./boxes.ts";
import { graphOf } from "./graph.ts";
import { lifeCards } from "./life-cards.ts";
import { reasonsFor, screenSmsOf, shownOf, type Shown } from "./shown.ts";
import { STYLE } from "./style.ts";
import { escaped } from "./svg.ts";
import { answersBefore } from "./walk.ts";

/** The whole page. `languages` are some of the channel's, in the order in which they stand side by side. */
export function storyboardOf(
  source: MenuSource,
  release: Release,
  service: string,
  languages: readonly string[],
): string {
  const spoken = release.channel.languages.filter(({ is }) => languages.includes(is));
  const answers = new Map(spoken.map(({ is }) => [is, answersBefore(release, service, is)]));
  const board: Board = { source, release, service, languages: spoken, answers };
  const first = spoken[0]?.is ?? "en";
  const graph = graphOf(source, release, service, { language: first, back: false });
  const own = service === CHANNEL ? null : service;
  const screens = [...release.screens.values()].filter((screen) => screen.service === own);
  const title = release.services.get(service)?.title ?? release.channel.name;
  const life = lifeCards(board);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(service)}: storyboard</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${spoken
    .map(({ is }) =>
      inLanguage(
        is,
        say(title, is, () => ""),
      ),
    )
    .join(" / ")}</h1>
${factsOf(board)}
<ol class="contents">${screens.map(contentOf).join("")}</ol>
</header>
<section>
<h2>The way through</h2>
${drawing(graph, "way")}
</section>
<section>
<h2>Screens</h2>
<p class="hint">With example answers, on the smallest network. Numbers are letters of the phone's alphabet.</p>
${screens.map((screen) => card(board, graph, screen)).join("\n")}
</section>
${life}
${assistCards(board)}
</body>
</html>
`;
}

const BASIS: Readonly<Record<string, string>> = {
  "public-task": "a duty of the agency: people are told, not asked",
  consent: "people agree to it",
  "legal-obligation": "the law demands it",
};
const AUTOMATED: Readonly<Record<string, string>> = {
  none: "nothing: people decide",
  ordering: "only the order of the queue",
};

/** Where to dial, and what the law asks to be told. */
function factsOf(board: Board): string {
  const { source, release, service, languages } = board;
  const compiled = release.services.get(service);
  const [code] = release.channel.codes;
  const star = compiled?.star == null ? "" : `*${compiled.star}`;
  const privacy = source.services.get(service)?.privacy;
  const rows: [string, string][] = [
    ["Dial", escaped(code === undefined ? "" : `${code.dial.slice(0, -1)}${star}#`)],
  ];
  if (privacy !== undefined && compiled?.purpose != null) {
    const shared = languages.map(({ is }) =>
      inLanguage(is, compiled.sharedWith.map((one) => say(one, is, () => "")).join(", ")),
    );
    const kept = languages
      .map(({ is }) => inLanguage(is, periodText(is, privacy.keep)))
      .join("<br>");
    rows.push(
      ["Answers are used to", sayings(board, compiled.purpose)],
      ["Because of", escaped(BASIS[privacy.basis] ?? privacy.basis)],
      ["Kept for", kept],
      ["Also seen by", compiled.sharedWith.length === 0 ? "nobody" : shared.join("<br>")],
      ["Decided by a machine", escaped(AUTOMATED[privacy.automated] ?? privacy.automated)],
    );
  }
  return `<dl class="facts">${rows.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`).join("")}</dl>`;
}

function contentOf({ name, kind }: CompiledScreen): string {
  return `<li><a href="#${escaped(name)}">${escaped(name)}</a> <small>${kind}</small></li>`;
}

function card(board: Board, graph: Graph, screen: CompiledScreen): string {
  const box = graph.boxes.find(({ id }) => id === screen.id);
  const note =
    box === undefined || box.note === "" ? "" : `<p class="note">${escaped(box.note)}</p>`;
  return `<article class="card" id="${escaped(screen.name)}">
<h3>${escaped(screen.name)} <small>${escaped(kindOf(screen))}</small></h3>
${note}<div class="phones">
${board.languages.map(({ is, say: name }) => phones(shownIn(board, screen, is), is, name, smsIn(board, screen, is))).join("\n")}
</div>
${leadsOf(board, graph, screen)}
${reasonsOf(board, screen)}
</article>`;
}

function kindOf({ kind, ask, list, sensitive, end }: CompiledScreen): string {
  return [
    kind,
    ...(ask === null ? [] : [`as ${ask.as}`]),
    ...(ask?.optional === true ? ["may be skipped"] : []),
    ...(list === null ? [] : [`a list of ${list.rows.length}`]),
    ...(sensitive ? ["never printed again"] : []),
    ...(end ? ["ends the call"] : []),
  ].join(", ");
}

function shownIn({ release, answers }: Board, screen: CompiledScreen, language: string): Shown[] {
  return shownOf(release, screen, language, answers.get(language)?.get(screen.id) ?? {});
}

function smsIn({ release, answers }: Board, screen: CompiledScreen, language: string): string {
  const sms = screenSmsOf(release, screen, language, answers.get(language)?.get(screen.id) ?? {});
  return sms === null ? "" : smsBubble("SMS", language, sms);
}

/** Where each reply leads, with a link to that card. */
function leadsOf(board: Board, graph: Graph, screen: CompiledScreen): string {
  const ways = graph.ways.filter(({ from }) => from === screen.id);
  if (ways.length === 0) return "";
  const named = ways.some(({ lines }) => lines.length > 0);
  const items = ways.map(({ to, lines }) => {
    const how = lines.length > 0 ? lines.join(", ") : named ? "otherwise" : "";
    const there = board.release.screens.get(to);
    const name = to.endsWith(" sent") ? "sent" : (there?.name ?? to);
    const here = there !== undefined && there.service === screen.service;
    const target = here
      ? `<a href="#${escaped(name)}">${escaped(name)}</a>`
      : escaped(there === undefined ? name : to);
    return `<li>${how === "" ? "" : `${escaped(how)} `}→ ${target}</li>`;
  });
  return `<div class="leads"><h4>Leads to</h4><ul>${items.join("")}</ul></div>`;
}

/** What is said of a reply that is not taken; a star where the screen has words of its own. */
function reasonsOf({ release, languages, answers }: Board, screen: CompiledScreen): string {
  const each = languages.map(({ is }) =>
    reasonsFor(release, screen, is, answers.get(is)?.get(screen.id) ?? {}),
  );
  const [first = []] = each;
  if (first.length === 0) return "";
  const rows = first.map(({ code, own }, index) => {
    const texts = languages.map(({ is }, column) =>
      inLanguage(is, each[column]?.[index]?.text ?? "", "td"),
    );
    return `<tr><th scope="row">${escaped(code)}${own ? " *" : ""}</th>${texts.join("")}</tr>`;
  });
  const hint = first.some(({ own }) => own) ? " <small>* in its own words</small>" : "";
  return `<div class="reasons"><h4>When a reply is not taken${hint}</h4><table>${rows.join("")}</table></div>`;
}
