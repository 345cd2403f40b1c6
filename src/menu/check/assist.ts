/**
 * Rules about assisted mode: the officer's option is nobody else's, what officers read fits, and whoever was
 * helped is told how to object.
 */
import { width } from "../../base/gsm7.ts";
import { LONGEST_PHONE } from "../../base/phone.ts";
import { showReference } from "../../base/reference.ts";
import { ASSIST_KEYS, type AssistText } from "../assist-format.ts";
import type { Facts, RequestFact, Snapshot } from "../contract.ts";
import { isDecidable } from "../life.ts";
import { OWN, type Release } from "../model.ts";
import { pageOf } from "../screen.ts";
import { say } from "../text.ts";
import { viewOf } from "../view.ts";
import { argumentsOf, sayingsOf } from "./sayings.ts";
import { sceneOf, type Scene } from "./scene.ts";
import { checkParts, OPTION_MAX, placeOf } from "./sms.ts";
import { screensOf, type World } from "./world.ts";

const RULE = "assist";
/**
 * Of the SMS that one phone gets in a day officers need one for each request that they send. They get SMS as
 * everybody does, too, and of answers that came late: half as many again are for that.
 */
const ROOM = 1.5;
/** As `objection` has it of the request of every scene. */
const NOTED = "1234567890 ~object";
const at = (...path: string[]) => ({ file: "channel.yaml", path: ["assist", ...path] });

export function checkAssist(world: World): void {
  checkServices(world);
  if (world.source.channel.assist === undefined) return;
  checkKey(world);
  checkNamed(world);
  checkObjection(world);
  checkCap(world);
  checkDecided(world);
  for (const language of world.languages) {
    checkFit(world, sceneOf(world, null, language));
    checkSent(world, language);
  }
}

/** What a service says about itself against what it is. */
function checkServices({ source, release, report }: World): void {
  for (const { service, assisted } of source.services.values()) {
    if (assisted !== true || release.services.get(service)?.assisted === true) continue;
    const place = { file: `${service}.yaml`, path: ["assisted"], within: "key" as const };
    const message =
      "nobody can send this for somebody else: it opens no request, or asks for a PIN";
    report(place, RULE, message, "Leave `assisted` out.");
  }
}

/** The option stands in every main menu, and its number leads nowhere else. */
function checkKey({ source, release, report }: World): void {
  const { key = "" } = source.channel.assist ?? {};
  const way = Object.entries(release.channel.keys).find(([, taken]) => taken === key)?.[0];
  if (way !== undefined) {
    report(at("key"), RULE, `${key} is the key for \`${way}\``, "Use another number.");
  }
  for (const start of new Set(release.channel.codes.map((code) => code.start))) {
    const menu = release.screens.get(start);
    if (menu === undefined || source.unread.has(start)) continue;
    if (menu.kind !== "menu") {
      const message = `\`${menu.name}\` is no menu: officers would find no option there`;
      report(at("key"), RULE, message, "Begin with a `menu`.");
    } else if (menu.choices.some((choice) => choice.key === key)) {
      const message = `${key} is the number of another option of \`${menu.name}\``;
      report(at("key"), RULE, message, "Use a number that no option has.");
    }
  }
  const starred = [...release.services.values()].find(({ star }) => star === key);
  if (starred !== undefined) {
    const message = `${key} behind the code opens \`${starred.name}\``;
    report(at("key"), RULE, message, "Use a number that is no service's `star`.");
  }
}

/** Whom a screen is about, and which request an SMS: without it, officers take one for another. */
function checkNamed(world: World): void {
  const { assist } = world.source.channel;
  if (assist === undefined) return;
  const named = [
    ...(["agreed", "helping"] as const).map((key) => ["texts", key, "phone"] as const),
    ...(["told", "done", "objected", "objected_decided"] as const).map(
      (key) => ["sms", key, "ref"] as const,
    ),
  ];
  for (const [of, key, needs] of named) {
    const text = of === "texts" ? assist.texts[key] : assist.sms[key];
    if (text === undefined) continue;
    for (const { saying, language, at: place } of sayingsOf(world, text, at(of, key))) {
      if (argumentsOf(saying, language).some(({ name }) => name === needs)) continue;
      const what = needs === "phone" ? "whom this is for" : "which request this is about";
      world.report(place, RULE, `nobody is told ${what}`, `Add {${needs}}.`);
    }
  }
}

/** Officers are told of everything that they send: an SMS past the cap of their phone is not sent. */
function checkCap({ source, report }: World): void {
  const { assist, sms } = source.channel;
  if (assist === undefined || sms === undefined) return;
  const least = Math.ceil(assist.day * ROOM);
  if (sms.caps.phone >= least) return;
  const message = `an officer who sends ${assist.day} requests a day for others gets an SMS for each, and a phone gets ${sms.caps.phone}`;
  const fewer = Math.floor(sms.caps.phone / ROOM);
  const mend = `Write ${fewer} here, or \`phone: ${least}\` under \`caps\` of \`sms\`.`;
  report(at("day"), RULE, message, mend);
}

