import { expect, test } from "vitest";
import { gatewayPhone } from "../../src/base/phone.ts";
import type { Role } from "../../src/staff/roles.ts";
import { clearBlock, markBlocked } from "../../src/messages/preferences.ts";
import { dueMessages } from "../../src/messages/claim.ts";
import { AT, expectProblem, openOffice, PHONE, type Office } from "./office.ts";

interface Page {
  messages: { id: string; version: number }[];
  next: string | null;
}

async function listed(office: Office, query = "", role: Role = "officer"): Promise<Page> {
  const answered = await office.call("GET", `/api/v1/messages${query}`, { role });
  expect(answered.status).toBe(200);
  return (await answered.json()) as Page; // every test asserts what it reads of it
}

/** The SMS of a refused request, of which nobody knows whether it was sent. */
async function doubtful(office: Office) {
  const ref = await office.open();
  await office.change(ref, "move", { to: "refused", reason: "private" }, 1);
  const [message] = (await listed(office, `?request=${ref}`)).messages;
  if (message === undefined) throw new Error("nothing is told");
  const { id } = message;
  await office.raw("update messages set state = 'ambiguous', fence = 1 where id = ?", id);
  return { ref, id, version: 2 };
}

test("staff see what became of the SMS of a move, and neither its number nor its words", async () => {
  const office = await openOffice();
  const ref = await office.open();
  await office.change(ref, "move", { to: "refused", reason: "private" }, 1);
  const answered = await office.call("GET", "/api/v1/messages?state=pending", { role: "auditor" });
  const said = await answered.text();
  expect(JSON.parse(said)).toMatchObject({
    messages: [{ class: "update", template: "report/refused", ref, attempts: 0, receipt: null }],
  });
  expect(said).not.toContain(PHONE.slice(1));
  expect(said).not.toContain("private land");
  const none = await office.call("GET", "/api/v1/messages", { role: "officer" });
  expect(await none.json()).toEqual({ messages: [], next: null });
});

test("an operator sees which texts fail, and no reference", async () => {
  const office = await openOffice();
  const { ref, id } = await doubtful(office);
  const seen = await listed(office, "", "operator");
  expect(seen.messages).toMatchObject([{ id, template: "report/refused", ref: null }]);
  expect((await listed(office)).messages).toMatchObject([{ id, ref }]);
  const asked = await office.call("GET", `/api/v1/messages?request=${ref}`, { role: "operator" });
  await expectProblem(asked, 403, "not_your_role");
  const odd = await office.call("GET", "/api/v1/messages?state=lost", { role: "officer" });
  expect(odd.status).toBe(400);
});

test("messages are listed by state and by request, those a sender has claimed too", async () => {
  const office = await openOffice();
  const { ref, id } = await doubtful(office);
  const other = await doubtful(office);
  expect((await listed(office, `?request=${ref}`)).messages).toMatchObject([
    { id, state: "ambiguous", sms: "open" },
  ]);
  await office.raw("update messages set state = 'claimed' where id = ?", id);
  expect((await listed(office, "?state=claimed")).messages).toMatchObject([{ id }]);
  expect((await listed(office)).messages).toMatchObject([{ id: other.id }]);
  expect((await listed(office, `?request=${ref}&state=ambiguous`)).messages).toEqual([]);
  const phone = gatewayPhone(PHONE);
  if (phone === null) throw new Error("no phone");
  await office.store.commit(markBlocked(office.vault, phone, AT));
  expect((await listed(office, `?request=${ref}`)).messages).toMatchObject([{ sms: "blocked" }]);
});

