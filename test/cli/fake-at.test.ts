/** The fake Africa's Talking: the recorded wire, the witness, and what goes wrong on demand. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { CallbackFault, openFakeAt, type FakeAtOptions } from "../../src/cli/fake-at/fake-at.ts";
import { partsOf } from "../../src/cli/fake-at/wire.ts";
import { postJson } from "./fake.ts";

const TO = "+254711000111";

async function open(options: FakeAtOptions = {}) {
  const fake = await openFakeAt(options);
  onTestFinished(() => fake.close());
  return fake;
}

/** A server that takes callbacks, and what it was sent: the path and the form. */
async function listen(status: (turn: number) => number = () => 200) {
  const got: { path: string; form: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      got.push({ path: request.url ?? "", form: Object.fromEntries(new URLSearchParams(body)) });
      response.writeHead(status(got.length)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server's
  const statuses = () => got.map(({ form }) => form["status"]);
  return { callbacks: `http://127.0.0.1:${port}/gateways/africastalking/KEY/sms`, got, statuses };
}

async function send(url: string, fields: Record<string, string> = {}, key = "a-key") {
  const form = { username: "sandbox", to: TO, message: "Habari", ...fields };
  const response = await fetch(url, {
    method: "POST",
    headers: { ApiKey: key, accept: "application/json" },
    body: new URLSearchParams(form),
  });
  const body = await response.text();
  const type = response.headers.get("content-type");
  return { status: response.status, type, body, headers: response.headers };
}

const ID = /^ATXid_[0-9a-f]{32}$/;

describe("the recorded wire", () => {
  test("a message is queued, witnessed and priced", async () => {
    const heard: string[] = [];
    const fake = await open({ onMessage: ({ text }) => heard.push(text) });
    const { status, type, body, headers } = await send(fake.url);
    expect({ status, type }).toEqual({ status: 201, type: "application/json" });
    expect(headers.get("server")).toBe("akka-http/10.2.10");
    expect(JSON.parse(body)).toEqual({
      SMSMessageData: {
        Message: "Sent to 1/1 Total Cost: KES 0.8000 Message parts: 1",
        Recipients: [
          {
            statusCode: 102,
            number: TO,
            status: "Success",
            cost: "KES 0.8000",
            messageId: expect.stringMatching(ID),
          },
        ],
      },
    });
    const [message] = fake.accepted;
    expect(message).toMatchObject({ to: TO, from: "AFRICASTKNG", text: "Habari", parts: 1 });
    expect(body).toContain(message?.id);
    expect(heard).toEqual(["Habari"]);
    expect(fake.calls).toBe(1);
  });

  test.each([
    ["1", 102],
    ["0", 101],
  ])("enqueue=%s is answered %i", async (enqueue, code) => {
    const { url } = await open();
    expect((await send(url, { enqueue })).body).toContain(`"statusCode":${code},`);
  });

  test.each([
    ["403", "InvalidPhoneNumber"],
    ["405", "InsufficientBalance"],
    ["406", "UserInBlacklist"],
    ["502", "RejectedByGateway"],
  ])("a number that ends with %s is refused with it", async (code, name) => {
    const fake = await open();
    const number = `+254711000${code}`;
    const { status, body } = await send(fake.url, { to: number });
    expect(status).toBe(201);
    expect(body).toBe(
      `{"SMSMessageData":{"Message":"Sent to 0/1 Total Cost: 0","Recipients":[{"statusCode":${code},"number":"${number}","status":"${name}","cost":"0","messageId":"None"}]}}`,
    );
    expect(fake.accepted).toEqual([]);
  });

  test("several numbers are several messages, of which some may be refused", async () => {
    const fake = await open();
    const { body } = await send(fake.url, { to: `${TO},+254711000403,+254711000112` });
    expect(body).toContain("Sent to 2/3 Total Cost: KES 1.6000 Message parts: 1");
    const [first, second] = fake.accepted;
    expect([first?.to, second?.to]).toEqual([TO, "+254711000112"]);
    expect(second?.at).toBeGreaterThan(first?.at ?? Infinity);
  });

  test("a sender nobody has is answered 201 without recipients", async () => {
    const fake = await open();
    expect(await send(fake.url, { from: "BAD" })).toMatchObject({
      status: 201,
      body: '{"SMSMessageData":{"Message":"InvalidSenderId","Recipients":[]}}',
    });
    expect(fake.accepted).toEqual([]);
  });

  test.each([
    [{ apiKey: "another" }, {}, "a-key"],
    [{ username: "another" }, {}, "a-key"],
    [{}, {}, ""],
  ])("a key that is not its own is refused: %j", async (options, fields, key) => {
    const fake = await open(options);
    const { status, type, body, headers } = await send(fake.url, fields, key);
    expect({ status, type, body }).toEqual({
      status: 401,
      type: "text/plain; charset=UTF-8",
      body: "The supplied authentication is invalid",
    });
    expect(headers.get("www-authenticate")).toBe('Basic realm="api",charset=UTF-8');
    expect(fake.accepted).toEqual([]);
  });

  test("a form without a message is refused", async () => {
    const fake = await open();
    expect(await send(fake.url, { message: "" })).toMatchObject({ status: 400 });
    expect(fake.accepted).toEqual([]);
  });

  test("an account query says what is left", async () => {
    const fake = await open({ username: "sandbox", apiKey: "a-key" });
    const ask = async (apikey: string) =>
      (
        await fetch(`${fake.origin}/version1/user?username=sandbox`, { headers: { apikey } })
      ).text();
    expect(await ask("a-key")).toBe('{"UserData":{"balance":"KES 1785.50"}}');
    fake.balance = "KES 0.10";
    expect(await ask("a-key")).toBe('{"UserData":{"balance":"KES 0.10"}}');
    expect(await ask("another")).toBe("The supplied authentication is invalid");
  });

  test.each([
    ["", 1],
    ["x".repeat(160), 1],
    ["x".repeat(161), 2],
    ["x".repeat(306), 2],
    ["x".repeat(307), 3],
    [`${"x".repeat(152)}€${"x".repeat(152)}`, 3],
    ["ĩ".repeat(70), 1],
    ["ĩ".repeat(71), 2],
    [`${"ĩ".repeat(66)}😀${"ĩ".repeat(66)}`, 3],
  ])("parts of %j", (text, parts) => {
    expect(partsOf(text)).toBe(parts);
  });
});

describe("receipts", () => {
  test("Sent and Success come behind the answer", async () => {
    const { callbacks, got } = await listen();
    const fake = await open({ callbacks });
    await send(fake.url);
    await fake.settled();
    const id = fake.accepted[0]?.id;
    const of = { id, phoneNumber: TO, networkCode: "63902" };
    const path = "/gateways/africastalking/KEY/sms/delivery";
    expect(got).toEqual([
      { path, form: { ...of, status: "Sent" } },
      { path, form: { ...of, status: "Success" } },
    ]);
  });

  test("kept ones wait until they are asked for", async () => {
    const { callbacks, statuses } = await listen();
    const fake = await open({ callbacks });
    fake.holdReceipts();
    await send(fake.url);
    await fake.settled();
    expect(statuses()).toEqual([]);
    await fake.postReceipts();
    expect(statuses()).toEqual(["Sent", "Success"]);
    await fake.postReceipts();
    await fake.receipt({ id: "ATXid_1", to: TO, status: "AbsentSubscriber" });
    expect(statuses()).toEqual(["Sent", "Success", "AbsentSubscriber"]);
  });

  test.each([
    ["no_receipt", []],
    ["receipt_twice", ["Sent", "Sent", "Success", "Success"]],
    ["receipt_failed", ["Sent", "Failed"]],
  ] as const)("%s", async (fault, expected) => {
    const { callbacks, statuses } = await listen();
    const fake = await open({ callbacks });
    fake.fault(fault);
    expect((await send(fake.url)).status).toBe(201);
    await fake.settled();
    expect(statuses()).toEqual(expected);
  });

  test("receipt_first is posted and answered before the call is", async () => {
    const order: string[] = [];
    const { callbacks } = await listen(() => {
      order.push("receipt");
      return 200;
    });
    const fake = await open({ callbacks });
    fake.fault("receipt_first");
    await send(fake.url);
    order.push("answer");
    await fake.settled();
    expect(order).toEqual(["receipt", "receipt", "answer"]);
  });

  test("one that nobody takes is told of and does no harm", async () => {
    const ends: unknown[] = [];
    const { callbacks } = await listen(() => 404);
    const fake = await open({ callbacks, onCallback: (end) => ends.push(end) });
    expect((await send(fake.url)).status).toBe(201);
    await fake.settled();
    expect(ends).toEqual(Array(2).fill({ kind: "delivery", status: 404 }));
  });
});

describe("a citizen writes", () => {
  const message = { from: TO, to: "20880", text: "STOP & go +1" };

  test("in the provider's form, at an instant that the clock says", async () => {
    const { callbacks, got } = await listen();
    const fake = await open({ callbacks, clock: () => Date.UTC(2026, 2, 4, 5, 6, 7, 8) });
    await fake.inbound({ ...message, id: "the-same" });
    expect(got).toEqual([
      {
        path: "/gateways/africastalking/KEY/sms/inbound",
        form: {
          ...message,
          date: "2026-03-04T05:06:07Z",
          id: "the-same",
          linkId: "",
          networkCode: "63902",
        },
      },
    ]);
  });

  test("again at once, with the same id, until it is taken", async () => {
    const { callbacks, got } = await listen((turn) => (turn < 3 ? 503 : 200));
    const fake = await open({ callbacks });
    await fake.inbound(message);
    expect(new Set(got.map(({ form }) => form["id"])).size).toBe(1);
    expect(got).toHaveLength(3);
    await fake.inbound(message);
    expect(got[3]?.form["id"]).not.toBe(got[0]?.form["id"]);
  });

  test("five times at most, and not without an address", async () => {
    const { callbacks, got } = await listen(() => 503);
    const fake = await open({ callbacks });
    await expect(fake.inbound(message)).rejects.toThrow(CallbackFault);
    expect(got).toHaveLength(5);
    fake.callbacks = null;
    await expect(fake.inbound(message)).rejects.toThrow("no callback address");
  });
});

describe("what goes wrong with a call", () => {
  test.each([
    ["reset", true],
    ["refuse", false],
  ] as const)("%s breaks the connection; taken: %s", async (fault, taken) => {
    const { callbacks, statuses } = await listen();
    const fake = await open({ callbacks });
    fake.fault(fault);
    await expect(send(fake.url)).rejects.toThrow("fetch failed");
    await fake.settled();
    expect(fake.accepted).toHaveLength(taken ? 1 : 0);
    expect(statuses()).toEqual(taken ? ["Sent", "Success"] : []);
    expect((await send(fake.url)).status).toBe(201);
    expect(fake.calls).toBe(2);
  });

  test("stall is taken, reported, and never answered until it closes", async () => {
    const { callbacks, statuses } = await listen();
    let taken = () => {};
    const isTaken = new Promise<void>((resolve) => (taken = resolve));
    const fake = await open({ callbacks, onMessage: taken });
    fake.fault("stall");
    const outcome = send(fake.url).then(
      () => "answered",
      () => "broken",
    );
    await isTaken;
    await fake.settled();
    expect(statuses()).toEqual(["Sent", "Success"]);
    await fake.close();
    expect(await outcome).toBe("broken");
  });

  test.each([
    ["500", 500, "text/plain; charset=UTF-8", false],
    ["503", 503, "text/plain; charset=UTF-8", false],
    ["429", 429, "text/plain; charset=UTF-8", false],
    ["accepted_500", 500, "text/plain; charset=UTF-8", true],
    ["junk", 201, "text/html; charset=UTF-8", true],
    ["empty_201", 201, "application/json", true],
  ] as const)("%s is HTTP %i, %s; taken: %s", async (fault, status, type, taken) => {
    const fake = await open();
    fake.fault(fault);
    const answer = await send(fake.url);
    expect(answer).toMatchObject({ status, type });
    expect(answer.body).not.toContain("SMSMessageData");
    expect(answer.body === "").toBe(fault === "empty_201");
    expect(fake.accepted).toHaveLength(taken ? 1 : 0);
  });

  test("faults are used up in order; those of a number wait for it and go first", async () => {
    const fake = await open();
    fake.fault("500", ["junk", "no_receipt"]);
    fake.faultFor(TO, "429");
    const statuses: number[] = [];
    for (const to of ["+254711000112", TO, TO, TO]) {
      statuses.push((await send(fake.url, { to })).status);
    }
    expect(statuses).toEqual([500, 429, 201, 201]);
    expect(fake.accepted).toHaveLength(2);
  });

  test("an answer and receipts can go wrong in one call", async () => {
    const { callbacks, statuses } = await listen();
    const fake = await open({ callbacks });
    fake.fault(["reset", "receipt_first", "receipt_failed"]);
    await expect(send(fake.url)).rejects.toThrow("fetch failed");
    expect(statuses()).toEqual(["Sent", "Failed"]);
  });
});

describe("for another process", () => {
  test("messages are listed by number and by what was seen of them", async () => {
    const fake = await open();
    for (const message of ["one", "two"]) await send(fake.url, { message });
    await send(fake.url, { to: "+254711000112" });
    const list = async (query: string): Promise<unknown> =>
      (await fetch(`${fake.origin}/fake/messages${query}`)).json();
    expect(await list("")).toEqual(fake.accepted);
    expect(await list(`?to=${TO}`)).toEqual(fake.accepted.slice(0, 2));
    const seen = fake.accepted[0]?.at;
    expect(await list(`?to=%2B254711000111&after=${seen}`)).toEqual([fake.accepted[1]]);
  });

  test("faults are ordered", async () => {
    const fake = await open();
    const post = (body: unknown) => postJson(`${fake.origin}/fake/faults`, body);
    expect((await post({ faults: ["429"], to: TO })).status).toBe(200);
    expect((await post({ faults: ["503", ["junk", "no_receipt"]] })).status).toBe(200);
    expect((await post({ faults: ["nonsense"] })).status).toBe(400);
    expect((await send(fake.url)).status).toBe(429);
    expect((await send(fake.url)).status).toBe(503);
    expect((await send(fake.url)).type).toContain("html");
  });

  test("a citizen writes, and it is said whether it was taken", async () => {
    const { callbacks, got } = await listen((turn) => (turn === 1 ? 200 : 404));
    const fake = await open({ callbacks });
    const post = (body: unknown) => postJson(`${fake.origin}/fake/inbound`, body);
    const message = { from: TO, to: "20880", text: "HELP" };
    expect((await post(message)).status).toBe(200);
    expect(got[0]?.form).toMatchObject(message);
    const refused = await post(message);
    expect(refused.status).toBe(502);
    expect(await refused.json()).toEqual({ error: "it answered HTTP 404" });
    expect((await post({ from: TO })).status).toBe(400);
  });

  test("a citizen blocks a sender, and it is said whether it was taken", async () => {
    const { callbacks, got } = await listen((turn) => (turn === 1 ? 200 : 404));
    const fake = await open({ callbacks });
    const post = (body: unknown) => postJson(`${fake.origin}/fake/opt-out`, body);
    expect((await post({ phone: TO, sender: "MFANO" })).status).toBe(200);
    expect(got).toEqual([
      {
        path: "/gateways/africastalking/KEY/sms/opt-out",
        form: { senderId: "MFANO", phoneNumber: TO },
      },
    ]);
    expect((await post({ phone: TO })).status).toBe(502);
    expect(got.at(-1)?.form).toMatchObject({ senderId: "AFRICASTKNG" });
    expect((await post({})).status).toBe(400);
  });

  test("a body that does not say it is JSON is not looked at", async () => {
    const fake = await open();
    const body = JSON.stringify({ faults: ["500"] });
    const response = await fetch(`${fake.origin}/fake/faults`, { method: "POST", body });
    expect(response.status).toBe(415);
    expect((await send(fake.url)).status).toBe(201);
  });
});

test("a port that is taken is the system's error", async () => {
  const fake = await open();
  const port = Number(new URL(fake.url).port);
  await expect(openFakeAt({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
