/**
 * Bugs that are planted one by one: each is one edit of the real code, of a kind that a person makes.
 *
 * `find` stands in its file exactly once, or the bug cannot be planted, which is told. Each has to be found by the
 * simulation, with what is unmended only by that edit.
 */
import type { Edit } from "./edit.ts";

export const BUGS: readonly Edit[] = [
  {
    name: "a batch is told before it is committed, and its commit fails",
    file: "store/batch.ts",
    find: "      commit.run();\n      return verdicts;",
    put: "      rollback.run();\n      return verdicts;",
  },
  {
    name: "of a refused commit the first writes stay",
    file: "store/batch.ts",
    find: '        if (meaning !== "fine") {\n          this.#undo();',
    put: '        if (meaning !== "fine") {\n          this.#savepoint.release.run();',
  },
  {
    name: "a session is written over, whatever its version",
    file: "session/rows.ts",
    find: "state: given.state,\n    })\n    .where(and(eq(t.sessions.id, given.id), eq(t.sessions.version, given.version))),",
    put: "state: given.state,\n    })\n    .where(eq(t.sessions.id, given.id)),",
  },
  {
    name: "a repeat is taken for a new answer",
    file: "session/hop.ts",
    find: "  if (maybeKnown(baseline, hop.text)) {",
    put: "  if (maybeKnown(baseline, hop.text) && baseline.length < 0) {",
  },
  {
    name: "a session is at hand before it is on the disk",
    file: "session/hop.ts",
    find: "  const committed = await store.commit([\n    ...scene.meeting,",
    put: "  recent.keep(next);\n  const committed = await store.commit([\n    ...scene.meeting,",
  },
  {
    name: "after a conflict the session at hand is believed",
    file: "session/hop.ts",
    find: "    session = null;\n",
    put: "",
  },
  {
    name: "a session goes on with the menus of now",
    file: "session/hop.ts",
    find: "const release = releases.known(session.release) ?? (await releaseOf(releases, session));",
    put: "const release = releases.current() ?? (await releaseOf(releases, session));",
  },
  {
    name: "drafts are purged by when they were saved",
    file: "people/drafts.ts",
    find: "  end: drafts.expires_at,",
    put: "  end: drafts.updated_at,",
  },
  {
    name: "what was sent is kept as a draft by another call",
    file: "people/drafts.ts",
    find: "where ${t.requests.id} = ${given.intent})`",
    put: "where ${t.requests.id} = ${given.intent} and 1 = 0)`",
  },
  {
    name: "a late answer of an older call takes the place of a newer one",
    file: "people/drafts.ts",
    find: "      setWhere: isOlder(t, given),\n",
    put: "",
  },
  {
    name: "a draft stays when it is sent",
    file: "session/effects.ts",
    find: "      return [dropDraft({ person, service: effect.service, intent: effect.intent, begunAt, at })];",
    put: "      return [];",
  },
  {
    name: "a draft that is gone on with is another application",
    file: "menu/own.ts",
    find: "  const { intent } = draft;\n",
    put: "  const intent = draft.intent === null ? null : input.mint();\n",
  },
  {
    name: "two requests may bear one reference",
    file: "requests/requests.ts",
    find: ".onConflictDoNothing({ target: t.requests.id })",
    put: ".onConflictDoNothing()",
  },
  {
    name: "a full place has room",
    file: "requests/claims.ts",
    find: "where free.seat < ${given.places} and free.seat not in (${taken})",
    put: "where ${given.places} > 0 and free.seat not in (${taken})",
  },
  {
    name: "a request is moved, whatever its version",
    file: "requests/changes.ts",
    find: "  and(eq(requests.id, given.id), eq(requests.version, given.version));",
    put: "  and(eq(requests.id, given.id), sql`${given.version} = ${given.version}`);",
  },
  {
    name: "a deadline that was acted on is found again",
    file: "requests/waiting.ts",
    find: "        isNull(t.requests.late_at),\n",
    put: "",
  },
  {
    name: "a clock that leapt is believed",
    file: "session/purge.ts",
    find: '    if (is !== "believed") return `clock_${is}`;\n',
    put: "    void is;\n",
  },
  {
    name: "a message is called for before its row says so",
    file: "messages/deliver.ts",
    find: "    const begun = await store.commit(beginSending(addressed, clock()));\n    if (!begun.done) return;\n",
    put: "    void beginSending;\n",
  },
  {
    name: "what may have been sent is sent again",
    file: "messages/settle.ts",
    find: '    const writes = [outcome(due, "ambiguous", reason, at)];',
    put: '    const writes = [outcome(due, "pending", reason, at)];',
  },
  {
    name: "what a dead sender has left is sent again",
    file: "messages/sweep.ts",
    find: '.set({ state: "ambiguous", reason: "sender_gone" })',
    put: '.set({ state: "pending", reason: "sender_gone" })',
  },
  {
    name: "every message may be sent twice",
    file: "messages/sweep.ts",
    find: "        eq(t.messages.again, 1),\n",
    put: "",
  },
  {
    name: "a late Sent takes the place of a Success",
    file: "messages/receipts.ts",
    find: "receipt: sql`case when ${t.messages.receipt_rank} < ${given.rank} then",
    put: "receipt: sql`case when ${given.rank} > 0 then",
  },
  {
    name: "a receipt that came early is forgotten",
    file: "messages/sweep.ts",
    find: "    ...(await placeReceipts(store, since)),\n",
    put: "    ...(since < 0 ? await placeReceipts(store, since) : []),\n",
  },
  {
    name: "two senders have one message",
    file: "messages/claim.ts",
    find: '          eq(t.messages.state, "pending"),\n          eq(t.messages.fence, given.fence),\n',
    put: "          sql`${given.fence} = ${given.fence}`,\n",
  },
  {
    name: "a receipt is taken for that of any message in doubt",
    file: "messages/receipts.ts",
    find: "other.settled_at is not null)))) = 1`",
    put: "other.settled_at is not null)))) >= 1`",
  },
  {
    name: "an SMS that came twice counts twice",
    file: "messages/inbound.ts",
    find: "{ refuse: HEARD_BEFORE }",
    put: '"fine"',
  },
  {
    name: "an SMS is taken, and nobody answers it",
    file: "session/inbox.ts",
    find: "writes: [...answered.writes, ...replyOf(vault, asker, id, answered)],",
    put: "writes: [...answered.writes, ...replyOf(vault, asker, id, answered).slice(1)],",
  },
  {
    name: "anybody is told by SMS what became of any request",
    file: "session/inbox-answers.ts",
    find: "found.person === asker.known?.id ? found : null",
    put: "true ? found : null",
  },
  {
    name: "a request is opened, and its citizen is not told",
    file: "actions/submit.ts",
    find: '    ...tell(vault, release, {\n      class: "reply",',
    put: '    ...tell(vault, { ...release, services: new Map() }, {\n      class: "reply",',
  },
  {
    name: "a move leaves no line",
    file: "actions/move.ts",
    find: "...moveRequest(moving, destination), told,",
    put: "...moveRequest(moving, destination).slice(0, 1), told,",
  },
  {
    name: "anybody may go on with a call",
    file: "session/record.ts",
    find: "  if (session.phone !== null) return session.phone === phone;\n",
    put: "  if (session.phone !== null) return true;\n",
  },
  {
    name: "what was typed is kept in the clear",
    file: "base/vault.ts",
    find: '  return hash("sha3-256", key + text, "base64url");',
    put: "  return text.length > 0 ? text : key;",
  },
  {
    name: "a language is forgotten",
    file: "session/effects.ts",
    find: "      return [rememberLanguage({ person, language: effect.language })];",
    put: "      return [];",
  },
  {
    name: "an answer that was promised is owed by nobody",
    file: "session/look-ups.ts",
    find: 'if (came.is === "late") return owed ? oweLookUp(row, clock()) : [];',
    put: 'if (came.is === "late") return [];',
  },
  {
    name: "whoever has found an answer tells it, whoever told it before",
    file: "session/late.ts",
    find: 'store.commit([dropLookUp(row, "conflict"), ...writes]);',
    put: 'store.commit([dropLookUp(row, "fine"), ...writes]);',
  },
  {
    name: "what was found is remembered for any question",
    file: "session/remembered.ts",
    find: "[...headers], [...fields], inputs]);",
    put: "[...headers], [...fields]]);",
  },
  {
    name: "what was found stays when its question is changed",
    file: "menu/looked-up.ts",
    find: "  if (lookUp === null || answers[name] !== markerOf(screen, answers)) return null;",
    put: "  if (lookUp === null || answers[name] === undefined) return null;",
  },
  {
    name: "a PIN that was typed once is taken for chosen",
    file: "menu/pin.ts",
    find: '    case "right": {',
    put: '    case "kept":\n    case "right": {',
  },
  {
    name: "a PIN counts as often as its callback is made",
    file: "session/scene.ts",
    find: "hop: `${kept.mark} ${before?.version ?? 0}` });",
    put: "hop: `${kept.mark} ${before?.version ?? 0} ${at}` });",
  },
  {
    name: "a wrong PIN is kept with the screen that refused it",
    file: "menu/pin.ts",
    find: 'refused(snapshot, "wrong", { left: pin.left })',
    put: 'refused(snapshot, "wrong", { left: pin.left, tried: Number(pin.tried.pin) })',
  },
  {
    name: "a code that is shown once is shown again",
    file: "menu/step.ts",
    find: "effects: [...effects, ...seen.effects], outcome",
    put: "effects, outcome",
  },
  {
    name: "a system that answers that it cannot is said to be told",
    file: "events/verdict.ts",
    find: 'if (posted.is === "answered" && posted.status >= 200 && posted.status < 300) {',
    put: 'if (posted.is === "answered") {',
  },
  {
    name: "an event is given up by a clock that leapt",
    file: "events/verdict.ts",
    find: "  const over = believed && at >= end;",
    put: "  const over = at >= end;",
  },
  {
    name: "what a dead deliverer had claimed is nobody's",
    file: "events/claim.ts",
    find: "sql`(${deliveries.lease_until} <= ${given.now}",
    put: "sql`(${deliveries.lease_until} = 0",
  },
  {
    name: "a move is told to no system",
    file: "actions/move.ts",
    find: "  const told = queueDeliveries({ request: request.id, service: request.service });",
    put: '  const told = queueDeliveries({ request: "", service: request.service });',
  },
  {
    name: "a system is told of every service's requests",
    file: "events/queue.ts",
    find: "            sql`(${t.subscriptions.service} is null or ${t.subscriptions.service} = ${given.service})`,",
    put: "            sql`${given.service} is not null`,",
  },
  {
    name: "what is told depends on when it is told",
    file: "events/event.ts",
    find: "    time: new Date(at).toISOString(),",
    put: "    time: new Date(Date.now()).toISOString(),",
  },
  {
    name: "what an officer sends for somebody is the officer's",
    file: "session/assist.ts",
    find: "  const submission = { ...sent, person, phone, language: assisted.language };",
    put: "  const submission = { ...sent, phone, language: assisted.language };",
  },
  {
    name: "an officer helps as many people a day as they like",
    file: "session/assist.ts",
    find: "since: at - DAY_MS }",
    put: "since: at }",
  },
  {
    name: "who works here no more sends what they had begun",
    file: "staff/phones.ts",
    find: '  return write(usePhone, use, { refuse: "no_assistant" });',
    put: '  return write(usePhone, use, "fine");',
  },
  {
    name: "who helped decides on it",
    file: "actions/move.ts",
    find: '  if (by === "officer" && isHelper(request, staff)) return { refused: "own_help", faults: [] };\n',
    put: "  void isHelper;\n",
  },
  {
    name: "what an officer reads is the citizen's own",
    file: "session/assist.ts",
    find: 'return assist?.is === "free" ? assist.as : (snapshot?.assisted?.as ?? owner);',
    put: 'return assist?.is === "free" ? assist.as : owner;',
  },
  {
    name: "an objection is answered, and nobody noted it",
    file: "session/objection.ts",
    find: "  const again = request.objectedAt !== null;",
    put: "  const again = request.assistedBy !== null;",
  },
];

export function bugOf(name: string): Edit {
  const bug = BUGS.find((one) => one.name === name);
  if (bug === undefined) throw new Error(`no bug is called ${JSON.stringify(name)}`);
  return bug;
}
