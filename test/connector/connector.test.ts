import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openConnector, type ConnectorNeeds, type Lookup } from "../../src/connector/connector.ts";
import { LOOPBACK } from "../events/loopback.ts";
import { openReceiver } from "../events/receiver.ts";
import { UNWANTED_URLS } from "../base/urls.ts";

const BODY = '{"hello":1}';

function poster(needs: Partial<ConnectorNeeds> = {}) {
  const connector = openConnector({ allowed: LOOPBACK, ...needs });
  return (url: string, signal = new AbortController().signal) =>
    connector.post({ url, headers: { "x-one": "1" }, body: BODY }, signal);
}

const answered = (status: number, retryAfter: string | null = null) => ({
  is: "answered",
  status,
  retryAfter,
});
const unreached = (why: string) => ({ is: "unreached", why });

/** One answer a question, in order; the last one again and again. */
function scripted(...answers: string[][]) {
  let asked = 0;
  const lookup: Lookup = async () => {
    const said = answers[Math.min(asked++, answers.length - 1)] ?? [];
    return said.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  };
  return { lookup, asked: () => asked };
}

test("what is posted arrives, and the status comes back", async () => {
  const receiver = await openReceiver();
  receiver.script.push(
    (_, response) => void response.writeHead(429, { "retry-after": "7" }).end("x"),
  );
  expect(await poster()(receiver.url)).toEqual(answered(429, "7"));
  expect(await poster()(receiver.url)).toEqual(answered(204));
  expect(receiver.heard).toMatchObject([
    { body: BODY, path: "/hook?key=sesame", headers: { "x-one": "1" } },
    { body: BODY },
  ]);
});

test("no way to write an address of ours makes a connection, whichever hosts are listed", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  server.listen(0, "::");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const outcomes = new Set<string>();
  for (const unwanted of UNWANTED_URLS) {
    const authority = /^https:\/\/([^/@:\\]+|\[[^\]]+\])\/hook$/.exec(unwanted)?.[1];
    // As if an administrator had listed it: it must be its address that is refused.
    const text = authority === undefined ? unwanted : `http://${authority}:${port}/`;
    const host = URL.parse(text)?.hostname.replace(/^\[|\]$/g, "") ?? "";
    const post = poster({ allowed: { hosts: [{ host, port: null }], networks: [] } });
    if (authority === undefined) continue;
    const posted = await post(text);
    expect(posted, text).toMatchObject({ is: "unreached" });
    if (posted.is === "unreached") outcomes.add(posted.why);
  }
  expect([...outcomes].toSorted()).toEqual(["not_a_url", "private_address"]);
  expect(connections).toBe(0);
});

test("the address that was looked at is the one that is called: a name is asked for once", async () => {
  const receiver = await openReceiver();
  const { lookup, asked } = scripted(["127.0.0.1"], ["10.0.0.1"]);
  expect(await poster({ lookup })(`http://agency.example:${receiver.port}/`)).toEqual(
    answered(204),
  );
  expect(asked()).toBe(1);
  expect(receiver.heard[0]?.headers.host).toBe(`agency.example:${receiver.port}`);
});

test("a name that leads to us later is refused then, and no connection of before is used", async () => {
  const receiver = await openReceiver();
  const { lookup } = scripted(["127.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["::ffff:10.0.0.1"], []);
  const post = poster({ lookup });
  const url = `http://agency.example:${receiver.port}/`;
  expect(await post(url)).toEqual(answered(204));
  expect(await post(url)).toEqual(unreached("private_address"));
  expect(await post(url)).toEqual(unreached("private_address"));
  expect(await post(url)).toEqual(unreached("no_such_name"));
  expect(receiver.state.connections).toBe(1);
});

test("a name of a public suffix that leads to this machine is refused without an exception", async () => {
  const receiver = await openReceiver();
  const allowed = { hosts: [{ host: "agency.example", port: null }], networks: [] };
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1%lo"]) {
    const post = poster({ allowed, ...scripted([address]) });
    expect(await post(`http://agency.example:${receiver.port}/`)).toEqual(
      unreached("private_address"),
    );
  }
  expect(receiver.state.connections).toBe(0);
});

test("every call has a connection of its own", async () => {
  const receiver = await openReceiver();
  const post = poster();
  for (let calls = 0; calls < 3; calls++) await post(receiver.url);
  expect(receiver.state.connections).toBe(3);
});

test("a redirect is an answer, and is not followed", async () => {
  const inside = await openReceiver();
  const receiver = await openReceiver();
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.script.push(
      (_, response) => void response.writeHead(status, { location: inside.url }).end(),
    );
    expect(await poster()(receiver.url)).toEqual(answered(status));
  }
  expect(inside.state.connections).toBe(0);
});

