/** Every text of all files, with where it stands and which placeholders it may have. */
import { SYSTEM_TEXTS, type SystemText } from "../system-texts.ts";
import type { ServiceFile } from "../format.ts";
import type { Text } from "../text-format.ts";
import { ASSIST_KEYS, ASSIST_SMS, ASSIST_TEXTS } from "../assist-format.ts";
import { PIN_KEYS } from "../pin-format.ts";
import { SMS_TEXTS, type SmsText } from "../sms-format.ts";
import { givenIn } from "./gives.ts";
import { IN_SMS, saidInLife } from "./said-in-life.ts";
import { sayOf } from "../written.ts";
import type { ScreenSource } from "../screen-format.ts";
import {
  below,
  optionsOf,
  screensOf,
  type At,
  unreadIn,
  type Screen,
  type World,
} from "./world.ts";

export interface Said {
  text: Text;
  at: At;
  service: ServiceFile | null;
  /** Placeholders beside the answers and computed values of the service. */
  extra: readonly string[];
  /** True where answers and computed values may be printed. */
  answers: boolean;
  letters: "gsm7" | "ucs2";
  /** Sent, and not shown on a screen. */
  sms: boolean;
  /** The screen it stands on, and under which key; null = on none of a file's. */
  on: { screen: Screen; key: Part } | null;
}

type LookUpSource = Extract<ScreenSource, { look_up: string }>;
type Part = "say" | "label" | "pick" | "none" | "taken" | "done" | "wrong" | "option" | "sms";

const ANYWHERE = ["channel", "code"];
const ON_SCREEN = [...ANYWHERE, "service", "step", "steps"];
const IN_NOTICE = [...ON_SCREEN, "purpose", "keep", "basis", "shared_with"];
const IN_REASON = [...ANYWHERE, "service", "typed", "choices", "min", "max"];

/** What Njia fills into its own texts, beside {channel} and {code}. */
const SYSTEM_EXTRA: Readonly<Partial<Record<SystemText, readonly string[]>>> = {
  notice: IN_NOTICE,
  recent: [...ANYWHERE, "service", "ref", "at"],
  sent_before: [...ANYWHERE, "service", "ref"],
  resume: [...ANYWHERE, "service", "step", "steps"],
  resume_changed: [...ANYWHERE, "service", "step", "steps", "open"],
  suspended: [...ANYWHERE, "service"],
  not_open: [...ANYWHERE, "service", "opens"],
  no_longer_open: [...ANYWHERE, "service", "closes"],
  draft_gone: [...ANYWHERE, "service"],
  request_line: [...ANYWHERE, "service", "ref", "status"],
  answer_taken: [...ANYWHERE, "service", "ref", "status"],
  request: [...ANYWHERE, "service", "ref", "status", "sent", "next"],
};
/** Names that Njia fills in itself somewhere: no answer may have one. */
export const FILLED_IN: ReadonlySet<string> = new Set([
  ...IN_NOTICE,
  ...IN_REASON,
  ...IN_SMS,
  ...Object.values(SYSTEM_EXTRA).flat(),
]);
/** Printed without looking anything up. */
const BARE: ReadonlySet<string> = new Set(["back", "home", "more", "skip", "yes", "no"]);

/** What an answer to an SMS may print, as the format describes it. */
function valuesIn(described: string): string[] {
  return [...described.matchAll(/\{([a-z]+)\}/g)].flatMap(([, name]) => name ?? []);
}

export function saidIn(world: World): Said[] {
  const { channel, services } = world.source;
  const said = (text: Text, at: At, extra: readonly string[] = []): Said => ({
    text,
    at,
    service: null,
    extra,
    answers: false,
    letters: "gsm7",
    sms: false,
    on: null,
  });
  const file = "channel.yaml";
  const in_ = (name: string, path: (string | number)[]) => ({ file: name, path });
  const found = [said(channel.name, in_(file, ["name"]))];
  for (const [name, text] of Object.entries(channel.words ?? {})) {
    // A word may stand on any screen: what it may print is judged there.
    found.push({ ...said(text, in_(file, ["words", name])), extra: ["*"] });
  }
  for (const key of Object.keys(SYSTEM_TEXTS) as SystemText[]) {
    const extra = BARE.has(key) ? [] : (SYSTEM_EXTRA[key] ?? ANYWHERE);
    const text = channel.texts[key];
    if (text !== undefined) found.push(said(text, in_(file, ["texts", key]), extra));
  }
  for (const [code, text] of Object.entries(channel.wrong)) {
    if (text !== undefined) found.push(said(text, in_(file, ["wrong", code]), IN_REASON));
  }
  for (const key of channel.pin === undefined ? [] : PIN_KEYS) {
    const extra = key === "wrong" ? [...ANYWHERE, "left"] : ANYWHERE;
    found.push(said(channel.pin?.[key] ?? "", in_(file, ["pin", key]), extra));
  }
  for (const key of channel.assist === undefined ? [] : ASSIST_KEYS.texts) {
    const extra = [...ANYWHERE, ...valuesIn(ASSIST_TEXTS[key])];
    const text = channel.assist?.texts[key];
    if (text === undefined) continue;
    found.push(said(text, in_(file, ["assist", "texts", key]), extra));
  }
  for (const key of channel.assist === undefined ? [] : ASSIST_KEYS.sms) {
    const extra = [...ANYWHERE, ...valuesIn(ASSIST_SMS[key])];
    const one = said(channel.assist?.sms[key] ?? "", in_(file, ["assist", "sms", key]), extra);
    found.push({ ...one, sms: true });
  }
  const blocked = channel.sms?.blocked;
  if (blocked !== undefined) found.push(said(blocked, in_(file, ["sms", "blocked"]), ANYWHERE));
  for (const key of Object.keys(SMS_TEXTS) as SmsText[]) {
    const text = channel.sms?.texts[key];
    if (text === undefined) continue;
    const extra = [...ANYWHERE, ...valuesIn(SMS_TEXTS[key])];
    found.push({ ...said(text, in_(file, ["sms", "texts", key]), extra), sms: true });
  }
  for (const service of services.values()) {
    const own = `${service.service}.yaml`;
    found.push(said(service.title, in_(own, ["title"])));
    if (service.privacy !== undefined) {
      found.push(said(service.privacy.purpose, in_(own, ["privacy", "purpose"]), ANYWHERE));
      for (const [index, text] of service.privacy.shared_with.entries()) {
        found.push(said(text, in_(own, ["privacy", "shared_with", index]), ANYWHERE));
      }
    }
    const { once } = service;
    if (once !== undefined) {
      const about = said(once.say, in_(own, ["once", "say"]), [...ANYWHERE, "service"]);
      found.push({ ...about, service, answers: true });
    }
    const window = service.open;
    for (const [key, prints] of [
      ["early", "opens"],
      ["over", "closes"],
    ] as const) {
      const words = window?.[key];
      const extra = [...ANYWHERE, "service", prints];
      if (words !== undefined) found.push(said(words, in_(own, ["open", key]), extra));
    }
    found.push(...saidInLife(service, unreadIn(world, service.service)));
  }
  const screens = screensOf(world);
  const told = screens.flatMap((screen) => toldByStatus(services, screen));
  return [...found, ...screens.flatMap(onScreen), ...told];
}

