import { expect, test } from "vitest";
import { gatewayPhone } from "../../src/base/phone.ts";
import { clearBlock, markBlocked } from "../../src/messages/preferences.ts";
import { openOffice, PHONE } from "./office.ts";

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
  expect(await none.json()).toEqual({ messages: [] });
});

test("only those who read requests see them", async () => {
  const office = await openOffice();
  const operator = await office.call("GET", "/api/v1/messages", { role: "operator" });
  expect(operator.status).toBe(403);
  const odd = await office.call("GET", "/api/v1/messages?state=lost", { role: "officer" });
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
