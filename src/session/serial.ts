/** Runs the tasks of one key one after the other, and those of different keys side by side. */
export function serial(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const before = last.get(key);
    // A failed task must not fail its successor: each answers for itself.
    const running = before === undefined ? task() : before.then(task, task);
    last.set(key, running);
    const done = () => {
      if (last.get(key) === running) last.delete(key);
    };
    running.then(done, done);
    return running;
  };
}
