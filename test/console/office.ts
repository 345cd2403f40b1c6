/** An office in one process: a store, a small channel, staff of every role, and the API before them. */
import { expect } from "vitest";
import { seededRandom } from "../../src/base/ids.ts";
import { gatewayPhone } from "../../src/base/phone.ts";
import { checkDigit } from "../../src/base/reference.ts";
import { openApi } from "../../src/console/api/api.ts";
import { openLog } from "../../src/insight/log.ts";
import type { Answers } from "../../src/menu/contract.ts";
import { meetPerson } from "../../src/people/people.ts";
import { openRequest, wardHashOf } from "../../src/requests/requests.ts";
import { ROLES, type Role } from "../../src/staff/roles.ts";
import { addStaff } from "../../src/staff/staff.ts";
import { makeToken } from "../../src/staff/tokens.ts";
import type { Store } from "../../src/store/store.ts";
import { releaseOf } from "../menu/fixture.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

/** 23 November 2026, 09:00 in Nairobi: a Monday. */
export const AT = Date.UTC(2026, 10, 23, 6);
export const PHONE = "+254711000111";
/** What is written in the place of a seal whose key is lost. */
export const LOST = Buffer.of(0);

export const REPORT = `
format: 1
service: report
title: { en: Report, sw: Ripoti }
star: 77
privacy: { purpose: mending, basis: public-task, keep: 1y, shared_with: [], automated: none }
screens:
  - { notice: privacy, say: "For {purpose}, kept {keep}" }
  - choose: what
    label: { en: What, sw: Nini }
    say: What?
    options:
      - { is: water, say: { en: Water leak, sw: Maji } }
      - { is: road, say: { en: Road, sw: Barabara } }
  - { choose: ward, label: Ward, say: Ward?, from: data/wards.csv }
  - { ask: place, label: Place, as: text, max: 30, say: Where? }
  - { ask: illness, label: Illness, as: text, max: 30, say: Which?, sensitive: true }
  - choose: contact
    label: Contact
    say: May we call?
    options: [{ is: call, say: "Yes" }, { is: hide, say: "No" }]
  - { confirm: check, say: "{what}?", send: request, done: "Ref {ref}" }
life:
  received:
    say: { en: received, sw: imepokelewa }
    within: 1 working day
    may_become:
      - { to: assigned, by: officer }
      - { to: refused, by: officer, reasons: [private, county] }
      - { to: cancelled, by: citizen, say: Cancel it }
  assigned:
    say: assigned
    within: 3 days
    may_become: [{ to: mended, by: officer }]
  mended:
    say: mended
    within: 12 hours
    late: { then: closed }
    question: { say: "Is {ref} fixed?", yes: closed, no: reopened }
    may_become: [{ to: reopened, by: officer }]
  reopened: { say: opened again, priority: true, may_become: [{ to: mended, by: officer }] }
  refused: { say: refused, refusal: true, sms: "{ref}: {reason}" }
  cancelled: { say: cancelled }
  closed: { say: closed }
reasons:
  private: { en: private land, sw: ardhi ya mtu }
  county: not the county's
`;

export const ANSWERS: Answers = {
  privacy: true,
  what: "water",
  ward: "umoja",
  place: "Near the gate",
  illness: "a secret illness",
  contact: "call",
};

export interface Call {
  role?: Role;
  token?: string | null;
  /** A JSON value, or text as it is sent. */
  body?: unknown;
  key?: string | null;
  /** The version for If-Match, or the header itself. */
  match?: number | string | null;
  headers?: Record<string, string>;
}

export type Office = Awaited<ReturnType<typeof openOffice>>;

