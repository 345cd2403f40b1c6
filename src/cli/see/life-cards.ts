/**
 * The life of a request on a storyboard: each status with its SMS, its moves and how the phone shows it.
 *
 * Called by `storyboard`.
 */
import { deadlineOf } from "../../menu/calendar.ts";
import { greatest } from "../../menu/check/sms.ts";
import type { Answers } from "../../menu/contract.ts";
import type { Life, Status } from "../../menu/life.ts";
import { smsOf, type Told } from "../../menu/sms.ts";
import { greatestAnswers } from "../../menu/check/greatest.ts";
import { exampleGiven } from "./example-given.ts";
import { lifeGraphOf, moverOf, remindedAt, stayOf } from "./life-graph.ts";
import { EXAMPLE_REF, requestShown } from "./shown.ts";
import { drawing, phones, sayings, smsBubble, type Board } from "./board.ts";
import { escaped } from "./svg.ts";
import { answersAtCheck, EXAMPLE_AT } from "./walk.ts";

/** Empty where the service opens no request. */
export function lifeCards(board: Board): string {
  const { release, service, languages } = board;
  const life = release.services.get(service)?.life ?? null;
  const graph = lifeGraphOf(release, service, languages[0]?.is ?? "en");
  if (life === null || graph === null) return "";
  const cards = [...life.statuses.values()].map((status) => statusCard(board, life, status));
  return `<section>
<h2>What becomes of a request</h2>
${drawing(graph, "life")}
${cards.join("\n")}
</section>`;
}

function statusCard(board: Board, life: Life, status: Status): string {
  const { release, service, languages } = board;
  const stay = stayOf(status);
  const marks = [
    ...(status.refusal ? ["a refusal"] : []),
    ...(status.priority ? ["goes ahead of the queue"] : []),
    ...(status.end ? ["the end"] : []),
    ...(stay === "" ? [] : [`within ${stay}`]),
  ];
  const shown = languages.map(({ is, say: name }) => {
    const frame = requestShown(release, service, status.name, is, answersOf(board, is));
    return phones([frame], is, name, bubbles(board, life, status, is));
  });
  const first = languages[0]?.is ?? "en";
  const moves = status.moves.map((move) => {
    const because = move.reasons.map((code) => {
      const text = life.reasons.get(code);
      return `<li>${text === undefined ? escaped(code) : sayings(board, text)}</li>`;
    });
    const list = because.length === 0 ? "" : `, because<ul>${because.join("")}</ul>`;
    const labels = move.gives.flatMap((name) => life.gives.get(name)?.label ?? []);
    const gives = labels.map((label) => `<li>${sayings(board, label)}</li>`).join("");
    const given = gives === "" ? "" : `, giving<ul>${gives}</ul>`;
    return `<li>${escaped(moverOf(status, move, first))} → ${escaped(move.to)}${list}${given}</li>`;
  });
  const leads =
    moves.length === 0
      ? ""
      : `<div class="leads"><h4>Leads to</h4><ul>${moves.join("")}</ul></div>`;
  return `<article class="card">
<h3>${escaped(status.name)} <small>${escaped(marks.join(", "))}</small></h3>
<div class="phones">
${shown.join("\n")}
</div>
${leads}
</article>`;
}

/** The SMS of a status in one language, as they arrive; its question stands in the phone. */
function bubbles(board: Board, life: Life, status: Status, language: string): string {
  const { source, release, service } = board;
  const file = source.services.get(service);
  if (file === undefined) return "";
  const told = exampleOf(board, life, status, language);
  const most: Told = {
    ...greatest(release, file, status.name, language),
    answers: greatestAnswers(release, service, language),
  };
  const say = (name: string, over: Partial<Told>): [string, string | null, string | null] => [
    name,
    smsOf(release, { ...told, ...over }),
    smsOf(release, { ...most, ...over }),
  ];
  const all = [
    say("SMS", {}),
    ...status.reminders.map((one, reminder) => say(`Reminder ${remindedAt(one)}`, { reminder })),
    say("SMS when late", { late: true }),
  ];
  return all
    .map(([name, text, longest]) =>
      text === null ? "" : smsBubble(name, language, { text, longest }),
    )
    .join("");
}

function answersOf({ answers, release, service }: Board, language: string): Answers {
  return answersAtCheck(release, service, answers.get(language));
}

function exampleOf(board: Board, life: Life, status: Status, language: string): Told {
  const into = [...life.statuses.values()].flatMap(({ moves }) => moves);
  const reason = into.find(({ to, reasons }) => to === status.name && reasons.length > 0);
  return {
    service: board.service,
    status: status.name,
    language,
    answers: answersOf(board, language),
    openedAt: EXAMPLE_AT,
    given: exampleGiven(board.release, board.service, language),
    ref: EXAMPLE_REF,
    reason: reason?.reasons[0] ?? null,
    at: EXAMPLE_AT,
    deadline: deadlineOf(board.release.channel, status, EXAMPLE_AT, answersOf(board, language)),
  };
}