/** What is told of a request by its status: its own answers, whoever looks. */
function toldByStatus(services: World["source"]["services"], screen: Screen): Said[] {
  const { source, at, service } = screen;
  if (!("found" in source)) return [];
  const of = services.get(source.of ?? service?.service ?? "") ?? null;
  const letters = source.letters ?? ("gsm7" as const);
  // Of one's own request all may be printed that an SMS about it prints, but for a reason.
  const own = "mine" in source ? ["status", "date", "deadline"] : [];
  const extra = [...ANYWHERE, "service", "ref", ...own];
  const givenAt = of === null ? () => [] : givenIn(of);
  const one = (text: Text, ...path: (string | number)[]): Said => ({
    text,
    at: below(at, ...path),
    service: of,
    extra,
    answers: of !== null && path[0] === "found",
    letters,
    sms: false,
    on: null,
  });
  return [
    ...source.found.map(({ say, status }, index) => {
      const said = one(say, "found", index, "say");
      return { ...said, extra: [...extra, ...givenAt(status)] };
    }),
    { ...one(source.not_found, "not_found"), ...("mine" in source && { extra: ANYWHERE }) },
  ];
}

/** What is said where a look-up has no answer: on three screens, and in two SMS. */
function instead({ none, broken, late }: LookUpSource, screen: Screen): Said[] {
  const one = (text: Text, path: readonly string[], sms: boolean): Said => ({
    text,
    at: below(screen.at, ...path),
    service: screen.service,
    extra: sms ? [...ANYWHERE, "service"] : ON_SCREEN,
    answers: screen.service !== null,
    letters: "gsm7",
    sms,
    on: { screen, key: sms ? "sms" : "say" },
  });
  return [
    one(none.say, ["none", "say"], false),
    one(broken.say, ["broken", "say"], false),
    one(late.say, ["late", "say"], false),
    one(late.sms, ["late", "sms"], true),
    one(late.failed, ["late", "failed"], true),
  ];
}

function onScreen(screen: Screen): Said[] {
  const { source, at, service } = screen;
  const letters = source.letters ?? ("gsm7" as const);
  // The list of answers that can be changed, which is no screen of a file, prints these too.
  const elsewhere = "sensitive" in source && source.sensitive === true ? letters : "gsm7";
  const one = (text: Text | undefined, key: Part, extra: readonly string[]): Said[] =>
    text === undefined
      ? []
      : [
          {
            text,
            at: below(at, key),
            service,
            extra: service?.open === undefined ? extra : [...extra, "closes"],
            answers: service !== null,
            letters:
              key === "label"
                ? "gsm7"
                : key === "option" && "choose" in source
                  ? elsewhere
                  : letters,
            sms: false,
            on: { screen, key },
          },
        ];
  const head = "notice" in source ? IN_NOTICE : ON_SCREEN;
  const reasons = "wrong" in source ? (source.wrong ?? {}) : {};
  return [
    ...one(sayOf(source), "say", head),
    ...("look_up" in source ? instead(source, screen) : []),
    ...("label" in source ? one(source.label, "label", ANYWHERE) : []),
    ...("pick" in source ? one(source.pick, "pick", ON_SCREEN) : []),
    ...("book" in source ? one(source.none, "none", ON_SCREEN) : []),
    ...("book" in source ? one(source.taken, "taken", ON_SCREEN) : []),
    ...("done" in source ? one(source.done, "done", [...ON_SCREEN, "ref"]) : []),
    ...("sms" in source ? one(source.sms, "sms", ANYWHERE) : []).map((each) => ({
      ...each,
      sms: true,
      letters: "gsm7" as const,
    })),
    ...Object.entries(reasons).flatMap(([code, text]) =>
      one(text, "wrong", IN_REASON).map((said) => ({ ...said, at: below(at, "wrong", code) })),
    ),
    ...optionsOf(screen).flatMap(({ option, at: place }) =>
      one(option.say, "option", ANYWHERE).map((said) => ({ ...said, at: below(place, "say") })),
    ),
  ];
}
