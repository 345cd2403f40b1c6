import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { PLACES } from "../../src/admission.ts";
import { apologyFor } from "../../src/session/channel.ts";
import type { Sessions } from "../../src/session/contract.ts";
import { endBody } from "../gateway/africastalking.bodies.ts";
import { CODE, EVENTS, KEY, openEdge, SECOND_KEY, USSD } from "./edge.ts";

const SESSION = "ATUid_0123456789abcdef0123456789abcdef";

/** Every key that may stand in a log line, in the order of the file that allows it. */
const ALLOWED = [
  ["level", "time", "event", "url", "release", "gateways", "signal", "clean", "gateway"],
  ["session", "service", "outcome", "repeated", "ms", "code", "unreadable", "status", "late"],
  ["errors", "warnings", "folder", "where", "name", "errorCode", "mend", "at", "cause"],
].flat();

/** A whole application: a wrong answer, a search, letters of one's own, and it is sent. */
const REPLIES = ["2", "3", "2", "1", "1", "8888", "Upendo", "1", "KibandaMaji", "97", "1"];
const TEXTS = ["", ...REPLIES.map((_, place) => REPLIES.slice(0, place + 1).join("*"))];

test("a whole dialogue leaves no phone, answer, text or key in the log", async () => {
  const edge = openEdge();
  for (const text of [...TEXTS, TEXTS[3] ?? ""]) await edge.hop(text);
  await edge.post(USSD, "sessionId=x&phoneNumber=%2B254711000001");
  await edge.post(EVENTS, endBody({ serviceCode: CODE, input: TEXTS.at(-1) ?? "" }));
  const outcomes = edge.lines.of("hop").map(({ outcome }) => outcome);
  expect(outcomes).toHaveLength(TEXTS.length + 2);
  expect(outcomes).toEqual(expect.arrayContaining(["wrong", "answer", "submit", "repeat"]));
  expect(edge.lines.of("session_end")).toHaveLength(1);
  const log = edge.lines.text();
  for (const secret of [
    "254711000001",
    "711000001",
    "Kibanda",
    "Upendo",
    "8888",
    "2*3",
    KEY,
    SECOND_KEY,
  ]) {
    expect(log).not.toContain(secret);
  }
  for (const line of edge.lines.all()) {
    expect(Object.keys(line).filter((key) => !ALLOWED.includes(key))).toEqual([]);
  }
});

test("a hop's line says what it came to, and tells sessions apart", async () => {
  const edge = openEdge();
  await edge.hop("");
  await edge.hop("");
  const [first, second] = edge.lines.of("hop");
  expect(first).toMatchObject({
    gateway: "africastalking",
    service: null,
    outcome: "start",
    repeated: false,
    ms: expect.any(Number),
    session: expect.any(String),
  });
  expect(second).toMatchObject({ outcome: "repeat", repeated: true });
});

/** What no test here asks for. */
const IDLE: Pick<Sessions, "dropIdle" | "standing" | "turnedAway"> = {
  dropIdle: () => {},
  standing: () => "dial",
  turnedAway: (_, why) => ({ text: why, end: true, label: why }),
};

test("a bug in the apology itself is answered, logged, and gives its place back", async () => {
  const edge = openEdge({
    sessions: () => ({
      takeHop: () => Promise.reject(new TypeError("one")),
      endSession: async () => {},
      ...IDLE,
      apology: () => {
        throw new RangeError("two");
      },
    }),
  });
  for (let hop = 0; hop <= PLACES; hop++) {
    expect(await edge.hop("")).toBe("Internal error");
    await turn();
  }
  expect(edge.lines.of("fault").at(-1)).toMatchObject({ where: "http", name: "RangeError" });
  expect(edge.lines.of("hop")).toEqual([]);
});

test("a bug becomes END with a code that the log has too, and never its message", async () => {
  const edge = openEdge({
    sessions: () => ({
      takeHop: async () => {
        throw new TypeError(`cannot read Kibanda of +254711000001 in ${SESSION}`);
      },
      endSession: async () => {
        throw new RangeError("Kibanda");
      },
      ...IDLE,
      apology: (code) => apologyFor(null, code),
    }),
  });
  const said = await edge.hop("1*Kibanda");
  const code = /^END .*\((\d{4})\)$/s.exec(said)?.[1];
  expect(code).toBeDefined();
  expect(edge.lines.of("fault")).toMatchObject([{ where: "hop", code, name: "TypeError" }]);
  expect(edge.lines.of("hop")).toMatchObject([{ outcome: "fault", code }]);
  expect((await edge.post(EVENTS, endBody({ serviceCode: CODE }))).status).toBe(200);
  expect(edge.lines.of("fault").at(-1)).toMatchObject({ where: "session_end", name: "RangeError" });
  expect(edge.lines.text()).not.toMatch(/Kibanda|254711|ATUid/);
});
