/** What is asked of an agency's system, over HTTP, of the fake registry with all that it can do wrong. */
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { BUSINESSES } from "../../src/cli/fake-registry/entries.ts";
import {
  FAULTS,
  openFakeRegistry,
  type RegistryFault,
} from "../../src/cli/fake-registry/registry.ts";
import { openConnector, type Question } from "../../src/connector/connector.ts";
import { connectorOf } from "../../src/menu/connector.ts";
import { openAgency } from "../../src/session/agency.ts";
import { LOOPBACK } from "../events/loopback.ts";
import { openReceiver } from "../events/receiver.ts";

const ID = "30027112";
/** Long enough for whoever answers at all, on a busy machine. */
const PATIENT_MS = 10_000;
const SHORT_MS = 200;

const businesses = connectorOf("businesses", {
  url: "{CONNECTOR_REGISTRY}/businesses/{id}",
  fields: {
    name: { at: "business.name", as: "text", max: 20 },
    total: { at: "quote.total", as: "money", max: 200_000 },
  },
});

function asking(deadlineMs = PATIENT_MS) {
  const connector = openConnector({ allowed: LOOPBACK, deadlineMs });
  return (question: Partial<Question> & { url: string }, signal = new AbortController().signal) =>
    connector.ask({ method: "GET", headers: {}, body: null, ...question }, signal);
}

async function openRegistry() {
  const registry = await openFakeRegistry();
  onTestFinished(() => registry.close());
  return registry;
}

test("the answer is heard whole, with its status", async () => {
  const registry = await openRegistry();
  const ask = asking();
  const heard = await ask({ url: `${registry.origin}/businesses/${ID}` });
  expect(heard).toEqual({
    is: "heard",
    status: 200,
    body: JSON.stringify(BUSINESSES.get(ID)),
  });
  const nobody = await ask({ url: `${registry.origin}/businesses/1` });
  expect(nobody).toMatchObject({ is: "heard", status: 404 });
  expect(registry.asked).toEqual([
    { path: `/businesses/${ID}`, fault: null },
    { path: "/businesses/1", fault: null },
  ]);
});

/** What the connector makes of a fault, and what a citizen's hop makes of that. */
const BECOMES: Readonly<Record<RegistryFault, readonly [heard: object, said: object]>> = {
  late: [{ is: "unreached", why: "timeout" }, broken("timeout")],
  stall: [{ is: "unreached", why: "timeout" }, broken("timeout")],
  drip: [{ is: "unreached", why: "timeout" }, broken("timeout")],
  reset: [{ is: "unreached", why: "broken_off" }, broken("broken_off")],
  none: [{ is: "heard", status: 404 }, { is: "none" }],
  "500": [{ is: "heard", status: 500 }, broken("http_500")],
  junk: [{ is: "heard", status: 200 }, broken("not_json")],
  empty: [{ is: "heard", status: 200, body: "{}" }, { is: "none" }],
  cut: [{ is: "heard", status: 200 }, broken("not_json")],
  wrong: [{ is: "heard", status: 200 }, broken("field_name")],
  large: [{ is: "unreached", why: "too_large" }, broken("too_large")],
  redirect: [{ is: "heard", status: 302 }, broken("http_302")],
};

function broken(why: string) {
  return { is: "broken", why };
}

test.each(FAULTS)(
  "a registry that does %s is an outcome, and the next call is whole",
  async (fault) => {
    const registry = await openRegistry();
    const [heard, said] = BECOMES[fault];
    const endless = ["late", "stall", "drip"].includes(fault);
    const connector = openConnector({
      allowed: LOOPBACK,
      deadlineMs: endless ? SHORT_MS : PATIENT_MS,
    });
    const { signal } = new AbortController();
    const url = `${registry.origin}/businesses/${ID}`;
    const ask = { url, method: "GET", headers: {}, body: null } as const;
    registry.fault(fault, fault);
    expect(await connector.ask(ask, signal)).toMatchObject(heard);

    const variables = { CONNECTOR_REGISTRY: registry.origin };
    const agency = openAgency({ connector, variables });
    expect(await agency.ask(businesses, { id: ID }, { signal, owed: false })).toEqual(said);
    expect(registry.asked.map((each) => each.fault)).toEqual([fault, fault]);

    const whole = openAgency({ connector: openConnector({ allowed: LOOPBACK }), variables });
    expect(await whole.ask(businesses, { id: ID }, { signal, owed: false })).toEqual({
      is: "found",
      fields: { name: "MFANO KIOSK", total: 3200 },
    });
  },
);

