interface SignalTasks {
  readonly tasks: Set<() => void>;
  readonly listener: () => void;
}

// Per signal, not per call: an app may pass one signal to all its calls, and Node warns about more than ten listeners.
const tasksBySignal = new WeakMap<AbortSignal, SignalTasks>();

/** Runs the task when the signal aborts. All tasks of a signal share one listener. @returns Removes the task. */
export function onAbort(signal: AbortSignal | undefined, task: () => void): () => void {
  if (signal === undefined) return () => undefined;
  const entry = tasksBySignal.get(signal) ?? listenTo(signal);
  entry.tasks.add(task);
  return () => {
    if (entry.tasks.delete(task) && entry.tasks.size === 0) stopListening(signal, entry);
  };
}

function listenTo(signal: AbortSignal): SignalTasks {
  const tasks = new Set<() => void>();
  const listener = (): void => {
    const due = [...tasks];
    tasks.clear();
    stopListening(signal, entry);
    for (const task of due) task();
  };
  const entry = { tasks, listener };
  tasksBySignal.set(signal, entry);
  signal.addEventListener('abort', listener, { once: true });
  return entry;
}

function stopListening(signal: AbortSignal, { listener }: SignalTasks): void {
  tasksBySignal.delete(signal);
  signal.removeEventListener('abort', listener);
}
