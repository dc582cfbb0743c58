import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFile } from '../../scripts/uvu/bundle-file.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The bundles of this process, by the URLs of their programs. */
const bundles = new Map<string, Promise<string>>();

/**
 * Bundles a program that a test starts as a process, and resolves to the path of the one file. It starts several times
 * as fast as its sources with tsx. The file is removed when this process ends.
 *
 * @param source URL of the program, in TypeScript.
 */
export function bundled(source: URL): Promise<string> {
  const made = bundles.get(source.href) ?? bundle(source);
  bundles.set(source.href, made);
  return made;
}

async function bundle(source: URL): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'handover-program-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'program.mjs');
  await bundleFile(fileURLToPath(source), program, { cwd: root });
  return program;
}
