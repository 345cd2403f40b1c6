/** A small channel with one service that has every kind of screen, made straight from YAML. */
import { parse } from "yaml";
import { z } from "zod";
import { compile } from "../../src/menu/compile.ts";
import type { Facts, Input, Need, Snapshot, Step } from "../../src/menu/contract.ts";
import { channelFile, serviceFile } from "../../src/menu/format.ts";
import { screen } from "../../src/menu/screen-format.ts";
import { SYSTEM_TEXTS, WRONG_CODES } from "../../src/menu/system-texts.ts";
import type { Release } from "../../src/menu/model.ts";
import type { DataRow, MenuSource } from "../../src/menu/source.ts";
import { screenOf } from "../../src/menu/screen.ts";
import { step } from "../../src/menu/step.ts";
import { NO_WORDING } from "../../src/menu/translate.ts";

const texts = {
  ...Object.fromEntries(Object.keys(SYSTEM_TEXTS).map((key) => [key, key])),
  back: "Back",
  home: "Main menu",
  more: "More",
  skip: "Skip",
  recent: "recent",
  resume: "{service}: step {step} of {steps}",
  resume_changed: "{service}: step {step} of {steps}, open: {open}",
  draft_gone: "{service} is gone",
  suspended: "{service} is suspended",
  request_line: "{service} {ref}: {status}",
  request: "{ref} {status} {sent} {next}",
};
const wrong = {
  ...Object.fromEntries(WRONG_CODES.map((code) => [code, code])),
  not_on_list: "{typed} is not {choices}",
  too_long: "At most {max}",
};

export const CHANNEL = {
  format: 1,
  channel: "test",
  name: "Test County",
  country: "KE",
  currency: "KES",
  time_zone: "Africa/Nairobi",
  languages: [
    { is: "sw", say: "Kiswahili" },
    { is: "en", say: "English" },
  ],
  codes: [{ dial: "*1#" }],
  budgets: { other: 160 },
  texts,
  wrong,
  screens: parse(`
- menu: main
  say: "{channel}"
  options:
    - { key: 1, say: Mine, go: mine }
    - { key: 3, say: Report, go: report }
    - { key: 9, say: Language, go: tongue }
- { requests: mine, say: Yours }
- { language: tongue, say: Which language? }
`) as unknown[],
};

export const REPORT = `
format: 1
service: report
title: Report
star: 77
privacy: { purpose: mending, basis: public-task, keep: 1y, shared_with: [], automated: none }
let:
  target: { be: "what == 'water' ? 2 : 5", otherwise: 5 }
screens:
  - { notice: privacy, say: "For {purpose}, kept {keep}" }
  - choose: what
    label: What
    say: { en: "({step}/{steps}) What?", sw: "({step}/{steps}) Nini?" }
    options:
      - { is: water, say: { en: Water leak, sw: Maji } }
      - { is: road, say: { en: Road, sw: Barabara } }
      - { is: other, key: 9, say: { en: Other, sw: Jingine }, go: describe }
  - { choose: ward, label: Ward, say: "({step}/{steps}) Ward?", from: data/wards.csv,
      other: { is: elsewhere, key: 7, say: Not here, go: place } }
  - { ask: deep, label: Depth, as: number, min: 1, max: 500, say: "Depth?", when: "what == 'road'" }
  - { ask: place, label: Place, as: text, min: 3, max: 30, say: "({step}/{steps}) Where?" }
  - { ask: until, label: Since, as: date, max: today, optional: true, say: "Since when?" }
  - confirm: check
    say: "{what}, {ward}, {place:10}. {target} days. Send?"
    send: request
    done: "Ref {ref}. {ward.office}"
aside:
  - { ask: describe, label: Describe, as: text, max: 40, say: "({step}/{steps}) Describe:", go: ward }
life:
  received: { say: received, next: wait }
`;

/** A service of these questions, each a line of YAML, that is right in all else. */
export function censusOf(questions: readonly string[], check: string): string {
  return `format: 1
service: census
title: Census
star: 55
privacy: { purpose: counting, basis: public-task, keep: 1y, shared_with: [], automated: none }
screens:
  - notice: privacy
${questions.join("")}  - { confirm: check, say: "${check}", send: request, done: "Ref {ref}" }
life:
  received: { say: received }
`;
}

const WARDS = ["Umoja", "Neema", "Baraka", "Umoja Mpya", "Amani", "Tumaini", "Furaha", "Upendo"];

export function wardRows(count = WARDS.length): DataRow[] {
  return Array.from({ length: count }, (_, index) => {
    const name = WARDS[index] ?? `Ward ${index}`;
    const id = name.toLowerCase().replaceAll(" ", "_");
    return { id, say: { en: name, sw: name }, columns: { id, name, office: `${name} office` } };
  });
}

