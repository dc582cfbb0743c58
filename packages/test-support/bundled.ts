import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles a program that a test starts as a process, and resolves to the path of the one file. It starts several times as
 * fast as its source with tsx, which compiles each module by itself. The file is removed when this process ends.
 *
 * @param source URL of the program, in TypeScript.
 */
export async function bundled(source: URL): Promise<string> {
  // Loaded here, because a bundler takes longer to load than most tests take.
  const { build } = await import('tsup');
  const scratch = join(root, '.scratch');
  await mkdir(scratch, { recursive: true });
  // In the repository, so that the program finds its packages.
  const folder = await mkdtemp(join(scratch, 'program-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    config: false,
    entry: { program: fileURLToPath(source) },
    outDir: folder,
    tsconfig: join(root, 'tsconfig.json'),
    platform: 'node',
    format: 'esm',
    target: 'node20',
    splitting: false,
    // Not made for it, and found at the root. What else a package depends on can't be found from there.
    external: ['bullmq', 'ioredis', 'libsql', 'pg'],
    sourcemap: 'inline',
    outExtension: () => ({ js: '.mjs' }),
    clean: false,
    silent: true,
  });
  return join(folder, 'program.mjs');
}
