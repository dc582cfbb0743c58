interface Watch {
  readonly tasks: Set<() => void>;
  readonly listener: () => void;
}

// Per signal, not per call: an app hands one signal to all its calls, and Node warns of more than ten listeners.
const watches = new WeakMap<AbortSignal, Watch>();

/** Runs the task once the signal aborts, by one listener for all tasks of a signal. @returns Takes the task back. */
export function onAbort(signal: AbortSignal | undefined, task: () => void): () => void {
  if (signal === undefined) return () => undefined;
  const watch = watches.get(signal) ?? startWatch(signal);
  watch.tasks.add(task);
  return () => {
    if (watch.tasks.delete(task) && watch.tasks.size === 0) endWatch(signal, watch);
  };
}

function startWatch(signal: AbortSignal): Watch {
  const tasks = new Set<() => void>();
  const listener = (): void => {
    const due = [...tasks];
    tasks.clear();
    endWatch(signal, watch);
    for (const task of due) task();
  };
  const watch = { tasks, listener };
  watches.set(signal, watch);
  signal.addEventListener('abort', listener, { once: true });
  return watch;
}

function endWatch(signal: AbortSignal, { listener }: Watch): void {
  watches.delete(signal);
  signal.removeEventListener('abort', listener);
}
