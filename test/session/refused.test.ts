/** An officer moves a request while a citizen's hop about it is under way. */
import { expect, test } from "vitest";
import { toldMove } from "../../src/actions/told-move.ts";
import { readHistory } from "../requests/read-history.ts";
import { findByRef, openAnswers } from "../../src/requests/state.ts";
import type { Release } from "../../src/menu/model.ts";
import type { Store } from "../../src/store/store.ts";
import { openEdge } from "../app/edge.ts";
import { AT, REPORT, releaseOf } from "../menu/fixture.ts";
import { openTestStore } from "../store/open.ts";
import { testVault } from "../store/vault.ts";

const LIFE = `life:
  fixed:
    say: fixed
    question: { say: "Fixed?", yes: closed, no: again }
    within: 7 days
    late: { then: closed }
    may_become: [{ to: checked, by: officer }]
  again: { say: again, may_become: [{ to: closed, by: officer }] }
  checked: { say: checked, may_become: [{ to: closed, by: officer }] }
  closed: { say: closed }
`;
const LIVELY: Release = releaseOf([REPORT.replace(/life:[^]*$/, LIFE)]);

test("the citizen's answer is refused, recorded once, and they see what it is now", async () => {
  const { store } = openTestStore();
  const vault = testVault();
  let ref = "";
  let raced = false;
  const racing: Store = {
    ...store,
    async read(statement, values) {
      // Between the facts of the hop and the decision on its effect, once.
      if (statement.name === "requests.by_ref" && !raced) {
        raced = true;
        const request = await findByRef(store, { ref });
        if (request === null) throw new Error("no request");
        const who = { actor: "staff:one", by: "officer", at: AT } as const;
        const moving = {
          request,
          release: LIVELY,
          ...who,
          to: "checked",
          reason: null,
          note: null,
          gives: {},
          given: {},
          answers: openAnswers(vault, request),
          anew: null,
        };
        const of = { contact: null, class: "update" } as const;
        const { writes } = toldMove(vault, moving, of);
        expect(await store.commit(writes)).toEqual({ done: true });
      }
      return store.read(statement, values);
    },
  };
  const edge = openEdge({ store: racing, release: LIVELY });
  const typed = ["2", "3", "2", "1", "1", "2", "Near the gate", "97", "1"];
  let said = "";
  for (let at = 0; at <= typed.length; at++) said = await edge.hop(typed.slice(0, at).join("*"));
  ref = /\d{4} \d{4}/.exec(said)?.[0].replace(" ", "") ?? "";
  const second = { sessionId: "s2" };
  for (const text of ["", "1", "1*1"]) said = await edge.hop(text, second);
  expect(said).toBe("CON Fixed?\n1. yes\n2. no\n0. Back");
  const shown = await edge.hop("1*1*1", second);
  expect(raced).toBe(true);
  expect(shown).toContain("checked");
  expect(await edge.hop("1*1*1", second)).toBe(shown);
  expect((await readHistory(store, vault, { ref })).slice(1)).toMatchObject([
    { action: "move", to: "checked", actor: "staff:one" },
    { action: "refuse", from: "checked", to: "closed", reason: "not_yours" },
  ]);
});
