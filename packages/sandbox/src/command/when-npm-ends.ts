const CHECK_EVERY_MS = 500;

/**
 * Calls `fn` once the shell between npm and this process has ended. npm passes a signal on to that shell, and many
 * shells end without passing it on. Does nothing outside npm and npx. Returns a function that stops watching.
 */
export function whenNpmEnds(fn: () => void): () => void {
  if (process.env['npm_lifecycle_event'] === undefined) return () => undefined;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    fn();
  }, CHECK_EVERY_MS);
  return () => clearInterval(timer);
}
