/**
 * The order of test files where Vitest has no durations of an earlier run, as in a clean clone: it begins with the largest
 * file, and the one that takes longest came last and alone, two minutes of eighteen.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A server is killed 30 times in it. */
const LONGEST = /\/test\/fault\/kill\.test\.ts$/;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const longest = sorted.findIndex(({ moduleId }) => LONGEST.test(moduleId));
    // Not before another project's: they run one after the other.
    const name = sorted[longest]?.project.name;
    const first = sorted.findIndex(({ project }) => project.name === name);
    return longest < 0
      ? sorted
      : sorted.toSpliced(longest, 1).toSpliced(first, 0, ...sorted.slice(longest, longest + 1));
  }
}
