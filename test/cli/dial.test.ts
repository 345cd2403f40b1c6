/** The terminal phone against a server that keeps what it was sent. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { runDial } from "../../src/cli/dial.ts";
import { openWire } from "../../src/cli/dial-wire.ts";
import { dial, echo, KEY, openFake, screens } from "./fake.ts";

test("a piped dialogue prints its screens in order, without prompts, and exits 0", async () => {
  const { url, sent } = await openFake();
  const { code, out, errors } = await dial({ url }, ["*384*99#", "1", "near the shop", "9"]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(screens(out)).toEqual([
    "heard",
    "heard 1",
    "heard 1*near the shop",
    "bye 1*near the shop*9\nEND",
  ]);
  expect(out).not.toContain("reply ▸");
  const session = sent[0]?.body["session"];
  const from = { session, phone: "+254700000001", network: "63902", code: "*384*99#" };
  expect(sent).toEqual([
    { path: "", body: { ...from, text: "" } },
    { path: "", body: { ...from, text: "1" } },
    { path: "", body: { ...from, text: "1*near the shop" } },
    { path: "", body: { ...from, text: "1*near the shop*9" } },
    { path: "/events", body: { session, phone: "+254700000001", status: "completed" } },
  ]);
});

test("what is typed goes out as it stands, with its stars, spaces and nothing at all", async () => {
  const { url, texts } = await openFake();
  await dial({ url }, [
    "*384*99#",
    "a*b",
    " c ",
    "",
    "/type *384*99#",
    "/type /quit",
    "/quit",
    "x",
  ]);
  expect(texts()).toEqual([
    "",
    "a*b",
    "a*b* c ",
    "a*b* c *",
    "a*b* c ***384*99#",
    "a*b* c ***384*99#*/quit",
  ]);
});

test("an answer behind an empty one takes no star while the text is empty", async () => {
  const { url, texts } = await openFake();
  await dial({ url }, ["*384*99#", "", "2"]);
  expect(texts()).toEqual(["", "", "2"]);
});

test("a star path goes out as the text of the first callback, by the longest code", async () => {
  const { url, sent } = await openFake();
  const lines = ["*384*99*21#", "1", "*384*99*4*2#", "*500*7*3#", "/code *500#", "*500*7*3#"];
  await dial({ url }, [...lines, "/code *500*7#", "*500*7*3#"]);
  expect(sent.map(({ body: { code, text } }) => `${code} ${text}`)).toEqual([
    "*384*99# 21",
    "*384*99# 21*1",
    "*384*99# 4*2",
    "*500*7*3# ",
    "*500# 7*3",
    "*500*7# 3",
  ]);
  const sessions = sent.map(({ body }) => body["session"]);
  expect(new Set(sessions).size).toBe(5);
  expect(sessions[1]).toBe(sessions[0]);
});

test("a star on the command line is dialled at once", async () => {
  const { url, texts } = await openFake();
  const { code } = await dial({ url, star: "*384*99*4#" }, ["1"]);
  expect(code).toBe(0);
  expect(texts()).toEqual(["4", "4*1"]);
});

test("a cancelled call is reported as abandoned and takes no more answers", async () => {
  const { url, sent } = await openFake();
  const { code, errors } = await dial({ url }, ["*384*99#", "/cancel", "2"]);
  expect(sent.map(({ path, body }) => [path, body["status"]])).toEqual([
    ["", undefined],
    ["/events", "abandoned"],
  ]);
  expect(sent[1]?.body["session"]).toBe(sent[0]?.body["session"]);
  expect(errors).toContain("No call is open");
  expect(code).toBe(1);
});

test("a call that times out is not reported, and the next dial is another session", async () => {
  const { url, sent } = await openFake();
  await dial({ url }, ["*384*99#", "1", "/timeout", "*384*99#"]);
  expect(sent.map(({ path }) => path)).toEqual(["", "", ""]);
  expect(sent[2]?.body["session"]).not.toBe(sent[0]?.body["session"]);
  expect(sent[2]?.body["text"]).toBe("");
});

test("a repeat sends the same callback and says that the reply is identical", async () => {
  const { url, sent } = await openFake();
  const { code, out } = await dial({ url }, ["*384*99#", "1", "/repeat", "/late 2", "5"]);
  expect(code).toBe(0);
  expect(sent[2]).toEqual(sent[1]);
  expect(sent[3]).toEqual(sent[0]);
  expect(sent[4]?.body["text"]).toBe("1*5");
  expect(out.match(/The same callback, the identical reply\./g)).toHaveLength(2);
});

test("another reply to a repeat is told, shown, and counts as a failure", async () => {
  const { url } = await openFake((_, turn) => `CON screen ${turn}`);
  const { code, out, errors } = await dial({ url }, ["*384*99#", "/repeat"]);
  expect(screens(out)).toEqual(["screen 1", "screen 2"]);
  expect(errors).toContain("DIFFERS");
  expect(code).toBe(1);
});

test("each phone keeps its call while another one is used", async () => {
  const { url, sent } = await openFake();
  const lines = [
    "*384*99#",
    "1",
    "/phone 0700 000 002",
    "*384*99#",
    "7",
    "/network none",
    "*384*99#",
  ];
  await dial({ url }, [...lines, "/phone +254700000001", "/network safaricom", "2"]);
  expect(sent.map(({ body: { phone, network, text } }) => [phone, network, text])).toEqual([
    ["+254700000001", "63902", ""],
    ["+254700000001", "63902", "1"],
    ["+254700000002", "63902", ""],
    ["+254700000002", "63902", "7"],
    ["+254700000002", undefined, ""],
    ["+254700000001", "63902", "1*2"],
  ]);
});

