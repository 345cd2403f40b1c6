import { expect, test } from "vitest";
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
