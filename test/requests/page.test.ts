import fc from "fast-check";
import { expect, test } from "vitest";
import {
  cursorOf,
  PAGE_MAX,
  pageOfRequests,
  readCursor,
  type Filters,
  type Place,
} from "../../src/requests/page.ts";
import { openRequest, wardHashOf } from "../../src/requests/requests.ts";
import type { Store } from "../../src/store/store.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const AT = Date.UTC(2026, 10, 23);
const vault = testVault();

interface Given {
  priority?: number;
  openedAt: number;
  service?: string;
  status?: string;
  ward?: string;
  assigned?: string | null;
  deadline?: number | null;
}

function openOffice() {
  const opened = openTestStore();
  const person = opened.raw("insert into people (id, language, created_at) values ('p1', null, 0)");
  const rest = "update requests set priority = ?, assigned = ? where ref = ?";
  let count = 0;
  /** Opens one and says its reference; ids do not come in the order of time. */
  const put = async (given: Given): Promise<string> => {
    const number = count++;
    await person;
    const ref = `r${number}`;
    await opened.store.commit(
      openRequest({
        intent: { id: `${(number * 7919) % 1000}-${number}`, ref },
        person: "p1",
        service: given.service ?? "report",
        release: "r1",
        answers: {},
        status: given.status ?? "received",
        at: given.openedAt,
        keepUntil: AT * 2,
        deadline: given.deadline ?? null,
        wardHash: given.ward === undefined ? null : wardHashOf(vault, given.ward),
      }),
    );
    await opened.raw(rest, given.priority ?? 0, given.assigned ?? null, ref);
    return ref;
  };
  return { ...opened, put };
}

/** All pages, one after the other; `between` runs before each page but the first. */
async function walk(
  store: Store,
  {
    filters = {},
    limit,
    between,
  }: { filters?: Filters; limit: number; between?: () => Promise<unknown> },
): Promise<string[]> {
  const seen: string[] = [];
  let after: Place | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof pageOfRequests>> = await pageOfRequests(store, vault, {
      filters,
      after,
      limit,
    });
    expect(page.requests.length).toBeLessThanOrEqual(limit);
    seen.push(...page.requests.map(({ ref }) => ref));
    if (page.next === null) return seen;
    after = readCursor(cursorOf(page.next));
    expect(after).toEqual(page.next);
    await between?.();
  }
}

test("no request is skipped or comes twice while others are opened", async () => {
  const arrival = fc.record({
    priority: fc.integer({ min: 0, max: 2 }),
    // Many at one instant.
    openedAt: fc.integer({ min: AT, max: AT + 5 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(arrival, { maxLength: 40 }),
      fc.array(fc.integer({ min: AT + 6, max: AT + 9 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 9 }),
      async (there, coming, limit) => {
        const { store, put } = openOffice();
        const refs: string[] = [];
        for (const each of there) refs.push(await put(each));
        const later = [...coming];
        const between = async () => {
          const openedAt = later.shift();
          if (openedAt !== undefined) await put({ openedAt });
        };
        const seen = await walk(store, { limit, between });
        expect(new Set(seen).size).toBe(seen.length);
        const old = seen.filter((ref) => refs.includes(ref));
        const order = (ref: string) => there[refs.indexOf(ref)];
        expect(old).toHaveLength(refs.length);
        for (const [place, ref] of old.slice(1).entries()) {
          const [one, two] = [order(old[place] ?? ""), order(ref)];
          if (one === undefined || two === undefined) throw new Error("unknown");
          const inOrder =
            one.priority > two.priority ||
            (one.priority === two.priority && one.openedAt <= two.openedAt);
          expect(inOrder).toBe(true);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test("each filter narrows, and all of them together", async () => {
  const { store, put } = openOffice();
  const all: Given[] = [];
  for (const service of ["report", "bursary"]) {
    for (const status of ["received", "mended"]) {
      for (const ward of ["umoja", "amani"]) {
        for (const assigned of ["s1", null]) {
          for (const deadline of [AT, AT + 50, null]) {
            const given = { openedAt: AT, service, status, ward, assigned, deadline };
            all.push(given);
            await put(given);
          }
        }
      }
    }
  }
  const expected = (fits: (given: Given) => boolean) =>
    all.flatMap((given, place) => (fits(given) ? [`r${place}`] : [])).toSorted();
  const found = async (filters: Filters) => (await walk(store, { filters, limit: 7 })).toSorted();
  const late = ({ deadline }: Given) => typeof deadline === "number" && deadline < AT + 50;

  expect(await found({})).toHaveLength(all.length);
  expect(await found({ service: "report" })).toEqual(expected((g) => g.service === "report"));
  expect(await found({ status: "mended" })).toEqual(expected((g) => g.status === "mended"));
  expect(await found({ ward: "umoja" })).toEqual(expected((g) => g.ward === "umoja"));
  expect(await found({ assigned: "s1" })).toEqual(expected((g) => g.assigned === "s1"));
  expect(await found({ assigned: null })).toEqual(expected((g) => g.assigned === null));
  expect(await found({ overdueAt: AT + 50 })).toEqual(expected(late));
  expect(await found({ service: "none" })).toEqual([]);
  const narrow = { service: "report", status: "mended", ward: "amani", assigned: null };
  expect(await found({ ...narrow, overdueAt: AT + 51 })).toHaveLength(2);
});

test("a ward is found under any look-up key, and is not in the clear", async () => {
  const { store, put, raw } = openOffice();
  await put({ openedAt: AT, ward: "umoja" });
  const rotated = testVault(2, 1);
  const page = { filters: { ward: "umoja" }, after: null, limit: 5 };
  expect((await pageOfRequests(store, rotated, page)).requests).toHaveLength(1);
  expect((await pageOfRequests(store, testVault(2), page)).requests).toHaveLength(0);
  const [row] = await raw<{ ward_hash: string }>("select ward_hash from requests");
  expect(row?.ward_hash).not.toContain("umoja");
});

test("a page has a hundred requests at most", async () => {
  const { store, put } = openOffice();
  for (let place = 0; place < PAGE_MAX + 2; place++) await put({ openedAt: AT + place });
  const page = await pageOfRequests(store, vault, { filters: {}, after: null, limit: 1000 });
  expect(page.requests).toHaveLength(PAGE_MAX);
  expect(page.next).not.toBeNull();
});

test("what is no cursor is none, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString("base64url")),
      ),
      (text) => {
        const place = readCursor(text);
        if (place !== null) expect(Number.isSafeInteger(place.priority)).toBe(true);
      },
    ),
  );
  for (const text of ["", "x", "W10", "bnVsbA"]) expect(readCursor(text)).toBeNull();
});