/** As `read` gives it: no shared question is left in it. */
const readService = serviceFile.extend({
  screens: z.array(screen),
  aside: z.array(screen).optional(),
});

/** Compiles services written as YAML into a release; nothing is checked but the shape. */
export function releaseOf(services: readonly string[] = [REPORT], wards = wardRows()): Release {
  const files = services.map((text) => readService.parse(parse(text)));
  const source: MenuSource = {
    channel: channelFile.parse(CHANNEL),
    services: new Map(files.map((file) => [file.service, file])),
    data: new Map([
      [
        "data/wards.csv",
        { file: "data/wards.csv", headings: ["id", "name", "office"], rows: wards },
      ],
    ]),
    places: new Map(),
    unread: new Set(),
    shared: new Map(),
    wording: NO_WORDING,
  };
  return compile(source, "test");
}

/** 23 November 2026, 09:00 in Nairobi. */
export const AT = Date.UTC(2026, 10, 23, 6);
export const MINT = { id: "018f0000-0000-7000-8000-000000000001", ref: "48210372" };

export function factsOf(over: Partial<Facts> = {}): Facts {
  return {
    budget: { gsm7: 156, ucs2: 76 },
    code: { dial: "*1#", start: "channel/main" },
    language: "en",
    drafts: [],
    requests: [],
    ...over,
  };
}

function ownOf(
  asked: Extract<Need, { mine: object }>["mine"],
  { requests = [] }: Facts,
): NonNullable<Facts["mine"]> {
  const found = requests.find(
    ({ service, status }) => service === asked.service && asked.statuses.includes(status),
  );
  if (found === undefined) return { screen: asked.screen, request: null };
  const own = { answers: {}, given: {}, ...found, statusAt: found.openedAt, deadline: AT };
  return { screen: asked.screen, request: own };
}

/** The facts with what a step asked for, out of all there are. */
export function answering(need: Need, facts: Facts, all: Facts): Facts {
  if (typeof need === "string") return { ...facts, [need]: all[need] };
  if ("held" in need) {
    return { ...facts, held: { ...need.held, taken: all.held?.taken ?? new Map() } };
  }
  if ("pin" in need) {
    const pin = all.pin ?? { is: "set" as const, left: 2 };
    const came = pin.tried?.came ?? "right";
    return { ...facts, pin: { ...pin, tried: { pin: need.pin, came } } };
  }
  if ("mine" in need) return { ...facts, mine: ownOf(need.mine, all) };
  if ("assist" in need) {
    const { phone } = need.assist;
    const known = all.assist ?? {
      is: "free" as const,
      as: "stand-in",
      language: null,
      recent: null,
    };
    return { ...facts, assist: { ...known, phone } };
  }
  if ("lookUp" in need) {
    const known = all.lookedUp?.find(({ of }) => of.marker === need.lookUp.marker);
    const none = { of: need.lookUp, came: { is: "none" as const } };
    return { ...facts, lookedUp: [...(facts.lookedUp ?? []), known ?? none] };
  }
  const { ref, service } = need.verify;
  const request = all.requests?.find((one) => one.ref === ref && one.service === service);
  return { ...facts, verified: { ref, request: request ?? null } };
}

/** A phone that holds a session: dials, replies, and shows the screen. */
export class Caller {
  readonly release: Release;
  facts: Facts;
  snapshot: Snapshot | null = null;
  last: Step | null = null;

  constructor(release: Release, facts: Partial<Facts> = {}) {
    this.release = release;
    this.facts = factsOf(facts);
  }

  dial(...tokens: string[]): string {
    return this.#take(null, { dial: tokens });
  }

  /** Replies one after the other; the last screen comes back. */
  reply(...typed: string[]): string {
    return typed.map((text) => this.#take(this.snapshot, text)).at(-1) ?? "";
  }

  #take(snapshot: Snapshot | null, text: Input["text"]): string {
    const input = { text, at: AT, mint: () => MINT };
    // Nothing that one hop was told of a request is known in the next.
    const { mine: _, verified: _told, ...facts } = this.facts;
    this.facts = facts;
    let taken = step(this.release, snapshot, { ...input, facts });
    while (typeof taken.needs === "object") {
      this.facts = answering(taken.needs, this.facts, this.facts);
      taken = step(this.release, snapshot, { ...input, facts: this.facts });
    }
    if (taken.needs !== undefined) throw new Error(`needs ${JSON.stringify(taken.needs)}`);
    this.last = taken;
    // Through JSON, as the store keeps it.
    this.snapshot = JSON.parse(JSON.stringify(taken.snapshot)) as Snapshot;
    return screenOf(this.release, this.snapshot, this.facts).text;
  }
}
