import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import { runAdd, runEnd, runEndToken, runList, runToken } from "../../src/cli/staff.ts";
import { findByToken } from "../../src/staff/tokens.ts";
import { testDatabase } from "../store/database.ts";
import { openBeside as openStoreBeside } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);

/** A server, and the command beside it. */
async function openBeside() {
  const { place, ready } = testDatabase();
  await ready;
  const server = await openStoreBeside(place, true);
  const store = await openStoreBeside(place);
  const lines: string[] = [];
  const needs = {
    store,
    vault: testVault(),
    print: (line: string) => void lines.push(line),
    clock: () => AT,
    random: seededRandom(3),
  };
  const said = () => lines.splice(0).join("\n");
  const close = async () => {
    await store.close();
    await server.close();
  };
  return { server, needs, said, close };
}

const tokenIn = (text: string) => /njia_\S+/.exec(text)?.[0] ?? "";

test("the first administrator is made beside a running server, which lets them in at once", async () => {
  const { server, needs, said, close } = await openBeside();
  await runList(needs);
  expect(said()).toContain("nobody yet");
  await runAdd(needs, { name: "administrator  one", role: "administrator" });
  const token = tokenIn(said());
  const member = await findByToken(server, token, AT);
  expect(member).toMatchObject({ name: "administrator one", role: "administrator" });

  // Shown once: no list has it.
  await runList(needs);
  expect(said()).not.toContain(token);
  await close();
});

test("tokens are added and ended one by one, and all of them with their owner", async () => {
  const { server, needs, said, close } = await openBeside();
  await runAdd(needs, { name: "officer one", role: "officer" });
  const first = said();
  const id = /officer officer one: (\S+)/.exec(first)?.[1] ?? "";
  await runToken(needs, "officer one");
  const second = tokenIn(said());
  await runToken(needs, id);
  const third = tokenIn(said());

  await runList(needs);
  const short =
    said()
      .match(/token ([0-9a-f]{12})/g)
      ?.map((each) => each.slice(6)) ?? [];
  expect(short).toHaveLength(3);
  for (const digits of short.slice(0, 1)) await runEndToken(needs, digits);
  const open = async () =>
    (
      await Promise.all(
        [tokenIn(first), second, third].map((token) => findByToken(server, token, AT)),
      )
    ).filter((owner) => owner !== null).length;
  expect(await open()).toBe(2);
  await runEnd(needs, id);
  expect(await open()).toBe(0);
  await close();
});

test("what cannot be done says what can, and changes nothing", async () => {
  const { needs, said, close } = await openBeside();
  await expect(runAdd(needs, { name: " ", role: "officer" })).rejects.toThrow("a name has");
  await expect(runAdd(needs, { name: "one", role: "boss" })).rejects.toThrow("a role is one of");
  await runAdd(needs, { name: "officer", role: "officer" });
  await runAdd(needs, { name: "officer", role: "auditor" });
  await expect(runToken(needs, "officer")).rejects.toThrow("more than one");
  await expect(runToken(needs, "nobody")).rejects.toThrow("nobody who works here");
  await expect(runEnd(needs, "officer")).rejects.toThrow("nobody who works here");
  for (const digits of ["", "0", "00000000", "%%%%%%%%"]) {
    await expect(runEndToken(needs, digits)).rejects.toThrow("not one token");
  }
  said();
  await runList(needs);
  expect(said().match(/ended/g)).toBeNull();
  await close();
});