test("what cannot be done is told, and the rest of the lines is still taken", async () => {
  const { url, texts } = await openFake();
  const wrong = [
    "2",
    "/nope",
    "/cancel",
    "/late x",
    "/late 9",
    "/network mars",
    "/phone 12",
    "/code 5",
  ];
  const { code, errors } = await dial({ url }, [...wrong, "/record", "384*99", "*384*99#"]);
  expect(
    errors
      .trim()
      .split("\n")
      .map((line) => line.trim()),
  ).toEqual([
    "No call is open. Dial a code such as *384*99#, or type /help.",
    "There is no /nope; /help lists what there is.",
    "No call is open. Dial a code such as *384*99#, or type /help.",
    "How many turns ago? For example /late 2",
    "Nothing was sent that long ago.",
    "mars is no network; Safaricom, Airtel, Telkom, none or its digits",
    "12 is no number; for example +254700000001",
    "Which code? For example /code *500#",
    "/record what? /help shows it.",
    "No call is open. Dial a code such as *384*99#, or type /help.",
  ]);
  expect(texts()).toEqual([""]);
  expect(code).toBe(1);
});

test.each([
  [{ phone: "12" }, "12 is no number"],
  [{ network: "mars" }, "mars is no network"],
  [{ star: "384" }, "384 is no code"],
  [{ url: "localhost:3000" }, "localhost:3000 is no address"],
])("an option that means nothing ends it: %j", async (options, words) => {
  const { url, sent } = await openFake();
  const { code, errors } = await dial({ url, ...options }, ["*384*99#"]);
  expect(errors).toContain(words);
  expect({ code, sent }).toEqual({ code: 1, sent: [] });
});

test("without a server it says so, and how to start it", async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address() as AddressInfo; // a TCP server's
  await new Promise((resolve) => closed.close(resolve));
  const url = `http://127.0.0.1:${port}`;
  const said = `  Nobody answers at ${url}. Start the server with: npm start\n`;
  const piped = await dial({ url }, ["*384*99#", "1"]);
  expect(piped).toEqual({ code: 1, out: "▸ *384*99#\n", errors: said });
  const typed = await dial({ url }, ["", "1"], { interactive: true });
  expect(typed.code).toBe(1);
  expect(typed.out).toContain(said);
});

test("a wrong key is told without printing it", async () => {
  const { url } = await openFake();
  const { code, out, errors } = await dial({ url, key: "mistyped" }, ["*384*99#"]);
  expect(code).toBe(1);
  expect(errors).toContain("does not know this key");
  expect(out + errors).not.toContain("mistyped");
});

test.each([
  ["con hello", "neither CON nor END"],
  [" CON hello", "neither CON nor END"],
  ["<html>", "neither CON nor END"],
  ["", "neither CON nor END"],
  [500, "HTTP 500"],
  [302, "HTTP 302"],
])("a reply that no network shows ends the script: %j", async (reply, words) => {
  const { url, texts } = await openFake(() => reply);
  const { code, out, errors } = await dial({ url }, ["*384*99#", "1"]);
  expect(errors).toContain(words);
  expect(screens(out)).toEqual([]);
  expect(texts()).toEqual([""]);
  expect(code).toBe(1);
});

test("a server that does not reply is waited for no longer than a network would", async () => {
  const { url } = await openFake(() => null);
  const callback = { session: "s", code: "*384*99#", text: "" };
  const sending = openWire(url, KEY, 1).send(callback, { phone: "+254700000001", network: null });
  await expect(sending).rejects.toThrow("No reply within 0.001 s");
});

test("at the keyboard it prompts, redials on Enter, and outlives a fault of the server", async () => {
  const { url, texts } = await openFake((sent, turn) => (turn === 2 ? 500 : echo(sent, turn)));
  const lines = ["", "1", "1", "9", "/help", "", "/quit"];
  const { code, out, errors } = await dial({ url }, lines, { interactive: true });
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(texts()).toEqual(["", "1", "1", "1*9", ""]);
  expect(out.match(/(dial|reply) ▸/g)?.join(" ")).toBe(
    "dial ▸ reply ▸ reply ▸ reply ▸ dial ▸ dial ▸ reply ▸",
  );
  expect(out).toContain("HTTP 500");
  expect(out.match(/Call ended/g)).toHaveLength(1);
  expect(out).toContain("/network NAME");
});

test("a keyboard that goes away while a reply is awaited ends it like /quit", async () => {
  const input = new PassThrough();
  const { url, texts } = await openFake((sent, turn) => {
    input.end();
    return echo(sent, turn);
  });
  const output = new PassThrough();
  input.write("*384*99#\n");
  const io = { input, output, errors: output, interactive: true, colour: false };
  expect(await runDial({ url, key: KEY, sms: "none" }, io)).toBe(0);
  expect(texts()).toEqual([""]);
});

test("colours are painted only where they were asked for", async () => {
  const { url } = await openFake();
  const painted = await dial({ url }, ["*384*99#"], { colour: true });
  const bare = await dial({ url }, ["*384*99#"]);
  expect(painted.out).toContain("\u001b[36m╭─");
  expect(bare.out).not.toContain("\u001b");
});
