import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/**
 * Runs a separate program that looks up an owner at the address. Resolves to what it prints: the state, or the code of
 * the error's cause. The program ends by itself, although its connection stays open.
 */
export function lookUp(url: string, env: Readonly<Record<string, string>>): Promise<string> {
  const source = fileURLToPath(new URL('../../src/index.ts', import.meta.url));
  const program = `
    import { createClient } from ${JSON.stringify(source)};
    const client = createClient({ accessToken: 'EAAx', baseUrl: '${url}', retries: 0 });
    client.getThreadOwner('1').then(({ state }) => console.log(state), ({ cause }) => console.log(cause.code));
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 20_000,
  });
  return text(child.stdout);
}
