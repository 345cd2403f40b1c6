/** From the service file to a second sending, where nobody knows what became of the first. */
import { expect, test } from "vitest";
import { remind } from "../../src/actions/remind.ts";
import { tell } from "../../src/actions/tell.ts";
import { readFolder } from "../../src/menu/folder.ts";
import type { Release } from "../../src/menu/model.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { tellingId } from "../../src/messages/message.ts";
import type { Write } from "../../src/store/store.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { findByRef } from "../../src/requests/state.ts";
import { meetPerson } from "../../src/people/people.ts";
import { ambiguous, MINUTE, NOON, openPost, PHONE } from "./post.ts";

const MENUS = await readFolder("menus");
const KEY = "    at_least_once: true\n";
const DAY = 1_440 * MINUTE;

function releaseOf(bursary: string): Release {
  const { release } = buildRelease(new Map(MENUS).set("bursary.yaml", bursary));
  if (release === null) throw new Error("the menus have faults");
  return release;
}

const FILE = MENUS.get("bursary.yaml") ?? "";
const WITH = releaseOf(FILE);
const WITHOUT = releaseOf(FILE.replace(KEY, ""));

/** How often what is written is handed over, when the provider breaks off every time. */
async function handedOver(post: ReturnType<typeof openPost>, writes: Write[]): Promise<number> {
  post.script.push(ambiguous("reset"), ambiguous("reset"), ambiguous("reset"));
  expect(await post.store.commit(writes)).toEqual({ done: true });
  const before = post.sent.length;
  for (let tries = 0; tries < 4; tries++) {
    await post.sender.drain();
    post.time.now += 15 * MINUTE;
    await post.sender.sweep();
  }
  return post.sent.length - before;
}

const answers = { ward: "amani" };

function told(post: ReturnType<typeof openPost>, release: Release): Write[] {
  return tell(post.vault, release, {
    class: "update",
    request: {
      id: "r1",
      ref: "48210372",
      version: 2,
      service: "bursary",
      answers,
      given: {},
      openedAt: 0,
    },
    person: "p1",
    phone: PHONE,
    language: "en",
    status: "docs_due",
    reason: "parent_id",
    at: post.time.now,
    deadline: post.time.now + 14 * DAY,
  });
}

test("an SMS of a status with `at_least_once` is sent twice at most, and one without it once", async () => {
  expect(FILE).toContain(KEY);
  const [one, other] = [openPost(), openPost()];
  expect(await handedOver(one, told(one, WITH))).toBe(2);
  expect(await one.row(tellingId("r1", 2))).toMatchObject({ state: "ambiguous", attempts: 2 });
  expect(await handedOver(other, told(other, WITHOUT))).toBe(1);
  expect(await other.row(tellingId("r1", 2))).toMatchObject({ state: "ambiguous", attempts: 1 });
});

/** 4 December, at midnight: the fourteenth day. */
const DEADLINE = NOON + 7.5 * DAY - 1;

/** A request that waits for a paper, of which the first reminder is due now. */
async function reminded(
  post: ReturnType<typeof openPost>,
  release: Release,
  at = NOON,
): Promise<Write[]> {
  const statusAt = NOON - 7 * DAY;
  const opening = {
    intent: { id: "r1", ref: "48210372" },
    person: "p1",
    service: "bursary",
    answers,
    release: release.digest,
    status: "docs_due",
    at: statusAt,
    deadline: DEADLINE,
    remindAt: NOON,
    keepUntil: NOON * 2,
  };
  const meeting = { id: "b1", person: "p1", phone: PHONE, at: statusAt };
  await post.store.commit([...meetPerson(post.vault, meeting), ...openRequest(opening)]);
  const request = await findByRef(post.store, { ref: "48210372" });
  if (request === null) throw new Error("no request");
  const contact = { phone: PHONE, language: "en" };
  const of = { contact, answers, given: {}, reason: "parent_id" };
  return remind(post.vault, release, { request, actor: "clock", at }, of);
}

test("a reminder of such a status as well", async () => {
  const [one, other] = [openPost(), openPost()];
  expect(await handedOver(one, await reminded(one, WITH))).toBe(2);
  expect(one.sent[0]?.text).toContain("the parent's ID");
  expect(await handedOver(other, await reminded(other, WITHOUT))).toBe(1);
});

test("a reminder that could not be sent in time is worth nothing from the deadline on", async () => {
  const post = openPost();
  // The second one, two days before: a week would be over no sooner.
  post.time.now = NOON + 5 * DAY;
  const writes = await reminded(post, WITH, post.time.now);
  expect(await post.store.commit(writes)).toEqual({ done: true });
  const id = `${tellingId("r1", 1)}:${NOON}`;
  expect((await post.row(id)).state).toBe("pending");
  post.time.now = DEADLINE;
  await post.sender.drain();
  await post.sender.sweep();
  expect(post.sent).toEqual([]);
  expect(await post.row(id)).toMatchObject({ state: "dropped", reason: "expired" });
});
