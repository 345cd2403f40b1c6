import { ne } from "drizzle-orm";
import { expect, test } from "vitest";
import { septets } from "../../src/base/gsm7.ts";
import { seededRandom, type Random } from "../../src/base/ids.ts";
import { countRequests } from "../../src/requests/requests.ts";
import { stateOf } from "../properties/citizens.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { write } from "../../src/store/store.ts";
import { MENUS, type Callback } from "../world.ts";
import { Call, referenceIn, REPORT, testWorld } from "./call.ts";

test.each<[string, Partial<Callback>]>([
  ["phone", { phone: "+254711000002" }],
  ["service code", { code: "*384*98#" }],
])("a changed %s is refused, and the session goes on for its own", async (_, stolen) => {
  const call = await new Call(await testWorld()).dial();
  await call.type("2", "3", "2", "1");
  const refused = await call.send({ ...stolen, text: "2*3*1*1" });
  expect(refused).toMatch(/^END Hatukuweza kuendelea[^]*We could not go on/);
  expect(refused).not.toContain("ward");
  expect(await call.type("1")).toContain("Which ward?");
});

test.each(["`".repeat(64), "{".repeat(64), "<b>", "*1#"])(
  "a refusal prints nothing of the code %s that came with it",
  async (code) => {
    const call = await new Call(await testWorld()).dial();
    const refused = await call.send({ code, text: "1" });
    expect(refused).toContain("*384*99#");
    expect(refused).not.toContain(code);
    expect(septets(refused)).toBeLessThanOrEqual(160);
  },
);

test("the same session id of another gateway is another session", async () => {
  const world = await testWorld();
  const one = await new Call(world, { session: "same" }).dial();
  await one.type("2", "3", "2", "1");
  const other = new Call(world, { session: "same", gateway: "sandbox", phone: "+254711000002" });
  expect(await other.send()).toContain("Chagua lugha");
  expect(await one.type("1")).toContain("Which ward?");
});

test("an end event closes the session, unless it is another phone's, and is no answer", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  await call.type(...REPORT);
  await world.end({ ...call.callback, phone: "+254711000002" });
  const check = await call.type("2", "0");
  expect(check).toContain("Check: Water leak");
  await world.end(call.callback);
  expect(await call.send()).toBe(check);
  expect(await call.type("1")).toMatch(/^END This call is over/);
  expect(await countRequests(world.store())).toBe(0);
});

test("a call that took too long tells of saved answers only where there are some", async () => {
  const world = await testWorld();
  const after = async (...typed: readonly string[]) => {
    const call = await new Call(world).dial();
    await call.type(...typed);
    world.time.now += 600_000;
    return call.type("1");
  };
  const over = "END This call is over. To start again dial *384*99#.";
  expect(await after("2", "3", "2")).toBe(over);
  expect(await after("3", "2", "1", "1")).toMatch(/^END .*Your answers are saved\./);
  // Past the offer of that draft, to a request that is sent.
  expect(await after("1", "1", "1", "Near the gate", "2", "1", "1")).toBe(over);
  expect(await countRequests(world.store())).toBe(1);
});

test("hops of one session at the same time are one hop", async () => {
  const world = await testWorld();
  const call = new Call(world);
  const starts = await Promise.all(Array.from({ length: 20 }, () => call.send()));
  expect(new Set(starts).size).toBe(1);
  await call.type(...REPORT);
  const sent = { text: `${call.callback.text}*1` };
  const ends = await Promise.all(Array.from({ length: 20 }, () => call.send(sent)));
  expect(new Set(ends).size).toBe(1);
  expect(await countRequests(world.store())).toBe(1);
});

test("two sessions on one draft, sent at the same moment, make one request", async () => {
  const world = await testWorld();
  const one = await new Call(world).dial();
  await one.type(...REPORT);
  const other = await new Call(world).dial();
  expect(await other.type("1")).toContain("Check: Water leak");
  const [first, second] = await Promise.all([one.type("1"), other.type("1")]);
  expect(referenceIn(second)).toBe(referenceIn(first));
  expect(await countRequests(world.store())).toBe(1);
});

test("two sessions that go on from one half-filled draft make one request", async () => {
  const world = await testWorld();
  const one = await new Call(world).dial();
  await one.type(...REPORT.slice(0, -2));
  const other = await new Call(world).dial();
  expect(await other.type("1")).toContain("Is it a danger");
  const first = referenceIn(await one.type("2", "1", "1"));
  expect(await other.type("2")).toMatch(/^END Problem report \d{4} \d{4} was already sent/);
  expect(await countRequests(world.store())).toBe(1);
  expect(referenceIn(await other.send())).toBe(first);
  expect((await stateOf(world, other.callback.phone))?.drafts).toEqual([]);
});

