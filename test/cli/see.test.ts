/** `njia graph` and `njia storyboard`: what is drawn is what the menus say, and nothing of it breaks out. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runGraph, runStoryboard } from "../../src/cli/see/commands.ts";
import type { Graph } from "../../src/cli/see/graph.ts";
import { words } from "../../src/cli/see/graph.ts";
import { mermaidOf } from "../../src/cli/see/mermaid.ts";
import { escaped, svgOf } from "../../src/cli/see/svg.ts";
import type { Choice, CompiledScreen, Release } from "../../src/menu/model.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { readText, type Sayings } from "../../src/menu/text.ts";
import { MENUS } from "../world.ts";

const GOOD = resolve("test/menu/good");

/** What a Mermaid flow chart of ours may be, line by line; nothing else is written. */
const BOX =
  /^ {2}n\d+(\[|\[\/|\[\\|\[\[|\[\(|\{\{|\(|\(\(|\(\[|>)"((?:[^"#&<>`;[\]{}|\\%]|#\d+;|<br\/>)*)"(\]|\/\]|\\\]|\]\]|\)\]|\}\}|\)|\)\)|\]\))$/;
const WAY = /^ {2}n\d+ (-->|<-->|-\.->)(\|"((?:[^"#&<>`;[\]{}|\\%]|#\d+;|<br\/>)+)"\|)? n\d+$/;

function mermaidFaults(text: string): string[] {
  const [first, ...lines] = text.split("\n");
  expect(first).toBe("flowchart TD");
  const known = [/^$/, /^ {2}accTitle: [^"#&<>`;{}|\\%]+$/, BOX, WAY];
  return lines.filter((line) => !known.some((form) => form.test(line)));
}

/** The text as a reader of Mermaid gets it. */
const decoded = (text: string) =>
  text.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

/** Every element is closed in its order; the texts between them, decoded. */
function readXml(text: string): string[] {
  const open: string[] = [];
  const texts: string[] = [];
  for (const [, tag = "", said = ""] of text.matchAll(/<([^<>]*)>([^<>]*)/g)) {
    const [, close = "", name = "", rest = ""] =
      /^(\/?)([a-zA-Z][\w-]*)((?:\s[^"]*"[^"]*")*\s*\/?)$/.exec(tag) ?? [];
    expect(name, tag).not.toBe("");
    if (close === "/") expect(open.pop()).toBe(name);
    else if (!rest.endsWith("/")) open.push(name);
    expect(said).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
    texts.push(plainOf(said));
  }
  expect(open).toEqual([]);
  return texts.filter((one) => one.trim() !== "");
}

const plainOf = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

describe("a small service", () => {
  test("as Mermaid: every screen, its options, what it leads to", async () => {
    const text = await runGraph({ folder: GOOD, service: "report", language: "en", mermaid: true });
    expect(decoded(text)).toBe(`flowchart TD
  accTitle: Report
  n1>"notice: privacy<br/>For {purpose}, kept {keep}"]
  n2["choose: what<br/>({step}/{steps}) What?<br/>1. Water leak<br/>2. Road<br/>9. Other"]
  n3["choose: ward<br/>({step}/{steps}) Ward?<br/>a list of 8<br/>7. Not here"]
  n4[/"ask: deep<br/>Depth?<br/>only if what == 'road'"/]
  n5[/"ask: place<br/>({step}/{steps}) Where?"/]
  n6[/"ask: until<br/>Since when?"/]
  n7[["confirm: check<br/>{what}, {ward}, {place}. {target} days. Send?"]]
  n8(["sent<br/>Ref {ref}. {ward.office}"])
  n9[/"ask: describe<br/>({step}/{steps}) Describe:"/]
  n10(("dial *1*77#"))
  n11[\\"channel/main"\\]
  n1 --> n2
  n2 -->|"9. Other"| n9
  n2 --> n3
  n3 -->|"7. Not here"| n5
  n3 --> n4
  n4 --> n5
  n5 --> n6
  n6 --> n7
  n7 -->|"1. send"| n8
  n9 --> n3
  n10 --> n1
  n11 -->|"3. Report"| n1
`);
    expect(mermaidFaults(text)).toEqual([]);
  });

  test("its life as Mermaid: who moves a request, why, and what the clock does", async () => {
    const text = await runGraph({
      folder: GOOD,
      service: "report",
      language: "en",
      life: true,
      mermaid: true,
    });
    expect(decoded(text)).toBe(`flowchart TD
  accTitle: Report: life of a request
  n1(("sent"))
  n2("received<br/>1 working day, then staff are told")
  n3("mended<br/>SMS<br/>reminder 2 days before<br/>7 days, then closed")
  n4(["refused<br/>refusal, SMS"])
  n5(["cancelled"])
  n6(["closed"])
  n1 --> n2
  n2 -->|"officer<br/>+ Cost<br/>+ Team"| n3
  n2 -->|"officer<br/>- private land"| n4
  n2 -->|"citizen: Cancel it"| n5
  n3 -.->|"after 7 days"| n6
  n3 -->|"citizen: yes"| n6
  n3 -->|"citizen: no"| n2
`);
    expect(mermaidFaults(text)).toEqual([]);
  });

  test("with the way back, an arrow has two ends, but for what is sent and dialled", async () => {
    const text = await runGraph({ folder: GOOD, service: "report", back: true, mermaid: true });
    expect(text.match(/ <--> /g)?.length).toBeGreaterThan(5);
    expect(text).toMatch(/n7 -->\|"[^"]*"\| n8/);
    expect(text).toContain("n10 --> n1");
    const svg = await runGraph({ folder: GOOD, service: "report", back: true });
    expect(svg).toContain('marker-start="url(#graph-back)"');
    expect(await runGraph({ folder: GOOD, service: "report" })).not.toContain("marker-start");
  });

  test("a screen that is passed over leads past itself where its own way goes elsewhere", async () => {
    const folder = mkdtempSync(join(tmpdir(), "njia-see-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const channel = readFileSync(join(GOOD, "channel.yaml"), "utf8");
    writeFileSync(join(folder, "channel.yaml"), channel.replace("go: report", "go: tour"));
    writeFileSync(
      join(folder, "tour.yaml"),
      `format: 1
service: tour
title: Tour
star: 5
privacy: { purpose: counting, basis: public-task, keep: 1y, shared_with: [], automated: none }
screens:
  - { notice: privacy, say: "Kept {keep}" }
  - { ask: age, label: Age, as: number, min: 1, max: 99, say: Age }
  - { show: young, when: "age < 18", say: Young, go: [{ when: "age < 5", to: baby }, { to: end_here }] }
  - { show: old, say: Old }
  - { show: end_here, say: End, end: true }
aside:
  - { show: baby, say: Baby, end: true }
`,
    );
    const text = decoded(await runGraph({ folder, service: "tour", mermaid: true }));
    expect(text).toContain(`n3 -->|"if age < 5"| n6`);
    expect(text).toContain(`n3 -->|"else"| n5`);
    expect(text).toContain(`n3 -.->|"passed over"| n4`);
  });
});

const { release: RELEASE } = buildRelease(MENUS);
if (RELEASE === null) throw new Error("the menus have errors");
const release: Release = RELEASE;
const services = [...release.services.keys(), "channel"];
const languages = release.channel.languages.map(({ is }) => is);
const screensIn = (service: string): CompiledScreen[] =>
  [...release.screens.values()].filter((one) => (one.service ?? "channel") === service);

/** What must be in any drawing of a screen, blanks left out: lines break where there is room. */
function mustSay(screen: CompiledScreen, language: string): string[] {
  const choices = [...screen.choices, ...(screen.other === null ? [] : [screen.other])];
  const texts = [
    words(screen.say, language),
    ...choices.map((one) => labelled(screen, one, language)),
  ];
  return [screen.name, ...texts].map(squeezed);
}

/** An option with its number; what a look-up says instead has none. */
function labelled({ lookUp }: CompiledScreen, { key, say }: Choice, language: string): string {
  const text = words(say, language);
  return lookUp === null ? `${key}. ${text}` : text;
}
const squeezed = (text: string) => text.replace(/\s+/g, "");

describe.each(services)("%s, as it is shipped", (service) => {
  test.each(languages)(
    "every screen and every option is in both drawings, in %s",
    async (language) => {
      const at = { folder: "menus", service, language };
      const svg = await runGraph(at);
      const inSvg = squeezed(readXml(svg).join(""));
      const mermaid = await runGraph({ ...at, mermaid: true });
      expect(mermaidFaults(mermaid)).toEqual([]);
      const inMermaid = squeezed(decoded(mermaid).replaceAll("<br/>", ""));
      for (const text of screensIn(service).flatMap((screen) => mustSay(screen, language))) {
        expect(inSvg).toContain(text);
        expect(inMermaid).toContain(text);
      }
      expect(svg).not.toMatch(/https?:(?!\/\/www\.w3\.org\/2000\/svg)|<script|<image|@import/);
    },
  );

  test("no box lies over another one, and all are within the drawing", async () => {
    const svg = await runGraph({ folder: "menus", service });
    const [, wide = "", high = ""] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    const lines = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"/g)];
    expect(lines.length).toBeGreaterThan(3);
    for (const [, x, y] of lines) {
      expect(Number(x)).toBeLessThan(Number(wide));
      expect(Number(y)).toBeLessThan(Number(high));
    }
  });

  test("the page shows every screen in each language, with where its options lead", async () => {
    const page = await runStoryboard({ folder: "menus", service });
    const texts = squeezed(readXml(withoutVoid(page)).join(""));
    for (const screen of screensIn(service)) {
      expect(page).toContain(`<article class="card" id="${screen.name}">`);
      // What a look-up says instead is shown filled in.
      const choices = screen.lookUp === null ? screen.choices : [];
      const labels = languages.flatMap((language) =>
        choices.map((one) => labelled(screen, one, language)),
      );
      for (const label of labels) expect(texts).toContain(squeezed(label));
    }
    for (const [, id = ""] of page.matchAll(/href="#([^"]+)"/g)) {
      expect(page).toContain(`id="${id}"`);
    }
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#)|src=/);
  });
});

/** HTML as XML: its first line and its elements without an end. */
function withoutVoid(html: string): string {
  return html.replace(/^<!doctype html>\n/, "").replace(/<(meta|br)([^>]*)>/g, "<$1$2/>");
}

test("what a screen tells by a reference, sends or asks consent with is drawn and shown", async () => {
  const at = { folder: "menus", service: "lessons", language: "en" };
  const drawn = decoded(await runGraph({ ...at, mermaid: true }));
  expect(drawn).toContain("passed: Certificate {ref} is VALID. Lesson: {lesson}.");
  expect(drawn).toContain("not found: No certificate has number {ref}.");
  expect(drawn).toMatch(/notice: privacy<br\/>[^"]*<br\/>1\. [^"<]+<br\/>2\. [^"<]+"\]/);
  const page = plainOf(await runStoryboard(at));
  expect(page).toContain("Certificate 4821 0372 is VALID. Lesson: Spot a fake SMS.");
  expect(page).toMatch(/<b>passed<\/b> \d+ of 156 septets; at its longest \d+/);
  expect(page).toContain("No certificate has number 4821 0372.");
  expect(page).toMatch(/<figure class="sms"><pre lang="en">Fake SMS: a link[^<]*<\/pre>/);
});

test("what is told of one's own request is drawn with the PIN before it and what seeing it does", async () => {
  const at = { folder: "menus", service: "voucher", language: "en" };
  const drawn = decoded(await runGraph({ ...at, mermaid: true }));
  expect(drawn).toContain(
    "mine: my_voucher<br/>behind the caller's PIN<br/>issued (seeing it: shown)",
  );
  const page = plainOf(await runStoryboard(at));
  expect(page).toMatch(/<b>shown<\/b> \d+ of 156 septets/);
  expect(page).toContain("You have no voucher yet. Go back and ask for one.");
});

test("the storyboard of the channel has what officers see who help somebody, and what both are sent", async () => {
  const whole = await runStoryboard({ folder: "menus", service: "channel", language: "en" });
  const page = plainOf(whole.slice(whole.indexOf("An officer helps somebody")));
  expect(page).toContain("7. For somebody else");
  expect(page).toContain("+254711000111: are they with you");
  expect(page).toContain("For +254711000111\nMfano County. Free.\n2. Apply or renew");
  for (const about of ["own number", "another country", "too many in a day", "no officer any more"])
    expect(page).toContain(about);
  expect(page).toContain("An officer of Mfano County sent request 4821 0372 for you.");
  const service = await runStoryboard({ folder: "menus", service: "report", language: "en" });
  expect(service).not.toContain("An officer helps somebody");
});

describe("the storyboard of problem reports", () => {
  let page = "";
  beforeAll(async () => {
    page = await runStoryboard({ folder: "menus", service: "report" });
  });
  const cardOf = (name: string) =>
    new RegExp(`<article class="card" id="${name}">[^]*?</article>`).exec(page)?.[0] ?? "";
  const phonesIn = (card: string, language: string) =>
    [...card.matchAll(new RegExp(`<pre lang="${language}">([^<]*)</pre>`, "g"))].map(
      ([, text = ""]) => plainOf(text),
    );

  test("a phone holds what the renderer gives, with the letters it takes", () => {
    expect(phonesIn(cardOf("category"), "en")).toEqual([
      "(1/5) What is wrong?\n1. Water leak\n2. No water\n3. Pothole\n4. Street light out\n5. Garbage\n9. Something else\n0. Back",
    ]);
    expect(cardOf("category")).toContain("114 of 156 septets; at its longest 114");
  });

  test("a long list has all its pages, a search what it finds, the check screen its end", () => {
    const wards = phonesIn(cardOf("ward"), "en");
    expect(wards).toHaveLength(3);
    expect(wards[1]).toContain("10. Maendeleo");
    expect(phonesIn(cardOf("check"), "en")[1]).toMatch(/^Thank you\. Report 4821 0372: Water leak/);
  });

  test("a screen is shown to somebody who has come there: what is asked only then is counted", () => {
    expect(phonesIn(cardOf("water_account"), "en")[0]).toMatch(/^\(4\/6\)/);
    expect(cardOf("water_account")).toContain("only if category == &#39;no_water&#39;");
    expect(phonesIn(cardOf("describe"), "en")[0]).toMatch(/^\(2\/6\)/);
  });

  test("reasons are listed in each language, and where each option leads", () => {
    expect(cardOf("category")).toContain(
      '<th scope="row">not_on_list</th><td lang="sw">77 haimo. Chagua 1-5, 9.</td><td lang="en">77 is not here. Choose 1-5, 9.</td>',
    );
    expect(cardOf("category")).toContain('9. Jingine → <a href="#describe">describe</a>');
    expect(cardOf("category")).toContain('otherwise → <a href="#ward">ward</a>');
  });

  test("the SMS of a status stand beside it, with their parts at the most", () => {
    expect(page).toMatch(
      /<figure class="sms"><pre lang="en">Report 4821 0372 received: Water leak, Amani\.[^<]*<\/pre><figcaption><b>SMS<\/b> 94 septets, 1 part; at its longest 107 septets, 1 part/,
    );
    expect(page).toContain("<b>SMS when late</b>");
    expect(page).toMatch(
      /<pre lang="en">Report 4821 0372 closes after [^<]*<\/pre><figcaption><b>Reminder 2 days before<\/b>/,
    );
  });

  test("it says what the law asks to be told, and is one language where that is asked for", async () => {
    expect(page).toContain("a duty of the agency: people are told, not asked");
    expect(page).toContain('<span lang="en">the department, public</span>');
    const english = await runStoryboard({ folder: "menus", service: "report", language: "en" });
    expect(english).not.toContain('lang="sw"');
    expect(english).toContain('<h1><span lang="en">Problem report</span></h1>');
  });
});

/** Texts that are anything but harmless. */
const NASTY = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    'end"]',
    "end",
    "#quot;",
    "#35;",
    "&amp;",
    "</text><script>",
    "1. List",
    "`x`",
    "%%{init: {}}%%",
    "a|b",
    "--> n1",
    "\u0000\u001b",
    "\ud800",
    "ümläut €",
    "[[x]]",
    '"',
    "graph TD; A-->B",
  ),
);

function graphWith(title: string, one: string, other: string): Graph {
  return {
    title,
    language: "en",
    boxes: [
      { id: "a", shape: "choose", name: one, lines: [other, one], note: other },
      { id: "b", shape: "end", name: other, lines: [], note: "" },
    ],
    ways: [
      { from: "a", to: "b", lines: [one, other], aside: false, back: false },
      { from: "a", to: "a", lines: [], aside: true, back: false },
    ],
  };
}

test("more ways than anybody could follow are not laid out, but written as Mermaid", async () => {
  const folder = mkdtempSync(join(tmpdir(), "njia-see-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const channel = readFileSync(join(GOOD, "channel.yaml"), "utf8");
  const alone = channel.replace(/^connectors:[^]*?(?=^screens:)/m, "");
  writeFileSync(join(folder, "channel.yaml"), alone.replace("go: report", "go: maze"));
  const rooms = Array.from({ length: 26 }, (_, room) => {
    const doors = Array.from(
      { length: 25 },
      (__, to) => `      - { say: The door to room ${to}, go: room${to === room ? 25 : to} }\n`,
    );
    return `  - menu: room${room}\n    say: Room\n    options:\n${doors.join("")}`;
  });
  const maze = `format: 1\nservice: maze\ntitle: Maze\nstar: 5\nscreens:\n${rooms.join("")}`;
  writeFileSync(join(folder, "maze.yaml"), maze);
  const drawn = runGraph({ folder, service: "maze" });
  await expect(drawn).rejects.toThrow("`maze` has too many ways for a drawing: take --mermaid.");
  const text = await runGraph({ folder, service: "maze", mermaid: true });
  expect(text.match(/ --> | -->\|/g)?.length).toBeGreaterThan(600);
  const page = await runStoryboard({ folder, service: "maze" });
  expect(page).toContain("There are too many ways for a drawing.");
});

describe("no text breaks out", () => {
  test("of a Mermaid label, and it is there whole", () => {
    fc.assert(
      fc.property(NASTY, NASTY, NASTY, (title, one, other) => {
        const text = mermaidOf(graphWith(title, one, other));
        expect(mermaidFaults(text)).toEqual([]);
        expect(text.match(/^ {2}n\d/gm)).toHaveLength(4);
        expect(squeezed(decoded(text))).toContain(squeezed(one.replace(/\p{Cc}+/gu, " ")));
      }),
    );
  });

  test("of a drawing, and it is well-formed", () => {
    fc.assert(
      fc.property(NASTY, NASTY, NASTY, (title, one, other) => {
        const texts = readXml(svgOf(graphWith(title, one, other)));
        expect(texts.length).toBeGreaterThan(0);
      }),
    );
  });

  test("of an attribute or an element", () => {
    fc.assert(
      fc.property(NASTY, (text) => {
        expect(escaped(text)).not.toMatch(/[<>"']/);
        expect(escaped(text)).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
    expect(escaped("&lt; & &amp;")).toBe("&amp;lt; &amp; &amp;amp;");
    expect(plainOf(escaped(`a & b < c > d "e" 'f'`))).toBe(`a & b < c > d "e" 'f'`);
  });
});

describe("the command", () => {
  const njia = async (...args: string[]) => {
    const child = spawn(process.execPath, ["src/cli.ts", ...args]);
    let out = "";
    let errors = "";
    child.stdout.on("data", (chunk) => (out += String(chunk)));
    child.stderr.on("data", (chunk) => (errors += String(chunk)));
    const code = await new Promise((ended) => child.once("close", ended));
    return { code, out, errors };
  };

  test("prints, or writes a file and names it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "njia-see-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const printed = await njia("graph", "report", "--menus", GOOD);
    expect(printed).toMatchObject({ code: 0, errors: "" });
    expect(printed.out).toMatch(/^<svg [^]*<\/svg>\n$/);
    const file = join(folder, "board.html");
    const written = await njia("storyboard", "report", "--menus", GOOD, "--out", file);
    expect(written).toEqual({ code: 0, errors: "", out: `${file}\n` });
    expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>\n[^]*<\/html>\n$/);
  });

  test.each([
    [["graph", "reprt", "--menus", GOOD], "There is no service `reprt`. Did you mean `report`?\n"],
    [
      ["storyboard", "report", "--menus", GOOD, "--language", "luo"],
      "There is no language `luo`. There are: sw, en.\n",
    ],
    [
      ["graph", "channel", "--life", "--menus", GOOD],
      "`channel` opens no request: it has no life.\n",
    ],
    [
      ["graph", "report", "--menus", "nowhere"],
      "The menus folder nowhere is not there: name another one by --menus, or by MENUS.\n",
    ],
  ])("says what is wrong: %j", async (args, errors) => {
    expect(await njia(...args)).toEqual({ code: 1, out: "", errors });
  });
});

describe("a drawing is read from left to right, and on paper", () => {
  const SERVICES = [
    "birth",
    "bursary",
    "clinic",
    "complaint",
    "lessons",
    "permit",
    "report",
    "voucher",
  ];
  /** Where the box of a screen begins, by its title. */
  const leftOf = (svg: string, screen: string) => {
    const [, after = ""] = svg.split(`<title>${screen}</title>`);
    return Number(/<text x="([0-9.]+)"/.exec(after)?.[1]);
  };

  test("options stand in their order", async () => {
    const svg = await runGraph({ folder: "menus", service: "birth" });
    const titles = [...svg.matchAll(/<title>([^<]+)<\/title>/g)].map(([, title = ""]) => title);
    const lefts = ["privacy", "status", "late_registration"].map((name) =>
      leftOf(svg, titles.find((title) => title.includes(name) && !title.startsWith("from")) ?? ""),
    );
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
  });

  test("what is counted stands by its name", () => {
    const sayings = new Map([
      ["en", readText("{n, plural, one {# try} other {# tries}}, {m.x}", "en")],
    ]);
    expect(words(sayings as Sayings, "en")).toBe("{n} tries, {m.x}"); // the text has no fault
  });

  test.each(SERVICES)(
    "the maps of %s have letters of 6.5 points at least on A4",
    async (service) => {
      const page = await runStoryboard({ folder: "menus", service });
      const maps = [
        ...page.matchAll(/class="drawing( wide)?"><svg[^>]* width="(\d+)" height="(\d+)"/g),
      ];
      expect(maps.length).toBeGreaterThan(0);
      for (const [, wide, width, height] of maps) {
        // Pixels between the margins, of 1/96 inch; a letter has 12 of them, or 9 points.
        const [across, down] = wide === undefined ? [718, 926] : [1047, 623];
        const scale = Math.min(1, across / Number(width), down / Number(height));
        expect(scale * 9).toBeGreaterThan(6.5);
      }
    },
  );
});
