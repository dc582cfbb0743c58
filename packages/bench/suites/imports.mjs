import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const packages = ['@handover/client', '@handover/core', '@handover/koa', '@handover/express'];
const peers = ['undici', 'messaging-api-messenger', 'bottender'];

/**
 * How long a process takes that imports a package and ends, compared with one that ends at once. Milliseconds do not
 * carry over to other machines, so the target is a share of `undici`'s time in the same round.
 */
export const imports = {
  name: 'imports',
  comparisons: [
    ...[...packages, ...peers].map((name) => ({
      name: `import-${name.replace('@handover/', '')}`,
      ours: name,
      theirs: 'nothing',
      by: 'extra ms',
    })),
    ...['@handover/client', '@handover/core'].map((name) => ({
      name: `import-${name.replace('@handover/', '')}-share`,
      ours: name,
      theirs: 'undici',
      base: 'nothing',
      by: 'share',
      target: 0.2,
    })),
  ],
  async start() {
    return {
      batch: () => undefined,
      run(name) {
        const program = name === 'nothing' ? '' : `import ${JSON.stringify(name)}`;
        const startedAt = performance.now();
        // Some packages start timers on import. Only the time until then counts.
        const { status, stderr } = spawnSync(
          process.execPath,
          ['--input-type=module', '--eval', `${program};process.exit()`],
          { cwd: folder, encoding: 'utf8', timeout: 60_000 },
        );
        if (status !== 0) throw new Error(`import of ${name} failed: ${stderr}`);
        return { ms: performance.now() - startedAt };
      },
    };
  },
};