test("a change in one session that the other sent without it is said, and not thrown away in silence", async () => {
  const world = await testWorld();
  const one = await new Call(world).dial();
  await one.type(...REPORT);
  const other = await new Call(world).dial();
  await other.type("1", "2", "3", "Far away hill");
  const first = referenceIn(await one.type("1"));
  const second = await other.type("1");
  expect(second).toMatch(/^END Problem report \d{4} \d{4} was already sent from another call/);
  expect(referenceIn(second)).toBe(first);
  expect(await other.send()).toBe(second);
  expect(await stateOf(world, one.callback.phone)).toMatchObject({
    drafts: [],
    requests: [{ answers: { place: "Near the gate" } }],
  });
});

test("a reference that another request has already is drawn again", async () => {
  const lot: { random: Random } = { random: (bytes) => new Uint8Array(bytes).fill(7) };
  const world = await testWorld({ random: (bytes) => lot.random(bytes) });
  const one = await new Call(world).dial();
  const first = referenceIn(await one.type(...REPORT, "1"));
  world.time.now += 1_000;
  const other = await new Call(world, { phone: "+254711000002" }).dial();
  await other.type(...REPORT);
  lot.random = seededRandom(3);
  const second = referenceIn(await other.type("1"));
  expect(second).not.toBe(first);
  expect(await countRequests(world.store())).toBe(2);
});

test("a session keeps its menus when they change, also in a new process; the next one has the new", async () => {
  const world = await testWorld();
  const before = await new Call(world).dial();
  await before.type("2", "3", "2");
  const report = MENUS.get("report.yaml") ?? "";
  expect(report).toContain("What is wrong?");
  await world.publish(
    new Map(MENUS).set("report.yaml", report.replaceAll("What is wrong?", "What broke?")),
  );
  expect(await before.type("1")).toContain("What is wrong?");
  await world.restart();
  expect(await before.type("0", "1")).toContain("What is wrong?");
  const after = await new Call(world, { phone: "+254711000002" }).dial();
  expect(await after.type("2", "3", "2", "1")).toContain("What broke?");
});

test("menus with errors change nothing for anyone", async () => {
  const world = await testWorld();
  const broken = new Map(MENUS).set("report.yaml", "format: 1\nservice: report\n");
  await expect(world.publish(broken)).rejects.toThrow("missing");
  const call = await new Call(world).dial();
  expect(await call.type("2", "3", "2", "1")).toContain("What is wrong?");
});

test("a draft whose answers no longer fit the menus is asked again where it does not", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  await call.type("2", "3", "2", "1", "1", "1", "Near the gate");
  const report = MENUS.get("report.yaml") ?? "";
  await world.publish(
    new Map(MENUS).set("report.yaml", report.replaceAll("water_leak", "leaking_pipe")),
  );
  const next = await new Call(world).dial();
  expect(await next.type("1")).toContain("What is wrong?");
  expect(await next.type("1")).toContain("Is it a danger");
});

test("nothing of a dialogue stands readable in the database, and none of it in the log", async () => {
  const world = await testWorld();
  const canaries = ["Canaryplace nine", "711000001", "2*3*1*1", "Canaryplace"];
  const call = await new Call(world).dial();
  await call.type("2", "3", "2", "1", "1", "1", "Canaryplace nine", "2", "1", "1");
  const readable = async () => {
    const bytes = await world.stored();
    return canaries.filter((canary) => bytes.includes(canary));
  };
  expect(await readable()).toEqual([]);
  expect(canaries.filter((canary) => world.log.join("").includes(canary))).toEqual([]);
  // The search would find what does stand there in the clear.
  canaries.push("received");
  expect(await readable()).toContain("received");
});

test("keys of the vault and of look-ups rotate under a running session", async () => {
  const key = (id: string, byte: number) => ({ id, bytes: new Uint8Array(32).fill(byte) });
  let keys = { vaultKeys: [key("v1", 1)], lookupKeys: [key("l1", 2)] };
  const world = await testWorld({ keys: () => keys });
  const call = await new Call(world).dial();
  const category = await call.type("2", "3", "2", "1");
  keys = {
    vaultKeys: [key("v2", 3), ...keys.vaultKeys],
    lookupKeys: [key("l2", 4), ...keys.lookupKeys],
  };
  await world.restart();
  expect(await call.send()).toBe(category);
  expect(await call.type("1", "1", "Near the gate")).toContain("danger");
  await world.end(call.callback);
  expect(await call.type("2")).toContain("This call is over");
  const next = await new Call(world).dial();
  expect(await next.type("1")).toContain("danger");
});

const forget = statement("test.forget", (q, t, given: Given<{ digest: string }>) =>
  q.delete(t.releases).where(ne(t.releases.digest, given.digest)),
);

test("without its release a session still repeats, and a new answer gets an apology", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  const category = await call.type("2", "3", "2", "1");
  const channel = MENUS.get("channel.yaml") ?? "";
  const digest = await world.publish(new Map(MENUS).set("channel.yaml", `${channel}# later\n`));
  await world.store().commit([write(forget, { digest }, "conflict")]);
  await world.restart();
  expect(await call.send()).toBe(category);
  expect(await call.type("1")).toMatch(/^END Samahani, hitilafu ni yetu/);
  expect(world.log.at(-2)).toContain("release_gone");
  const next = await new Call(world).dial();
  expect(await next.type("00")).toContain("Report a problem");
});