test("a redirect is not followed, wherever it leads", async () => {
  const inside = await openReceiver();
  const receiver = await openReceiver();
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.script.push(
      (_, response) => void response.writeHead(status, { location: inside.url }).end(),
    );
    expect(await asking()(receiver)).toEqual({ is: "heard", status, body: "" });
  }
  expect(inside.state.connections).toBe(0);
});

test("64 kB are read to the last byte, and one more is too large, however it is sent", async () => {
  const receiver = await openReceiver();
  const full = "x".repeat(65_536);
  receiver.script.push((_, response) => void response.end(full));
  expect(await asking()(receiver)).toEqual({ is: "heard", status: 200, body: full });
  receiver.script.push((_, response) => void response.end(`${full}x`));
  expect(await asking()(receiver)).toEqual({ is: "unreached", why: "too_large" });
  // In chunks, without a length.
  receiver.script.push((_, response) => {
    response.write(full);
    response.end("x");
  });
  expect(await asking()(receiver)).toEqual({ is: "unreached", why: "too_large" });
});

test("compression is not asked for, and what is sent compressed all the same is never unpacked", async () => {
  const receiver = await openReceiver();
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  expect(bomb.length).toBeLessThan(65_536);
  receiver.script.push(
    (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
  );
  const heard = await asking()(receiver);
  expect(heard).toEqual({ is: "heard", status: 200, body: bomb.toString("utf8") });
  expect(receiver.heard[0]?.headers).not.toHaveProperty("accept-encoding");

  receiver.state.always = (_, response) =>
    void response
      .writeHead(200, { "content-encoding": "gzip" })
      .end(gzipSync(JSON.stringify(BUSINESSES.get(ID))));
  const agency = openAgency({
    connector: openConnector({ allowed: LOOPBACK }),
    variables: { CONNECTOR_REGISTRY: `http://127.0.0.1:${receiver.port}` },
  });
  const { signal } = new AbortController();
  const said = await agency.ask(businesses, { id: ID }, { signal, owed: false });
  expect(said).toEqual(broken("not_json"));
});

test("an answer without a body, and one that ends before its length, are told apart", async () => {
  const receiver = await openReceiver();
  receiver.script.push(204);
  expect(await asking()(receiver)).toEqual({ is: "heard", status: 204, body: "" });
  receiver.script.push((_, response) => {
    response
      .writeHead(200, { "content-length": "10" })
      .write("12345", () => response.socket?.end());
  });
  expect(await asking()(receiver)).toEqual({ is: "unreached", why: "bad_answer" });
});

test("a POST carries its body and its headers", async () => {
  const receiver = await openReceiver();
  receiver.script.push((_, response) => void response.end("{}"));
  const headers = { "content-type": "application/json", "x-road-client": "KE/GOV/1234/njia" };
  await asking()({ url: receiver.url, method: "POST", headers, body: '{"id":"1"}' });
  expect(receiver.heard).toMatchObject([{ headers, body: '{"id":"1"}' }]);
});

test("a question is broken off when we stop, also while its answer comes", async () => {
  const receiver = await openReceiver();
  const stop = new AbortController();
  receiver.state.always = (_, response) => {
    response.write("{", () => stop.abort());
  };
  expect(await asking()(receiver, stop.signal)).toEqual({ is: "unreached", why: "stopped" });
});

test("news of an answer that never comes is no answer", async () => {
  const receiver = await openReceiver();
  receiver.state.always = (_, response) => {
    const more = () => {
      if (response.socket?.write("HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n") === true)
        setImmediate(more);
    };
    more();
  };
  const heard = await asking(SHORT_MS)(receiver);
  expect(heard).toMatchObject({ is: "unreached" });
});

test.each(["a\r\nx-admin: 1", "a\nb", "a\0b"])(
  "a header that is more than one line is sent to nobody",
  async (value) => {
    const receiver = await openReceiver();
    const heard = await asking()({ url: receiver.url, headers: { "x-road-client": value } });
    expect(heard).toMatchObject({ is: "unreached" });
    expect(receiver.heard).toEqual([]);
  },
);

test("an address that is not allowed is not called", async () => {
  const receiver = await openReceiver();
  const nothing = { hosts: [], networks: [] };
  const connector = openConnector({ allowed: nothing });
  const variables = { CONNECTOR_REGISTRY: `http://127.0.0.1:${receiver.port}` };
  const { signal } = new AbortController();
  const said = await openAgency({ connector, variables }).ask(
    businesses,
    { id: ID },
    { signal, owed: false },
  );
  expect(said).toEqual(broken("not_https"));
  expect(receiver.state.connections).toBe(0);
});
