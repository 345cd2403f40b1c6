/** A script of the bench as a process of its own, which is asked and answers, one thing at a time. */
import { fork, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface Child {
  /** The next thing it says. Rejects when it ended instead. */
  told<Told>(): Promise<Told>;
  ask<Told>(what: object | string): Promise<Told>;
  /** Says the last thing. Rejects when it ended with a fault. */
  stop(last: string): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

export function startChild(
  script: string,
  args: readonly string[],
  { flags = [], stdio }: { flags?: readonly string[]; stdio?: StdioOptions } = {},
): Child {
  const child = fork(join(import.meta.dirname, script), args, {
    execArgv: [...flags],
    stdio: stdio ?? ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${script} ${args[0] ?? ""} ended with ${code}`);
  });
  ended.catch(() => {});
  // What comes is what the script sends: the channel has no other end.
  const told = async <Told>() => (await Promise.race([once(child, "message"), ended]))[0] as Told;
  const exited = once(child, "exit");
  return {
    told,
    ask: <Told>(what: object | string) => {
      const answer = told<Told>();
      child.send(what);
      return answer;
    },
    stop: async (last) => {
      child.send(last);
      const [code] = await exited;
      if (code !== 0) throw new Error(`${script} ${args[0] ?? ""} ended with ${code}`);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
