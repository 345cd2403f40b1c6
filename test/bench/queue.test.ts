import { expect, test } from "vitest";
import { Queue } from "./queue.ts";

test("whoever waited longest comes first, beyond the many that are forgotten together", () => {
  const queue = new Queue<number>();
  expect([queue.size, queue.next, queue.shift()]).toEqual([0, undefined, undefined]);
  const came: number[] = [];
  // Three come and two go, until more went than are kept.
  for (let at = 0; at < 15_000; at++) {
    for (let each = 0; each < 3; each++) queue.push(3 * at + each);
    for (let each = 0; each < 2; each++) came.push(queue.shift() ?? -1);
    expect(queue.size).toBe(at + 1);
  }
  expect(queue.next).toBe(30_000);
  while (queue.size > 0) came.push(queue.shift() ?? -1);
  expect(came).toEqual(Array.from({ length: 45_000 }, (_, at) => at));
});
