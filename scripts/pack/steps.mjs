/**
 * Runs and reports steps, one line each, with the output of failed ones.
 *
 * @returns {{ step: (name: string, run: () => Promise<{ ok: boolean, output: string }>) => Promise<boolean>, failed: () => number }}
 * `step` resolves to whether the step succeeded; `failed` returns the number of failed ones.
 */
export function reportedSteps() {
  let failed = 0;
  return {
    failed: () => failed,
    async step(name, run) {
      const startedAt = performance.now();
      const { ok, output } = await run().catch((error) => ({ ok: false, output: `${error.stack ?? error}\n` }));
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
      if (ok) return true;
      failed++;
      console.log(output);
      return false;
    },
  };
}
