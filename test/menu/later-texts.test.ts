import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { readFolder } from "../../src/menu/folder.ts";
import { LATER_TEXTS, LATER_WRONG } from "../../src/menu/system-texts.ts";
import { buildRelease, digestOf, rebuildRelease } from "../../src/menu/release.ts";
import { LATER_ASSIST_SMS, LATER_ASSIST_TEXTS } from "../../src/menu/assist-format.ts";
import { LATER_SMS_TEXTS } from "../../src/menu/sms-format.ts";
import { say } from "../../src/menu/text.ts";

const MENUS = await readFolder("menus");

interface Texts {
  texts: Record<string, unknown>;
  wrong?: Record<string, unknown>;
}

/** The example menus as they were before some of the texts came. */
function before(): ReadonlyMap<string, string> {
  const channel = parse(MENUS.get("channel.yaml") ?? "") as Texts & {
    sms: Texts;
    assist: { texts: Record<string, unknown>; sms: Record<string, unknown> };
  };
  for (const key of Object.keys(LATER_TEXTS)) delete channel.texts[key];
  for (const key of Object.keys(LATER_WRONG)) delete channel.wrong?.[key];
  for (const key of Object.keys(LATER_SMS_TEXTS)) delete channel.sms.texts[key];
  for (const key of Object.keys(LATER_ASSIST_TEXTS)) delete channel.assist.texts[key];
  for (const key of Object.keys(LATER_ASSIST_SMS)) delete channel.assist.sms[key];
  return new Map(MENUS).set("channel.yaml", stringify(channel));
}

test("a release from before a text came still runs, and says the text that was there", () => {
  const files = before();
  const release = rebuildRelease(files, digestOf(files));
  const { texts, sms, wrong, assist } = release?.channel ?? {};
  const said = (text: Parameters<typeof say>[0] | undefined) =>
    text === undefined ? "" : say(text, "en", ({ name }) => `<${name}>`);
  for (const [key, instead] of Object.entries(LATER_TEXTS)) {
    expect(said(texts?.[key as keyof typeof LATER_TEXTS])).toBe(said(texts?.[instead]));
    expect(said(texts?.[instead])).not.toBe("");
  }
  for (const [key, instead] of Object.entries(LATER_WRONG)) {
    expect(said(wrong?.[key as keyof typeof LATER_WRONG])).toBe(said(wrong?.[instead]));
    expect(said(wrong?.[instead])).not.toBe("");
  }
  for (const [key, instead] of Object.entries(LATER_SMS_TEXTS)) {
    expect(said(sms?.texts[key as keyof typeof LATER_SMS_TEXTS])).toBe(said(sms?.texts[instead]));
    expect(said(sms?.texts[instead])).not.toBe("");
  }
  for (const [key, instead] of Object.entries(LATER_ASSIST_TEXTS)) {
    expect(said(assist?.texts[key as keyof typeof LATER_ASSIST_TEXTS])).toBe(
      said(assist?.texts[instead]),
    );
  }
  const { objected, objected_decided: decided } = assist?.sms ?? {};
  expect(said(decided)).toBe(said(objected));
  expect(said(decided)).not.toBe("");
});

test("a text that has always been there is not to be left out", () => {
  const files = new Map(MENUS).set(
    "channel.yaml",
    (MENUS.get("channel.yaml") ?? "").replace(/^ {2}no_requests:.*$/m, ""),
  );
  const { release, findings } = buildRelease(files);
  expect(release).toBeNull();
  expect(findings.map(({ rule, message }) => `${rule} ${message}`)).toContain(
    "missing-key `no_requests` is missing",
  );
});
