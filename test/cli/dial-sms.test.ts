/** The terminal phone's SMS: those that come, those it sends, and a phone without a fake. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough, Writable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { runDial } from "../../src/cli/dial.ts";
import { openFakeAt, type FakeAt } from "../../src/cli/fake-at/fake-at.ts";
import { plainPaint } from "../../src/cli/screen-box.ts";
import { drawSms } from "../../src/cli/sms-box.ts";
import { dial, KEY, openFake, screens } from "./fake.ts";

const PHONE = "+254700000001";

/** As Njia sends one. */
async function send(fake: FakeAt, to: string, message: string) {
  const form = { username: "sandbox", to, message, from: "20880" };
  await fetch(fake.url, {
    method: "POST",
    headers: { apikey: "anything" },
    body: new URLSearchParams(form),
  });
}

/** A fake whose inbound SMS are answered by one that says what they said; `status` to refuse them. */
async function openEcho({ status = 200, clock = Date.now } = {}) {
  const got: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      const form = Object.fromEntries(new URLSearchParams(body));
      if (request.url !== "/inbound") return void response.end();
      got.push(form);
      // Answered behind the reply, so that it is there when the phone looks.
      const replied = send(fake, form["from"] ?? "", `You said ${form["text"]}`);
      void replied.then(() => response.writeHead(status).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's
  const fake = await openFakeAt({ callbacks: `http://127.0.0.1:${port}`, clock });
  onTestFinished(async () => {
    await fake.close();
    server.closeAllConnections();
    server.close();
  });
  return { fake, got };
}

/** The texts of the SMS in the boxes. */
function messages(out: string): string[] {
  return [...out.matchAll(/┌─ SMS from [^\n]*┐\n(.*?) {2}└/gs)].map(([, rows = ""]) =>
    rows
      .split("\n")
      .map((row) => row.replaceAll("│", "").trim())
      .filter(Boolean)
      .join(" "),
  );
}

test("an idle phone sends what stands behind sms, and shows what comes back once", async () => {
  const { fake, got } = await openEcho();
  const { url, texts } = await openFake();
  const { code, out, errors } = await dial({ url, sms: fake.origin }, [
    "sms Habari  & 1+1",
    "SMS STOP",
    "*384*99#",
  ]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(got.map(({ from, to, text }) => [from, to, text])).toEqual([
    [PHONE, "20880", "Habari  & 1+1"],
    [PHONE, "20880", "STOP"],
  ]);
  expect(out.match(/SMS sent to 20880\./g)).toHaveLength(2);
  expect(messages(out)).toEqual(["You said Habari  & 1+1", "You said STOP"]);
  expect(texts()).toEqual([""]);
  expect(screens(out)).toEqual(["heard"]);
});

test("in a call sms is an answer, and /sms sends between two screens", async () => {
  const { fake, got } = await openEcho();
  const { url, texts } = await openFake();
  const lines = ["*384*99#", "sms one", "/sms two", "3"];
  const { code, out } = await dial({ url, sms: fake.origin }, lines);
  expect(code).toBe(0);
  expect(texts()).toEqual(["", "sms one", "sms one*3"]);
  expect(got.map(({ text }) => text)).toEqual(["two"]);
  const order = ["heard sms one", "You said two", "heard sms one*3"].map((words) =>
    out.indexOf(words),
  );
  expect(order).toEqual(order.toSorted((one, other) => one - other));
  expect(order).not.toContain(-1);
});

test("each phone gets its own, another one when it is taken up", async () => {
  // An hour ahead, so that all of it came after the start.
  const { fake } = await openEcho({ clock: () => Date.now() + 3_600_000 });
  await send(fake, PHONE, "to the first");
  await send(fake, "+254700000002", "to the second");
  const { url } = await openFake();
  const first = await dial({ url, sms: fake.origin }, ["/help"]);
  expect(messages(first.out)).toEqual(["to the first"]);
  const lines = ["/help", "/phone +254700000002", "/phone +254700000001"];
  const both = await dial({ url, sms: fake.origin }, lines);
  expect(messages(both.out)).toEqual(["to the first", "to the second"]);
});

test("what came before the phone was switched on is not shown", async () => {
  const { fake } = await openEcho({ clock: () => 1 });
  await send(fake, PHONE, "old");
  const { url } = await openFake();
  expect(messages((await dial({ url, sms: fake.origin }, ["*384*99#"])).out)).toEqual([]);
});

test("without a fake the phone works as ever, and sms says how to start one", async () => {
  const gone = await openFakeAt();
  await gone.close();
  const { url } = await openFake();
  const quiet = await dial({ url, sms: gone.origin }, ["*384*99#", "1"]);
  expect(quiet).toMatchObject({ code: 0, errors: "" });
  expect(screens(quiet.out)).toEqual(["heard", "heard 1"]);
  const { code, errors } = await dial({ url, sms: gone.origin }, ["sms HELP", "*384*99#"]);
  expect(errors).toBe(`  Nobody takes SMS at ${gone.origin}. Start a fake with: npm run fake-at\n`);
  expect(code).toBe(1);
});

test("another server in the fake's place shows nothing", async () => {
  const { url } = await openFake();
  const { code, out, errors } = await dial({ url, sms: url }, ["*384*99#"]);
  expect({ code, errors, shown: messages(out) }).toEqual({ code: 0, errors: "", shown: [] });
});

test("an SMS that Njia does not take is told", async () => {
  const { fake } = await openEcho({ status: 404 });
  const { url } = await openFake();
  const { errors } = await dial({ url, sms: fake.origin }, ["sms HELP", "sms"]);
  expect(errors.split("\n").map((line) => line.trim())).toEqual([
    "Njia did not take the SMS: it answered HTTP 404.",
    "/sms what? /help shows it.",
    "",
  ]);
});

test("an address that is none ends it", async () => {
  const { url } = await openFake();
  const { code, errors } = await dial({ url, sms: "localhost:4011" }, ["*384*99#"]);
  expect(errors).toContain("localhost:4011 is no address of a fake");
  expect(code).toBe(1);
});

test("it comes while somebody types, above the prompt, and what was typed stays", async () => {
  const { fake } = await openEcho();
  const { url } = await openFake();
  let out = "";
  const waiting: { words: string; found: () => void }[] = [];
  const until = (words: string) =>
    new Promise<void>((found) => {
      waiting.push({ words, found });
      seen();
    });
  const seen = () => {
    for (const { words, found } of waiting) if (out.includes(words)) found();
  };
  const output = new Writable({
    write(chunk, _encoding, done) {
      out += String(chunk);
      seen();
      done();
    },
  });
  const input = new PassThrough();
  const io = {
    input,
    output: Object.assign(output, { isTTY: true, columns: 80 }),
    errors: output,
    interactive: true,
    colour: false,
    smsEveryMs: 1,
  };
  const running = runDial({ url, key: KEY, sms: fake.origin }, io);
  await until("dial ▸ ");
  input.write("*384");
  await until("*384");
  await send(fake, PHONE, "Asante");
  await until("Asante");
  input.write("*99#\r");
  await until("│ heard ");
  input.write("/quit\r");
  expect(await running).toBe(0);
  expect(messages(out)).toEqual(["Asante"]);
  expect(out.slice(out.indexOf("Asante"))).toContain("dial ▸ *384");
});

test("an SMS is drawn as wide as a screen, with what it cost, and steers no terminal", () => {
  const sms = {
    from: "MFANO\u001b[2J",
    text: "Asante. Kumbukumbu yako ni 1234 5678.\r\nNjia",
    parts: 1,
  };
  expect(drawSms(sms, PHONE, plainPaint)).toBe(`\
  ┌─ SMS from MFANO·[2J ─────────────┐
  │ Asante. Kumbukumbu yako ni 1234  │
  │ 5678.                            │
  │ Njia                             │
  └──────────────────────────────────┘
   43 septets · +254700000001
`);
  const long = drawSms({ from: "20880", text: "ĩ".repeat(71), parts: 2 }, PHONE, plainPaint);
  expect(long).toContain("71 UCS-2 letters in 2 parts");
});
