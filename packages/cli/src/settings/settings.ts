import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import { bothNames, SETTINGS, type SettingName } from './setting-names.ts';

/** Where settings come from: flags first, then the environment, then the .env file. */
export interface Settings {
  /** The value, or undefined. An empty variable counts as missing. */
  get(name: SettingName): string | undefined;
  /** The value. @throws {UsageError} It is missing; the message names the flag and the variable. */
  need(name: SettingName): string;
}

/**
 * Reads the settings.
 *
 * @param flags Values of flags, by the name of the setting.
 * @param envFile Path of a file with variables; without it `.env` is read if there is one.
 * @throws {UsageError} A file that was named cannot be read.
 */
export function readSettings(
  flags: Readonly<Record<string, unknown>>,
  { env, cwd }: Pick<Surroundings, 'env' | 'cwd'>,
  envFile: string | undefined,
): Settings {
  const inFile = readEnvFile(cwd(), envFile);
  function get(name: SettingName): string | undefined {
    const { variable } = SETTINGS[name];
    const given = flags[name] ?? (env[variable] || inFile[variable]);
    return typeof given === 'string' && given !== '' ? given : undefined;
  }
  return {
    get,
    need(name) {
      const value = get(name);
      if (value === undefined) throw new UsageError(`${bothNames(name)} is missing: ${SETTINGS[name].help}`);
      return value;
    },
  };
}

function readEnvFile(folder: string, named: string | undefined): Readonly<Record<string, string>> {
  const path = resolve(folder, named ?? '.env');
  try {
    return parse(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (named === undefined && (code === 'ENOENT' || code === 'EISDIR')) return {};
    throw new UsageError(`${named ?? '.env'} cannot be read (${code}): give --env-file the path of a readable file`);
  }
}
