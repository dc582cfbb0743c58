import { strykerRooms } from './stryker/rooms.mjs';

// `run-stryker.mjs` sets these; without them Stryker runs wire/.
const { MUTANTS_ROOM: room = 'wire', MUTANTS_SAMPLE: sample } = process.env;
const { mutate, tests } = strykerRooms[room];
const folder = `.scratch/stryker/${room}`;

/** Stryker's settings for one room. It runs in the root of the repository. */
export default {
  mutate,
  testRunner: 'command',
  commandRunner: { command: `node --import tsx packages/mutants/stryker/run-tests.mjs ${tests.join(' ')}` },
  // Strings are not mutated, because log lines and error messages may be reworded.
  mutator: { excludedMutations: ['StringLiteral'] },
  // Outside any folder called node_modules: inside one, tsx does not read the paths of tsconfig.json.
  tempDirName: '.scratch/stryker/sandbox',
  cleanTempDir: 'always',
  // The sandbox is a copy of what the tests load; its node_modules are links to the installed ones.
  ignorePatterns: [
    '/.scratch',
    '/coverage',
    '/examples',
    '/packages/*/dist',
    '/packages/sandbox-page',
    '/packages/sandbox/test',
  ],
  concurrency: 2,
  timeoutMS: 10_000,
  timeoutFactor: 3,
  disableTypeChecks: true,
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
  jsonReporter: { fileName: `${folder}/mutation.json` },
  htmlReporter: { fileName: `${folder}/mutation.html` },
  ...(sample === undefined
    ? { incremental: true, incrementalFile: `${folder}/incremental.json`, thresholds: { high: 90, low: 80, break: 80 } }
    : { checkers: ['sample'], plugins: [new URL('stryker/sample.mjs', import.meta.url).href] }),
};
