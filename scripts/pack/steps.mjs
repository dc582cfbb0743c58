/**
 * Reports steps, one line each, and what those that failed had to say.
 *
 * @returns {{ step: (name: string, run: () => Promise<{ ok: boolean, output: string }>) => Promise<boolean>, failed: () => number }}
 *   `step` resolves to whether it went well; `failed` tells how many did not.
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