test("pages follow on each other, the newest first, whatever is queued meanwhile", async () => {
  const office = await openOffice();
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) {
    // Two of each instant.
    office.time.now = AT + Math.floor(n / 2) * 1_000;
    ids.push((await doubtful(office)).id);
  }
  const met: string[] = [];
  let cursor = "";
  do {
    const page = await listed(office, `?limit=2${cursor}`);
    met.push(...page.messages.map((message) => message.id));
    office.time.now += 60_000;
    await doubtful(office);
    cursor = page.next === null ? "" : `&cursor=${page.next}`;
  } while (cursor !== "");
  expect(met[0]).toBe(ids.at(-1));
  expect(met.toSorted()).toEqual(ids.toSorted());
  const odd = await office.call("GET", "/api/v1/messages?cursor=x");
  await expectProblem(odd, 400, "cursor_unknown");
});

const OUTCOMES = [
  { as: "delivered", state: "accepted", reason: null },
  { as: "not_delivered", state: "given_up", reason: "not_delivered" },
  { as: "send_again", state: "pending", reason: "again" },
] as const;

test.each(OUTCOMES)(
  "staff settle what nobody knows: $as is $state, and who said so is kept",
  async ({ as, state, reason }) => {
    const office = await openOffice();
    const { id, version } = await doubtful(office);
    office.time.now += 30 * 86_400_000;
    const path = `/api/v1/messages/${encodeURIComponent(id)}/settle`;
    const call = { body: { as }, match: version, key: "once" };
    const answered = await office.call("POST", path, call);
    const said = await answered.text();
    expect(answered.status, said).toBe(200);
    expect(answered.headers.get("etag")).toBe(`"${version + 1}"`);
    const at = new Date(office.time.now).toISOString();
    const now = { state, reason, settled_by: "officer", settled_at: at, version: version + 1 };
    expect(JSON.parse(said)).toMatchObject({ id, ...now });
    expect((await listed(office, `?state=${state}`)).messages).toEqual([JSON.parse(said)]);
    // The same call again; then another one, on what it was and on what it is.
    expect(await (await office.call("POST", path, call)).text()).toBe(said);
    const late = { body: { as: "delivered" }, match: version };
    await expectProblem(await office.call("POST", path, late), 412, "stale");
    const again = { body: { as: "delivered" }, match: version + 1 };
    await expectProblem(await office.call("POST", path, again), 409, "not_in_doubt");
  },
);

test("what is to be sent again is due at once, however old it is", async () => {
  const office = await openOffice();
  const { id, version } = await doubtful(office);
  office.time.now += 30 * 86_400_000;
  const at = office.time.now;
  expect(await dueMessages(office.store, { at, limit: 9 })).toEqual([]);
  const path = `/api/v1/messages/${id}/settle`;
  await office.call("POST", path, { body: { as: "send_again" }, match: version });
  expect(await dueMessages(office.store, { at, limit: 9 })).toMatchObject([{ id }]);
});

test("one that a receipt has told of meanwhile is not settled, and one of nobody is not there", async () => {
  const office = await openOffice();
  const { id, version } = await doubtful(office);
  const path = `/api/v1/messages/${id}/settle`;
  await office.raw("update messages set state = 'accepted' where id = ?", id);
  const call = { body: { as: "send_again" }, match: version };
  await expectProblem(await office.call("POST", path, call), 409, "not_in_doubt");
  const nobody = await office.call("POST", "/api/v1/messages/nobody/settle", call);
  await expectProblem(nobody, 404, "not_found");
  const odd = await office.call("POST", path, { body: { as: "lost" }, match: version });
  expect(odd.status).toBe(400);
});

test("staff see on a request that its phone refuses our SMS, whoever may see the number", async () => {
  const office = await openOffice();
  const ref = await office.open();
  const smsFor = async (role: "officer" | "administrator" | "auditor") =>
    (await office.read(ref, { role })).sms;
  expect(await smsFor("officer")).toBe("open");
  const phone = gatewayPhone(PHONE);
  if (phone === null) throw new Error("no phone");
  await office.store.commit(markBlocked(office.vault, phone, office.time.now));
  expect(await smsFor("officer")).toBe("blocked");
  expect(await smsFor("auditor")).toBe("blocked");
  await office.store.commit(clearBlock(office.vault, phone));
  expect(await smsFor("administrator")).toBe("open");
});