test("an answer without end is cut off, and its status counts", async () => {
  const receiver = await openReceiver();
  let sent = 0;
  const cutOff = Promise.withResolvers<void>();
  receiver.state.always = (_, response) => {
    response.writeHead(200);
    response.on("close", cutOff.resolve);
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(16_384))) sent++;
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  expect(await poster()(receiver.url)).toEqual(answered(200));
  await cutOff.promise;
  // What the sockets between us hold is all that can come on top.
  expect(sent * 16_384).toBeLessThan(16_000_000);
});

test("who does not answer in time is left", async () => {
  const receiver = await openReceiver();
  receiver.state.always = () => {};
  expect(await poster({ deadlineMs: 50 })(receiver.url)).toEqual(unreached("timeout"));
  receiver.state.always = (_, response) => response.writeHead(202).flushHeaders();
  expect(await poster({ deadlineMs: 200 })(receiver.url)).toEqual(answered(202));
});

test("a name server that is silent is left too, and asked once by all who wait for it", async () => {
  let asked = 0;
  const lookup = () => {
    asked++;
    return new Promise<never>(() => {});
  };
  const post = poster({ deadlineMs: 50, lookup });
  const all = await Promise.all([1, 2, 3].map(() => post("https://agency.example/")));
  expect(all).toEqual([1, 2, 3].map(() => unreached("timeout")));
  expect(asked).toBe(1);
});

test("a call is broken off when we stop", async () => {
  const receiver = await openReceiver();
  const stop = new AbortController();
  receiver.state.always = () => stop.abort();
  expect(await poster()(receiver.url, stop.signal)).toEqual(unreached("stopped"));
});

test("whatever goes wrong is a word of ours, without a letter of the address", async () => {
  const receiver = await openReceiver();
  receiver.state.always = (request) => void request.socket.destroy();
  expect(await poster()(receiver.url)).toEqual(unreached("broken_off"));
  receiver.state.always = (request) => void request.socket.end("nonsense\r\n\r\n");
  expect(await poster()(receiver.url)).toEqual(unreached("bad_answer"));
  receiver.state.always = (_, response) =>
    void response
      .writeHead(200, { "x-long": "y".repeat(15_000), "x-more": "y".repeat(15_000) })
      .end();
  expect(await poster()(receiver.url)).toEqual(unreached("bad_answer"));
  // Plain HTTP where TLS is asked for.
  const tls = await poster()(receiver.url.replace("http:", "https:"));
  expect(tls).toEqual(unreached("bad_certificate"));
  receiver.close();
  expect(await poster()(receiver.url)).toEqual(unreached("no_connection"));
  const nowhere = Object.assign(new Error("agency.example"), { code: "ENOTFOUND" });
  const lookup = () => Promise.reject(nowhere);
  expect(await poster({ lookup })("https://agency.example/")).toEqual(unreached("no_such_name"));
});

test("no variable of the environment sends an event to a proxy", async () => {
  const proxy = await openReceiver();
  const receiver = await openReceiver();
  const names = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
  ];
  for (const name of names) vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
  for (const name of ["NO_PROXY", "no_proxy"]) vi.stubEnv(name, "");
  vi.stubEnv("NODE_USE_ENV_PROXY", "1");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await poster()(receiver.url)).toEqual(answered(204));
  expect(proxy.state.connections).toBe(0);
});
