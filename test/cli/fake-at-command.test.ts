/** `npm run fake-at`: what it prints, and how it ends. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { runFakeAt, type FakeAtCommand } from "../../src/cli/fake-at/command.ts";
import { postJson } from "./fake.ts";

const TO = "+254711000111";

/** Runs it on a free port; `url` is where it says that messages are posted. */
async function start(options: FakeAtCommand) {
  const lines: string[] = [];
  const { promise: stop, resolve: end } = Promise.withResolvers<void>();
  const { promise: begun, resolve: greeted } = Promise.withResolvers<string>();
  const print = (line: string) => {
    lines.push(line);
    const url = /AT_SMS_URL=(\S+)/.exec(line)?.[1];
    if (url !== undefined) greeted(url);
  };
  const done = runFakeAt({ port: "0", ...options }, { print, colour: false, stop });
  onTestFinished(() => end());
  const url = await begun;
  const finish = () => {
    end();
    return done;
  };
  return { url, lines, finish };
}

async function answering(status: number): Promise<string> {
  const server = createServer((_, response) => void response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server's
  return `http://127.0.0.1:${port}/gateways/africastalking/a-secret-key/sms`;
}

const send = (url: string, message: string) =>
  fetch(url, {
    method: "POST",
    headers: { apikey: "anything" },
    body: new URLSearchParams({ username: "sandbox", to: TO, message, from: "MFANO" }),
  });

test("it says how to point Njia at it, prints each message on a line, and ends with 0", async () => {
  const { url, lines, finish } = await start({ callbacks: await answering(200) });
  expect(lines.join("\n")).toContain(
    `AT_USERNAME=sandbox AT_API_KEY=anything AT_SMS_URL=${url} npm start`,
  );
  expect(lines.join("\n")).not.toContain("a-secret-key");
  await send(url, "one\ntwo\u001b[2J");
  await send(url, "x".repeat(161));
  expect(lines).toContain(`${TO} ← one ⏎ two·[2J (MFANO)`);
  expect(lines).toContain(`${TO} ← ${"x".repeat(161)} (MFANO, 2 parts)`);
  expect(await finish()).toBe(0);
  expect(lines.at(-1)).toBe("2 messages in 2 calls.");
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("a server that does not know the key is told of once", async () => {
  const { url, lines, finish } = await start({ callbacks: await answering(404) });
  const inbound = () =>
    postJson(new URL("/fake/inbound", url).href, { from: TO, to: "20880", text: "HELP" });
  expect((await inbound()).status).toBe(502);
  expect((await inbound()).status).toBe(502);
  await finish();
  const told = lines.filter((line) => line.includes("HTTP 404"));
  expect(told).toEqual(["Njia answered a message with HTTP 404: it does not know this key."]);
});

test.each([
  [{ port: "x" }, "x is no port"],
  [{ port: "65536" }, "65536 is no port"],
  [{ callbacks: "localhost" }, "localhost is no address"],
])("an option that means nothing ends it: %j", async (options, words) => {
  const lines: string[] = [];
  const io = {
    print: (line: string) => lines.push(line),
    colour: false,
    stop: new Promise(() => {}),
  };
  expect(await runFakeAt({ port: "0", ...options }, io)).toBe(1);
  expect(lines).toEqual([expect.stringContaining(words)]);
});

test("a port that is taken ends it, and another one is suggested", async () => {
  const { url } = await start({ callbacks: await answering(200) });
  const lines: string[] = [];
  const io = {
    print: (line: string) => lines.push(line),
    colour: false,
    stop: new Promise(() => {}),
  };
  const { port } = new URL(url);
  expect(await runFakeAt({ port, callbacks: url }, io)).toBe(1);
  expect(lines.join()).toContain(`Port ${port} is taken`);
});