/** `storeOf` gives what the API has for a store. */
export async function openOffice(report = REPORT, storeOf = (store: Store): Store => store) {
  const opened = openTestStore();
  const vault = testVault();
  const random = seededRandom(11);
  const time = { now: AT };
  const release = releaseOf([report]);
  const log: string[] = [];
  const api = openApi({
    store: storeOf(opened.store),
    vault,
    releases: {
      current: () => release,
      get: async (digest) => (digest === release.digest ? release : null),
    },
    clock: () => time.now,
    random,
    log: openLog("info", { write: (line) => void log.push(line) }),
    eventsAllow: { hosts: [], networks: [] },
  });
  const tokens = new Map<string, string>();
  const phone = gatewayPhone(PHONE);
  if (phone === null) throw new Error("no phone");
  const writes = meetPerson(vault, { id: "b1", person: "p1", phone, at: AT });
  for (const role of ROLES) {
    const { token, write } = makeToken({ staff: role, at: AT }, random);
    tokens.set(role, token);
    writes.push(addStaff({ id: role, name: `the ${role}`, role, at: AT }), write);
  }
  const second = makeToken({ staff: "officer2", at: AT }, random);
  const officer2 = { id: "officer2", name: "officer two", role: "officer", at: AT } as const;
  writes.push(addStaff(officer2), second.write);
  tokens.set("officer2", second.token);
  expect(await opened.store.commit(writes)).toEqual({ done: true });

  let count = 0;
  let keys = 0;
  const call = async (method: string, path: string, given: Call = {}): Promise<Response> => {
    const { role = "officer", body, match } = given;
    const token = given.token === undefined ? tokens.get(role) : given.token;
    const key = given.key === undefined ? `key-${++keys}` : given.key;
    const headers: Record<string, string> = {};
    if (token !== null && token !== undefined) headers["authorization"] = `Bearer ${token}`;
    if (method !== "GET" && key !== null) headers["idempotency-key"] = key;
    if (match !== undefined && match !== null) {
      headers["if-match"] = typeof match === "number" ? `"${match}"` : match;
    }
    if (body !== undefined) headers["content-type"] = "application/json";
    const sent = typeof body === "string" ? body : JSON.stringify(body);
    return api.request(path, {
      method,
      headers: { ...headers, ...given.headers },
      ...(body === undefined ? {} : { body: sent }),
    });
  };
  return {
    ...opened,
    api,
    vault,
    release,
    time,
    log,
    tokens,
    random,
    call,
    /** Opens a request and says its reference. */
    async open(
      answers: Answers = ANSWERS,
      over: { at?: number; release?: string; helper?: string } = {},
    ) {
      const digits = String(1_000_000 + count++);
      const ref = digits + checkDigit(digits);
      const ward = answers["ward"];
      const { done } = await opened.store.commit(
        openRequest({
          intent: { id: `request-${count}`, ref },
          person: "p1",
          service: "report",
          release: over.release ?? release.digest,
          answers,
          status: "received",
          at: over.at ?? time.now,
          keepUntil: AT * 2,
          helper: over.helper ?? null,
          deadline: (over.at ?? time.now) + 86_400_000,
          wardHash: typeof ward === "string" ? wardHashOf(vault, ward) : null,
        }),
      );
      if (!done) throw new Error("not opened");
      return ref;
    },
    /** A change that must be taken; what it answered. */
    async change(ref: string, what: string, body: unknown, match: number, more: Call = {}) {
      const answered = await call("POST", `/api/v1/requests/${ref}/${what}`, {
        body,
        match,
        ...more,
      });
      const said = await answered.text();
      expect(answered.status, said).toBe(200);
      return JSON.parse(said);
    },
    async read(ref: string, more: Call = {}) {
      const answered = await call("GET", `/api/v1/requests/${ref}`, more);
      expect(answered.status).toBe(200);
      return JSON.parse(await answered.text());
    },
  };
}

/** What every problem must look like, whatever went wrong. */
export async function expectProblem(response: Response, status: number, code: string) {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const body = JSON.parse(await response.text());
  expect(body).toMatchObject({ type: `urn:njia:problem:${code}`, status });
  expect(body.title).toMatch(/\w/);
  return body;
}
