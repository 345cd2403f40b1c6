/** The way out over a real wire: what is sent, what goes wrong with it, and what must never leave. */
import dns from "node:dns";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { openFakeAt, type FakeAtOptions } from "../../src/cli/fake-at/fake-at.ts";
import type { Phone } from "../../src/base/phone.ts";
import { openAfricasTalkingSms } from "../../src/gateway/africastalking/sms.ts";
import { answering, connecting, nobody } from "./wire.ts";

const KEY = "atsk_canary_7391";
const TO = "+254711000111" as Phone;
const SMS = { to: TO, text: "Ombi lako 1234 5678 limepokelewa & linashughulikiwa." };
/** Milliseconds of a call that is meant to run out of time; nothing here asserts how long it took. */
const SOON_MS = 300;

/** Everything that came out of this process while a test ran. */
let printed: string[] = [];
beforeEach(() => {
  printed = [];
  const keep = (chunk: unknown) => {
    printed.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(keep);
  vi.spyOn(process.stderr, "write").mockImplementation(keep);
  for (const name of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, name).mockImplementation((...said) => void printed.push(inspect(said)));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

const open = (
  url: string,
  changed: { timeoutMs?: number; from?: string; username?: string } = {},
) => openAfricasTalkingSms({ username: "njia", apiKey: KEY, from: null, url, ...changed });

async function fakeAt(options: FakeAtOptions = {}) {
  const fake = await openFakeAt({ username: "njia", apiKey: KEY, ...options });
  onTestFinished(() => fake.close());
  return fake;
}

/** Nothing that was given or printed holds the key, however deep. */
function expectNoKey(given: unknown): void {
  const all = inspect(given, { depth: Infinity, showHidden: true, getters: true });
  expect(all + JSON.stringify(given) + printed.join("\n")).not.toContain(KEY);
}

describe("to a provider that works", () => {
  test("a message is accepted with its id, its cost and its parts", async () => {
    const fake = await fakeAt();
    const result = await (await open(fake.url)).send(SMS);
    const [witness] = fake.accepted;
    expect(witness).toMatchObject({ to: TO, text: SMS.text, from: "AFRICASTKNG" });
    expect(result).toEqual({
      is: "accepted",
      providerId: witness?.id,
      cost: { currency: "KES", micros: 800_000 },
      parts: 1,
    });
  });

  test("the call has the fields and headers of the wire, and asks not to wait for the operator", async () => {
    const seen: { head: NodeJS.Dict<string | string[]>; url: string; body: string }[] = [];
    const url = await answering((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        seen.push({ head: request.headers, url: request.url ?? "", body });
        response.writeHead(201, { "content-type": "application/json" }).end("{}");
      });
    });
    await (await open(url, { from: "20880" })).send(SMS);
    const [call] = seen;
    expect(seen).toHaveLength(1);
    expect(call?.url).toBe("/version1/messaging");
    expect(call?.head["apikey"]).toBe(KEY);
    expect(call?.head["content-type"]).toMatch(/^application\/x-www-form-urlencoded/);
    expect(Object.fromEntries(new URLSearchParams(call?.body))).toEqual({
      username: "njia",
      to: TO,
      message: SMS.text,
      from: "20880",
      bulkSMSMode: "1",
      enqueue: "1",
    });
  });

  test("letters of every kind arrive as they were", async () => {
    const fake = await fakeAt();
    const text = "Gĩkũyũ +*#%&=\n😀 end";
    await (await open(fake.url)).send({ to: TO, text });
    expect(fake.accepted.map((message) => message.text)).toEqual([text]);
  });

  test("accounts in one process do not change each other's address, the sandbox's neither", async () => {
    const [live, trial] = [
      await openFakeAt({ username: "njia" }),
      await openFakeAt({ username: "sandbox" }),
    ];
    onTestFinished(() => live.close());
    onTestFinished(() => trial.close());
    const first = await open(live.url);
    const second = await open(trial.url, { username: "sandbox" });
    const results = await Promise.all([first.send(SMS), second.send(SMS), first.send(SMS)]);
    expect(results.map(({ is }) => is)).toEqual(["accepted", "accepted", "accepted"]);
    expect([live.accepted.length, trial.accepted.length]).toEqual([2, 1]);
  });

  test("calls at once get the answers to their own phones", async () => {
    const fake = await fakeAt();
    const sender = await open(fake.url);
    const phones = Array.from({ length: 20 }, (_, n) => `+2547110001${10 + n}` as Phone);
    const results = await Promise.all(phones.map((to) => sender.send({ to, text: to })));
    const ids = phones.map((to) => fake.accepted.find((message) => message.to === to)?.id);
    expect(results.map((result) => result.is === "accepted" && result.providerId)).toEqual(ids);
  });

  test("the balance is asked for where messages go", async () => {
    const fake = await fakeAt();
    fake.balance = "KES 12.25";
    expect(await (await open(fake.url)).balance()).toEqual({ currency: "KES", micros: 12_250_000 });
  });

  test("the balance as the vendor's page spells it", async () => {
    const url = await answering((_request, response) => {
      response.end(JSON.stringify({ userData: { balance: "KES 1.00" } }));
    });
    expect(await (await open(url)).balance()).toEqual({ currency: "KES", micros: 1_000_000 });
  });
});

describe("refused by the provider", () => {
  const numbers = [
    ["+254711000403", "invalid_phone_number"],
    ["+254711000405", "insufficient_balance"],
    ["+254711000406", "blacklisted"],
    ["+254711000502", "rejected_by_gateway"],
  ] as const;
  test.each(numbers)("%s is %s", async (to, code) => {
    const fake = await fakeAt();
    const result = await (await open(fake.url)).send({ to: to as Phone, text: "x" });
    expect(result).toMatchObject({ is: "refused", code, optedOut: code === "blacklisted" });
    expect(fake.accepted).toEqual([]);
  });

  test("a sender id that is not ours comes as 201 with no recipients", async () => {
    const fake = await fakeAt();
    const result = await (await open(fake.url, { from: "BAD" })).send(SMS);
    const mend = { code: "invalid_sender_id", retry: "after_mend", optedOut: false };
    expect(result).toEqual({ is: "refused", ...mend });
  });

  test("a key that is not known", async () => {
    const fake = await fakeAt({ apiKey: "another" });
    const sender = await open(fake.url);
    const result = await sender.send(SMS);
    expect(result).toMatchObject({ is: "refused", code: "bad_key", retry: "after_mend" });
    expectNoKey(result);
    expect(await sender.balance()).toBeNull();
  });

  test("a number that the package does not take never leaves", async () => {
    const fake = await fakeAt();
    const result = await (await open(fake.url)).send({ to: "+999123456789" as Phone, text: "x" });
    expect(result).toMatchObject({ is: "refused", code: "invalid_phone_number", retry: "never" });
    expect(fake.calls).toBe(0);
  });
});

type Worst = [what: string, server: () => Promise<string>, expected: object];

/** Each with a server that does it, and what it comes to when the time is over. */
const slow: readonly Worst[] = [
  [
    "TLS never ends",
    async () => (await connecting(() => undefined)).replace("http:", "https:"),
    { is: "refused", code: "tls_failed", retry: "after_mend" },
  ],
  ["no answer comes", () => answering(() => undefined), { is: "ambiguous", why: "timeout" }],
  [
    "the answer stops in the middle",
    () => answering((_request, response) => void response.writeHead(201).write('{"SMS')),
    { is: "ambiguous", why: "timeout" },
  ],
];

const worst: readonly Worst[] = [
  ["nobody listens", nobody, { is: "refused", code: "unreachable", retry: "after_mend" }],
  [
    "no such host",
    // A label of 64 letters is no name, which is known without asking anybody.
    () => Promise.resolve(`http://${"a".repeat(64)}.invalid/version1/messaging`),
    { is: "refused", code: "unknown_host", retry: "after_mend" },
  ],
  [
    "TLS fails",
    async () =>
      (await connecting((socket) => socket.once("data", () => socket.end("no TLS")))).replace(
        "http:",
        "https:",
      ),
    { is: "refused", code: "tls_failed", retry: "after_mend" },
  ],
  [
    "the connection is reset at once",
    () => connecting((socket) => socket.resetAndDestroy()),
    { is: "ambiguous", why: "broken_off" },
  ],
  [
    "the connection is closed after the request",
    () => connecting((socket) => socket.once("data", () => socket.end())),
    { is: "ambiguous", why: "broken_off" },
  ],
  [
    "the answer breaks off in the middle",
    () =>
      answering((request, response) => {
        response.writeHead(201, { "content-length": "500" }).write('{"SMS', () => {
          request.socket.destroy();
        });
      }),
    { is: "ambiguous", why: "unreadable_answer" },
  ],
  [
    "the answer never ends",
    () =>
      answering((request, response) => {
        if (request.method === "GET") response.end();
        else response.writeHead(201).write("x".repeat(100_000));
      }),
    { is: "ambiguous", why: "broken_off" },
  ],
  [
    "no HTTP comes back",
    () => connecting((socket) => socket.once("data", () => socket.end("SSH-2.0\r\n"))),
    { is: "ambiguous", why: "broken_off" },
  ],
  ...([400, 401, 403, 404, 409, 429, 500, 502, 503] as const).map((status): Worst => [
    `HTTP ${status} that repeats the whole request`,
    () =>
      answering((request, response) => {
        response.writeHead(status, { "x-echo": KEY }).end(JSON.stringify(request.headers));
      }),
    status < 500 ? { is: "refused" } : { is: "ambiguous", why: `http_${status}` },
  ]),
  [
    "201 that repeats the whole request",
    () =>
      answering((request, response) => {
        const Message = JSON.stringify(request.headers);
        const Recipients = [
          { number: TO, statusCode: 402, status: KEY, messageId: KEY, cost: KEY },
        ];
        response.writeHead(201).end(JSON.stringify({ SMSMessageData: { Message, Recipients } }));
      }),
    { is: "refused", code: "invalid_sender_id" },
  ],
];

describe.each([
  ...worst.map((row) => [...row, {}] as const),
  ...slow.map((row) => [...row, { timeoutMs: SOON_MS }] as const),
])("when %s", (_what, server, expected, changed) => {
  test("it is a value, and no key is in anything given or printed", async () => {
    const sender = await open(await server(), changed);
    const [result, balance] = await Promise.all([sender.send(SMS), sender.balance()]);
    expect(result).toMatchObject(expected);
    expect(balance).toBeNull();
    expectNoKey([result, balance, sender]);
  });
});

test("no variable of the environment sends the key to a proxy", async () => {
  const seen: string[] = [];
  const proxy = await answering((request, response) => {
    seen.push(request.url ?? "");
    response.end();
  });
  for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY"]) vi.stubEnv(name, proxy);
  for (const name of ["NO_PROXY", "no_proxy"]) vi.stubEnv(name, "");
  onTestFinished(() => void vi.unstubAllEnvs());
  const fake = await fakeAt();
  const sender = await open(fake.url);
  expect(await sender.send(SMS)).toMatchObject({ is: "accepted" });
  expect(await sender.balance()).not.toBeNull();
  expect(seen).toEqual([]);
});

test("an answer that names another address takes the key nowhere", async () => {
  const seen: string[] = [];
  const elsewhere = await answering((request, response) => {
    seen.push(request.url ?? "");
    response.end(JSON.stringify({ UserData: { balance: "KES 1.00" } }));
  });
  const url = await answering((_request, response) => {
    response.writeHead(307, { location: elsewhere }).end();
  });
  const sender = await open(url);
  expect(await sender.send(SMS)).toMatchObject({ is: "refused", code: "redirected" });
  expect(await sender.balance()).toBeNull();
  expect(seen).toEqual([]);
});

describe("faults of a provider that took the message", () => {
  test.each(["reset", "stall", "accepted_500", "junk", "empty_201"] as const)(
    "%s leaves it in doubt, and is not tried again",
    async (fault) => {
      const fake = await fakeAt();
      fake.fault(fault);
      const changed = fault === "stall" ? { timeoutMs: SOON_MS } : {};
      const result = await (await open(fake.url, changed)).send(SMS);
      expect(result.is).toBe("ambiguous");
      expect(fake.accepted).toHaveLength(1);
      expect(fake.calls).toBe(1);
    },
  );
});

describe("a caller that gives up", () => {
  test("before it began has certainly sent nothing", async () => {
    const fake = await fakeAt();
    const result = await (await open(fake.url)).send(SMS, AbortSignal.abort());
    expect(result).toMatchObject({ is: "refused", code: "cancelled", retry: "later" });
    expect(fake.calls).toBe(0);
  });

  test("while it waits does not know", async () => {
    const giving = new AbortController();
    const fake = await fakeAt({ onMessage: () => giving.abort() });
    fake.fault("stall");
    const result = await (await open(fake.url)).send(SMS, giving.signal);
    expect(result).toEqual({ is: "ambiguous", why: "cancelled" });
  });
});

/** Nobody is asked for an address: each host that is looked up is noted and does not exist. */
function noHosts(): string[] {
  const asked: string[] = [];
  const lookup = (host: string, ...rest: unknown[]) => {
    asked.push(host);
    const done = rest.at(-1);
    const error = Object.assign(new Error("no such host"), { code: "ENOTFOUND" });
    if (typeof done === "function") process.nextTick(() => void done(error));
  };
  // Of its many forms, sockets use the one that ends with a callback.
  vi.spyOn(dns, "lookup").mockImplementation(lookup);
  return asked;
}

test.each([
  ["njia", "api.africastalking.com"],
  ["sandbox", "api.sandbox.africastalking.com"],
  ["SandBox", "api.sandbox.africastalking.com"],
  // After a sandbox, which redirects every account of the package.
  ["njia", "api.africastalking.com"],
])("without an address %s sends to %s, and asks for its balance there", async (username, host) => {
  const asked = noHosts();
  const account = { username, apiKey: KEY, from: null, url: null };
  const sender = await openAfricasTalkingSms(account);
  expect(await sender.send(SMS)).toMatchObject({ is: "refused", code: "unknown_host" });
  expect(asked).toEqual([host]);
  expect(await sender.balance()).toBeNull();
  expect(asked).toEqual([host, host]);
});

test("an account that the package refuses is told without its key", async () => {
  const opened = openAfricasTalkingSms({ username: "", apiKey: KEY, from: null, url: null });
  const error: unknown = await opened.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expectNoKey([error, error instanceof Error && [error.stack, error.cause]]);
});
