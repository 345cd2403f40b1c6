/** What was looked up, when its connector is edited under a call or a draft: asked again where it is another question. */
import { expect, test } from "vitest";
import type { Agency, Said } from "../../src/session/agency.ts";
import { edited, type Edit } from "../menu/edited.ts";
import { asked, BUSY, found, GOOD, KNOWN, openCalls } from "./shop.ts";

/** Each is another question. */
const OTHERS: readonly Edit[] = [
  ["channel.yaml", "register.example/businesses", "other.example/businesses"],
  ["channel.yaml", "KE/GOV/1 }", "KE/GOV/2 }"],
  ["channel.yaml", "as: text, max: 20", "as: text, max: 18"],
  ["channel.yaml", "at: quote.fee", "at: quote.total"],
];
/** And none of these. */
const SAME: readonly Edit[] = [
  ["channel.yaml", "cache: 10m", "cache: 9m"],
  ["channel.yaml", "cache: 10m", "deadline: 2s"],
  ["channel.yaml", "    repeat: safe\n", ""],
  ["shop.yaml", 'say: "No register now"', 'say: "Not now"'],
];

/** What the register says, one after the other, and the addresses that were called. */
function register(...script: (Said | "never")[]) {
  const called: string[] = [];
  const agency: Agency = {
    ask({ url }, _, { signal }) {
      called.push(url);
      const said = script.shift() ?? BUSY;
      if (said !== "never") return Promise.resolve(said);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(BUSY)));
    },
  };
  return { agency, called };
}

test.each(OTHERS)("a draft is looked up anew at the next dial: %s, %s is %s", async (...edit) => {
  const { agency, called } = register(found(3000), found(4000));
  const phone = await asked({ agency });
  expect(await phone.reply(KNOWN)).toContain(": 3200");
  await phone.world.publish(edited(GOOD, [edit]));
  // The call goes on as it began.
  expect(await phone.reply("0")).toContain("Business ID?");
  expect(await phone.reply(KNOWN)).toContain(": 3200");
  expect(called).toHaveLength(1);
  await phone.dial();
  expect(await phone.reply("1")).toContain(": 4200");
  expect(called).toHaveLength(2);
});

test.each(SAME)("and kept where it is the same question: %s, %s is %s", async (...edit) => {
  const { agency, called } = register(found(3000), found(4000));
  const phone = await asked({ agency });
  await phone.reply(KNOWN);
  await phone.world.publish(edited(GOOD, [edit]));
  await phone.dial();
  expect(await phone.reply("1")).toContain(": 3200");
  expect(called).toHaveLength(1);
});

/** A rehearsed call at the check screen, behind what was looked up. */
async function rehearsed(script: (Said | "never")[], wait?: () => Promise<void>) {
  const { agency, called } = register(...script);
  const { sessions, releases, hop } = await openCalls(agency, wait);
  const typed = ["88", "88*2", "88*2*1", `88*2*1*${KNOWN}`];
  let shown = "";
  for (const text of typed) shown = (await sessions.takeHop(hop(text))).reply.text;
  expect(shown).toContain(": 3200");
  return {
    called,
    async reloaded(...edits: Edit[]) {
      await releases.publish(edited(GOOD, edits));
      return sessions.carry(hop(typed.at(-1) ?? ""));
    },
    async reply(text: string) {
      typed.push(`${typed.at(-1)}*${text}`);
      return (await sessions.takeHop(hop(typed.at(-1) ?? ""))).reply.text;
    },
  };
}

const TOLD = ["What `business` found is dropped: another question is asked now."];

test.each(OTHERS)("a rehearsed call is looked up anew at once: %s, %s is %s", async (...edit) => {
  const call = await rehearsed([found(3000), found(4000)]);
  const carried = await call.reloaded(edit);
  expect(carried?.reply.text).toContain(": 4200");
  expect(carried?.told).toEqual(TOLD);
  expect(call.called).toHaveLength(2);
  expect(await call.reply("1")).toMatch(/^Ref/);
});

test.each(SAME)("and goes on where it is the same question: %s, %s is %s", async (...edit) => {
  const call = await rehearsed([found(3000), found(4000)]);
  const carried = await call.reloaded(edit);
  expect(carried?.reply.text).toContain(": 3200");
  expect(carried?.told).toEqual([]);
  expect(call.called).toHaveLength(1);
});

const [OTHER = ["", "", ""]] = OTHERS;

test("where the other system has nothing, or is broken, the screen says so", async () => {
  const none = await rehearsed([found(3000), { is: "none" }]);
  expect((await none.reloaded(OTHER))?.reply.text).toContain(
    "No business 4821 0372\n1. stuck_retry",
  );
  expect(await none.reply("1")).toContain("Business ID?");
  const broken = await rehearsed([found(3000), BUSY, found(4000)]);
  expect((await broken.reloaded(OTHER))?.reply.text).toContain("No register now\n1. stuck_retry");
  expect(await broken.reply("1")).toContain(": 4200");
});

test("where it is late, the call ends with the promise", async () => {
  let waits = 0;
  const wait = () => (waits++ === 0 ? new Promise<void>(() => {}) : Promise.resolve());
  const call = await rehearsed([found(3000), "never"], wait);
  const carried = await call.reloaded(OTHER);
  expect(carried?.reply).toMatchObject({ text: "We will send an SMS", end: true });
});

test("where nothing is looked up any more, the facts are dropped, and told once", async () => {
  const call = await rehearsed([found(3000)]);
  const source = GOOD.get("shop.yaml") ?? "";
  const from = source.indexOf("  - look_up");
  const carried = await call.reloaded(
    ["shop.yaml", source.slice(from, source.indexOf("  - confirm")), ""],
    ["shop.yaml", 'let:\n  all: { be: "business.fee + 200", otherwise: 0 }\n', ""],
    ["shop.yaml", '"{business.name}, {business.ends}: {all}"\n    charge: all', '"Pay?"'],
  );
  expect(carried?.told).toEqual([
    "What `business` found is dropped: nothing asks for it any more.",
  ]);
  expect(carried?.reply.text).toContain("Pay?");
});
