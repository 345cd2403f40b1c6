import { expect, test } from "vitest";
import { expectProblem, openOffice, REPORT, type Call, type Office } from "./office.ts";

const bulk = (office: Office, call: Call) => office.call("POST", "/api/v1/requests/move", call);

interface Result {
  ref: string;
  status: number;
  request: { status: string; version: number } | null;
  problem: { type: string; current?: { version: number } } | null;
}

async function resultsOf(answered: Response): Promise<Result[]> {
  const said = await answered.text();
  expect(answered.status, said).toBe(200);
  return JSON.parse(said).results;
}

test("a hundred requests are moved with one reason, each with a result of its own", async () => {
  const office = await openOffice();
  const refs: string[] = [];
  for (let count = 0; count < 100; count++) refs.push(await office.open());
  const [moved = "", stale = ""] = refs;
  await office.change(moved, "move", { to: "assigned" }, 1);
  await office.change(stale, "note", { note: "n" }, 1);
  const requests = refs
    .map((ref) => ({ ref, version: ref === moved ? 2 : 1 }))
    .toSpliced(99, 1, { ref: "10000007".replace("1", "2"), version: 1 });
  const body = { requests, to: "refused", reason: "county", note: "outside" };
  const results = await resultsOf(await bulk(office, { body }));
  expect(results.map(({ ref }) => ref)).toEqual(requests.map(({ ref }) => ref));
  expect(results.map(({ status }) => status)).toEqual([
    409,
    412,
    ...Array.from({ length: 97 }, () => 200),
    404,
  ]);
  expect(results[0]?.problem?.type).toBe("urn:njia:problem:move_refused");
  expect(results[1]?.problem?.current?.version).toBe(2);
  expect(results[2]?.request).toMatchObject({ status: "refused", version: 2 });
  const shown = await office.read(refs[2] ?? "");
  expect(shown.history.at(-1)).toMatchObject({ action: "move", reason: "county", note: "outside" });
});

test("a bulk again is answered byte for byte, and moves nothing twice", async () => {
  const office = await openOffice();
  const refs = [await office.open(), await office.open()];
  const requests = refs.map((ref, place) => ({ ref, version: place + 1 }));
  const call = { body: { requests, to: "assigned" }, key: "k-1" };
  const first = await (await bulk(office, call)).text();
  // What failed then may succeed now, but not by that call.
  await office.change(refs[1] ?? "", "note", { note: "n" }, 1);
  expect(await (await bulk(office, call)).text()).toBe(first);
  expect((await office.read(refs[0] ?? "")).history).toHaveLength(2);
  const other = await bulk(office, { ...call, body: { requests, to: "mended" } });
  await expectProblem(other, 422, "key_reused");
});

test("a bulk that was cut off goes on where it was, and what it had done counts as done", async () => {
  const office = await openOffice();
  const refs = [await office.open(), await office.open(), await office.open()];
  const requests = refs.map((ref) => ({ ref, version: 1 }));
  const call = { body: { requests, to: "assigned" }, key: "k-1" };
  const whole = await resultsOf(await bulk(office, call));
  // As a crash leaves it after two of three: their answers are kept, the whole one and the third are not.
  await office.raw("delete from idempotency where key = 'k-1'");
  await office.raw(`delete from idempotency where key = 'k-1 ${refs[2]}'`);
  await office.raw(`update requests set status = 'received', version = 1 where ref = '${refs[2]}'`);
  await office.raw(
    `delete from history where seq = 2 and request = (select id from requests where ref = '${refs[2]}')`,
  );
  expect(await resultsOf(await bulk(office, call))).toEqual(whole);
  for (const ref of refs) expect((await office.read(ref)).history).toHaveLength(2);
});

test("the same bulk twice at once is done once", async () => {
  const office = await openOffice();
  const requests = [{ ref: await office.open(), version: 1 }];
  const call = { body: { requests, to: "assigned" }, key: "k-1" };
  const both = await Promise.all([bulk(office, call), bulk(office, call)]);
  const [one, two] = await Promise.all(both.map((each) => each.text()));
  expect(one).toBe(two);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
});

test("a bulk has its limits", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const one = { ref, version: 1 };
  const many = Array.from({ length: 101 }, (_, place) => ({
    ref: `${20_000_000 + place}`,
    version: 1,
  }));
  for (const body of [
    { requests: [], to: "assigned" },
    { requests: [one, one], to: "assigned" },
    { requests: many, to: "assigned" },
    { requests: [{ ref }], to: "assigned" },
    { requests: [{ ...one, version: 0 }], to: "assigned" },
    { requests: [{ ...one, more: 1 }], to: "assigned" },
    { requests: [one] },
  ]) {
    await expectProblem(await bulk(office, { body }), 400, "unreadable");
  }
  // It needs no If-Match: the versions are in the body.
  const alone = await resultsOf(await bulk(office, { body: { requests: [one], to: "assigned" } }));
  expect(alone[0]?.status).toBe(200);
});

test("a store that fails in the middle of a bulk is a problem, and the same call goes on", async () => {
  let broken = true;
  const office = await openOffice(REPORT, (store) => ({
    ...store,
    commit(writes) {
      const second = writes.some(({ values }) => Object.values(values).includes("request-2"));
      return broken && second ? Promise.reject(new Error("canary")) : store.commit(writes);
    },
  }));
  const refs = [await office.open(), await office.open()];
  const call = {
    body: { requests: refs.map((ref) => ({ ref, version: 1 })), to: "assigned" },
    key: "k-1",
  };
  const said = await expectProblem(await bulk(office, call), 500, "internal");
  expect(JSON.stringify([said, office.log])).not.toContain("canary");
  expect((await office.read(refs[0] ?? "")).version).toBe(2);
  broken = false;
  const results = await resultsOf(await bulk(office, call));
  expect(results.map(({ status }) => status)).toEqual([200, 200]);
  for (const ref of refs) expect((await office.read(ref)).history).toHaveLength(2);
});
