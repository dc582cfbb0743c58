import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../../scripts/workspace/run-tool.mjs';

/** Packages that the examples use besides ours, as their READMEs say. */
const BESIDE = [
  'koa',
  'express',
  'ioredis',
  'bullmq',
  'libsql',
  'pg',
  'postgres',
  'hono',
  'fastify',
  'undici',
  // The newest run on Node 22 and later only.
  '@opentelemetry/api@1.9',
  '@opentelemetry/context-async-hooks@2',
  '@opentelemetry/sdk-metrics@2',
  '@opentelemetry/sdk-trace-base@2',
];

/**
 * Compilers of users, by the names under which they are installed. The declarations must work from 5.4 on.
 *
 * @type {Record<string, string>}
 */
export const COMPILERS = { 'typescript-5.4': '5.4.5', 'typescript-5.9': '5.9.3', 'typescript-6': '6.0.3' };

/**
 * Makes an empty project and installs the tarballs with npm.
 *
 * @param {object} options
 * @param {string} options.folder Absolute path; created here.
 * @param {'module' | 'commonjs'} options.type
 * @param {{ path: string }[]} options.tarballs
 * @param {boolean} [options.hasTypes] Also install compilers and third-party types. @default false
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function makeProject({ folder, type, tarballs, hasTypes = false }) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type }));
  const types = ['@types/node@20', '@types/koa', '@types/express'];
  const compilers = Object.entries(COMPILERS).map(([name, version]) => `${name}@npm:typescript@${version}`);
  const wanted = [...tarballs.map(({ path }) => path), ...BESIDE, ...(hasTypes ? [...types, ...compilers] : [])];
  return runTool('npm', ['install', ...wanted, '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
}