/** Without the word to send nobody can say no. */
function checkObjection(world: World): void {
  const { assist, sms } = world.source.channel;
  if (assist === undefined) return;
  if (sms === undefined) {
    const message = "whoever was helped could not object: the channel takes no SMS";
    return world.report({ ...at(), within: "key" }, RULE, message, "Add `sms` to channel.yaml.");
  }
  for (const { saying, language, at: place } of sayingsOf(
    world,
    assist.sms.told,
    at("sms", "told"),
  )) {
    const words = new Set(saying.toLowerCase().match(/[\p{L}\p{N}]+/gu));
    const no = Object.values(sms.words.no).flat();
    if (no.some((word) => words.has(word.toLowerCase()))) continue;
    const shown = (sms.words.no[language] ?? no).map((word) => word.toUpperCase()).join(" or ");
    const message = "whoever was helped is not told how to object";
    world.report(place, RULE, message, `Say that they may reply ${shown} and the reference.`);
  }
}

/** What is asked stands whole on a screen, as what ends it does; the channel's reasons are `lengths`'. */
function checkFit(world: World, { facts, snapshot }: Scene): void {
  const { release } = world;
  const assistant = { assistant: "officer" };
  const assisted = { as: "", phone: LONGEST_PHONE, language: snapshot.language ?? "" };
  const fits = (over: Partial<Snapshot>, known = facts) => {
    const shown = { ...snapshot, ...assistant, about: null, ...over };
    const view = viewOf(release, shown, known);
    if (view.end) return width(view.head(), view.letters) <= facts.budget[view.letters];
    const { text } = pageOf(release, shown, known, view);
    // Languages may be many, and go on.
    return text.startsWith([view.lead(), view.head()].filter((line) => line !== "").join("\n"));
  };
  const report = (of: AssistText, where: string) => {
    const message = `in \`${snapshot.language}\` this does not fit ${where}`;
    const text = world.source.channel.assist?.texts[of] ?? "";
    const place = placeOf(text, at("texts", of), snapshot.language ?? "");
    world.report(place, RULE, message, "Shorten it.");
  };
  const asks = { screen: OWN.assist };
  const agreed = { screen: OWN.agreed, about: LONGEST_PHONE };
  const objection = release.channel.assist?.texts.objection ?? new Map();
  const option = say(objection, snapshot.language ?? "", () => "");
  if (width(option, "gsm7") > OPTION_MAX) report("objection", "below a request");
  for (const [of, open] of [
    ["noted", true],
    ["noted_decided", false],
  ] as const) {
    const requests = objectedTo(release, facts, open);
    const noted = { ...agreed, screen: OWN.moved, about: NOTED };
    if (requests.length > 0 && !fits(noted, { ...facts, requests })) report(of, "on one screen");
  }
  if (!fits(asks)) report("phone", "on one screen");
  for (const code of ["own", "abroad"] as const) {
    if (!fits({ ...asks, wrong: { code } })) report(code, "above `phone`");
  }
  if (!fits(agreed)) report("agreed", "on one screen");
  for (const about of ["alone", "many", "over"] as const) {
    const over = { screen: OWN.alone, about, ended: about === "over" };
    if (!fits(over)) report(about, "on one screen");
  }
  for (const { id, service } of screensOf(world)) {
    const screen = release.screens.get(id);
    const isStart = id === facts.code.start;
    if (screen === undefined || (screen.kind !== "confirm" && !isStart)) continue;
    if (service !== null && release.services.get(service.service)?.assisted !== true) continue;
    const scene = sceneOf(world, service?.service ?? null, snapshot.language ?? "");
    const shown = { ...scene.snapshot, ...assistant, assisted, screen: id };
    const view = viewOf(release, shown, scene.facts);
    const { text } = pageOf(release, shown, scene.facts, view);
    if (!text.startsWith(view.lead())) report("helping", `above \`${id}\``);
  }
}

/** Requests in statuses where officers can, or cannot, decide. */
function objectedTo(release: Release, { requests = [] }: Facts, open: boolean): RequestFact[] {
  return requests.flatMap((request) => {
    const statuses = release.services.get(request.service)?.life?.statuses.values() ?? [];
    const status = [...statuses].find((each) => isDecidable(each) === open);
    return status === undefined ? [] : [{ ...request, status: status.name }];
  });
}

/** Whoever objects to what is decided must not be told that it is looked at first. */
function checkDecided({ source, report }: World): void {
  const { assist } = source.channel;
  for (const [of, key] of [
    ["texts", "noted_decided"],
    ["sms", "objected_decided"],
  ] as const) {
    if (assist === undefined || key in assist[of]) continue;
    const mend = `Add ${key} to \`${of}\` of \`assist\`.`;
    report({ ...at(of), within: "key" }, "missing-key", `missing: ${key}`, mend);
  }
}

function checkSent(world: World, language: string): void {
  const { channel } = world.release;
  const values: Record<string, string> = {
    channel: say(channel.name, language, () => ""),
    code: channel.codes[0]?.dial ?? "",
    ref: showReference("1234567890"),
  };
  for (const key of ASSIST_KEYS.sms) {
    const sayings = channel.assist?.sms[key];
    const sms = sayings && say(sayings, language, ({ name }) => values[name] ?? "");
    checkParts(world, world.source.channel.assist?.sms[key], at("sms", key), language, sms ?? null);
  }
}
