/**
 * `njia new`: a service that passes the checker, with a journey in each language that passes.
 *
 * Owns that nothing is written unless all of it holds: whatever was answered, there is either a refusal in
 * words or a service that can be dialled. Never changes a file that is there. Called by `cli`.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isFolder, readFolder } from "../../menu/folder.ts";
import type { Finding } from "../../menu/finding.ts";
import type { Release } from "../../menu/model.ts";
import { buildRelease } from "../../menu/release.ts";
import type { MenuSource } from "../../menu/source.ts";
import { listFindings } from "../../terminal.ts";
import { writeJourney, type Entry, type Turn } from "../journey.ts";
import { applicationTo, dialled, dialOf, type Call } from "../journeys/explore/calls.ts";
import { hintsOf } from "../journeys/explore/inputs.ts";
import { folderOf, freePath, writeJourneyFile } from "../journeys/files.ts";
import { BEGINS, openTrial, type Trial } from "../journeys/trial.ts";
import { schemaLine } from "../schema-line.ts";
import { seeFolder } from "../see/folder.ts";
import { BeginFault, type Around, type Asker } from "./answer.ts";
import { askAll, askName, checkName, type BeginFlags } from "./ask.ts";
import { serviceText, type Beginning } from "./service.ts";

/** Of the main menu; there are more numbers than any screen has options. */
const KEY_MAX = 99;

/** @throws BeginFault, SeeFault; then nothing was written */
export async function runNew(
  { folder, name: asked, ...flags }: BeginFlags & { folder: string; name: string },
  asker: Asker,
): Promise<void> {
  const { release, source } = await seeFolder(folder, "begun");
  const around = aroundOf(source, release);
  const name = await askName(asked, asker, async (one) => {
    checkName(one, around);
    await checkFree(folder, one);
  });
  const path = join(folder, `${name}.yaml`);
  const begun = await askAll(name, flags, around, asker);
  const languages = around.languages.map(({ is }) => is);
  const schema = schemaLine(folder, `${name}.yaml`, "service");
  const text = serviceText(begun, languages, release.channel.codes[0]?.dial ?? "", schema);
  const built = await compiled(folder, name, text);
  const journeys = await journeysOf(built, begun);
  writeFileSync(path, text, { flag: "wx" });
  const written = journeys.map(({ language, journey }) => {
    const file = freePath(folder, name, `whole-${language}`);
    writeJourneyFile(file, journey);
    return file;
  });
  for (const file of [path, ...written]) asker.tell(file);
  for (const line of nextSteps(built.release, folder, begun)) asker.tell(line);
  const warnings = built.findings.filter(({ file }) => file === `${name}.yaml`);
  if (warnings.length > 0) asker.tell(`\n${listFindings(warnings, "it can be dialled as it is.")}`);
}

/** @throws BeginFault where a file or journeys of that name are there */
async function checkFree(folder: string, name: string): Promise<void> {
  const path = join(folder, `${name}.yaml`);
  if (existsSync(path)) throw new BeginFault(`${path} is there already`);
  const journeys = folderOf(folder, name);
  if (!(await isFolder(journeys))) return;
  throw new BeginFault(`${journeys} is there already: journeys of another service?`);
}

function aroundOf(
  { channel, services }: MenuSource,
  { screens, channel: { codes, assist } }: Release,
): Around {
  const stars = [...services.values()].flatMap(({ star }) => (star === undefined ? [] : [star]));
  const menus = codes.map(({ start }) => screens.get(start));
  return {
    languages: channel.languages,
    services: [...services.keys()],
    screens: [...screens.values()].flatMap(({ service, name }) => (service === null ? [name] : [])),
    stars,
    keys: [
      ...menus.flatMap((menu) => menu?.choices.map(({ key }) => Number(key)) ?? []),
      ...(assist === null ? [] : [Number(assist.key)]),
    ],
  };
}

interface Candidate {
  release: Release;
  source: MenuSource;
  findings: readonly Finding[];
}

/** The folder with the new file in it. @throws BeginFault where the checker finds errors */
async function compiled(folder: string, name: string, text: string): Promise<Candidate> {
  const files = new Map(await readFolder(folder)).set(`${name}.yaml`, text);
  const { release, source, findings } = buildRelease(files, null, { rehearsed: true });
  if (release !== null && source !== null) return { release, source, findings };
  const errors = findings.filter(({ severity }) => severity === "error");
  throw new BeginFault(listFindings(errors, "nothing was written; answer otherwise."));
}

/** To the end, in each language. @throws BeginFault where no answers lead there */
async function journeysOf(
  { release, source }: Candidate,
  { name, purpose }: Beginning,
): Promise<{ language: string; journey: string }[]> {
  const trial: Trial = openTrial(release);
  const world = { release, hints: hintsOf(source, name), at: BEGINS };
  const journeys: { language: string; journey: string }[] = [];
  for (const { is: language, say } of release.channel.languages) {
    const dial = dialOf(world, name);
    const begun = dialled(
      world,
      { language, owner: false, request: null, pins: { pin: null } },
      dial.tokens,
    );
    const call: Call | null =
      purpose !== null
        ? (applicationTo(world, language, name)?.call ?? null)
        : begun && { ...begun, code: dial.code };
    if (call === null) {
      throw new BeginFault(
        "no answers were found that lead to its end: is there a pattern that nothing fits?",
      );
    }
    const about = `${name} from its first screen to its last, in ${say}`;
    const { journey, stopped } = await trial.play({ about, at: null, entries: entriesOf(call) });
    if (stopped !== null) throw new Error(stopped.why);
    journeys.push({ language, journey: writeJourney(journey) });
  }
  return journeys;
}

function entriesOf({ code, inputs }: Call): Entry[] {
  const turn = { is: "turn", by: "A", screen: null } as const;
  return [
    { is: "note", text: "" },
    { is: "phone", name: "A", phone: "+254700000001", network: null },
    { ...turn, do: "dial", code },
    ...inputs.map((text): Turn => ({ ...turn, do: "type", text })),
  ];
}

function nextSteps(release: Release, folder: string, { name, title, star }: Beginning): string[] {
  const code = release.channel.codes[0]?.dial ?? "";
  const start = release.screens.get(release.channel.codes[0]?.start ?? "");
  const { assist } = release.channel;
  const keys = [...(start?.choices ?? []), ...(assist === null ? [] : [assist])];
  const taken = new Set(keys.map(({ key }) => Number(key)));
  const key = Array.from({ length: KEY_MAX }, (_key, at) => at + 1).find((one) => !taken.has(one));
  const words = release.channel.languages.map(
    ({ is }) => `${is}: ${JSON.stringify(title[is] ?? "")}`,
  );
  const option = `- { key: ${key ?? "…"}, say: { ${words.join(", ")} }, go: ${name} }`;
  return [
    "",
    `Dial it:       npm run dial -- --menus ${folder} "${code.slice(0, -1)}*${star}#"`,
    `Test it:       npm run njia -- test --menus ${folder} ${name}, and with --explore for all that can happen`,
    `In the menu:   add this line to the options of \`${start?.name ?? "main"}\` in ${join(folder, "channel.yaml")}`,
    `      ${option}`,
  ];
}
