const SPEAK = 'packages/core/src/thread/speak.ts';
const CORE = 'packages/core/src/thread/thread-core.ts';
const HAND_OVER = 'packages/core/src/thread/hand-over.ts';
const REGAIN = 'packages/core/src/thread/regain.ts';
const DOUBT = 'packages/core/src/thread/routing-doubt.ts';
const PAGES = 'packages/core/src/thread/page-clients.ts';
const threadTest = 'packages/core/test/thread.test.ts';
const gateTest = 'packages/core/test/thread-gate.test.ts';
const doubtTest = 'packages/core/test/routing-doubt.test.ts';
const pageClientsTest = 'packages/core/test/page-clients.test.ts';
const pluginsTest = 'packages/core/test/plugins.test.ts';
const faultsTest = 'packages/core/test/faults.test.ts';
const deliveriesTest = 'packages/core/test/deliveries.test.ts';
const ownershipTest = 'packages/core/test/ownership.test.ts';

/** Nothing is said into somebody else's thread, and no handler is asked to. */
export const gate = [
  {
    file: CORE,
    find: "if (now.owner.kind === 'app') throw new NotThreadOwnerError(now.owner.appId);",
    replace: '',
    breaks: 'The bot talks over whoever owns the thread.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: 'this.now() - now.evidenceAtMs >= BELIEVE_MS',
    replace: 'false',
    breaks: 'A thread that was released stays closed to the bot.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: 'this.now() - now.evidenceAtMs >= BELIEVE_MS',
    replace: 'true',
    breaks: 'Each word that is held back costs a call.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: "if (tag === 'HUMAN_AGENT' && (await this.#mayRoute())) return now;",
    replace: "if (tag === 'HUMAN_AGENT') return now;",
    breaks: 'A person speaks into a thread of another app where there is no routing to give it to him.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: "if (tag === 'HUMAN_AGENT' && (await this.#mayRoute())) return now;",
    replace: '',
    breaks: 'A person can not take a thread by speaking.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: 'error instanceof NotThreadOwnerError && drops',
    replace: 'drops',
    breaks: 'Failures of every kind are dropped without a word.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: 'const named = ownerNamedBy(subcodeOf(cause)) ?? appOrOther(undefined);',
    replace: 'const named = appOrOther(undefined);',
    breaks: 'The lead-ads automation refuses a message and is not named.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: 'const owner = ownerNamedBy(subcodeOf(error)) ?? outcome.refusal;',
    replace: 'const owner = ownerNamedBy(subcodeOf(error)) ?? appOrOther(undefined);',
    breaks: 'A refused pass is taken for the word that another app owns, and the bot falls silent.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: 'await this.context.announcements.afterCall(this.thread, this.key, record);',
    replace: '',
    breaks: 'A change by a call of ours is told of only when the next event comes.',
    tests: [threadTest, ownershipTest, faultsTest],
  },
  {
    file: CORE,
    find: 'this.context.modes.learn(this.page, error);',
    replace: '',
    breaks: 'A take is tried again and again on a page that has no routing.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: 'result.at + outcome.lastsMs',
    replace: 'begunAt + 86_400_000',
    breaks: 'An extension to seven days ends after one.',
    tests: [threadTest],
  },
  {
    file: CORE,
    find: "answer.state === 'idle' ? { says: 'idle' } : appOrOther(answer.appId)",
    replace: 'appOrOther(answer.appId)',
    breaks: 'A thread that Meta calls idle is taken for that of an app without a name.',
    tests: [threadTest],
  },
  {
    file: 'packages/core/src/thread-key.ts',
    find: 'return `${appId}:${platform}:${pageId}:${userId}`;',
    replace: 'return `${platform}:${pageId}:${userId}`;',
    breaks: 'Two apps that share a store share what each of them owns.',
    tests: [deliveriesTest],
  },
  {
    file: SPEAK,
    find: "kindOf(error) === 'not_owner' ?",
    replace: 'false ?',
    breaks: "Meta's refusal of a message corrects nothing.",
    tests: [threadTest],
  },
  {
    file: SPEAK,
    find: "if (threadControl?.type === 'pass') return appOrOther(threadControl.appId);",
    replace: '',
    breaks: 'The bot goes on talking after a send that passed the thread.',
    tests: [threadTest],
  },
  {
    file: SPEAK,
    find: "if (threadControl?.type === 'release') return { says: 'idle' };",
    replace: '',
    breaks: 'After a send that released the thread the bot takes it for its own.',
    tests: [threadTest],
  },
  {
    file: SPEAK,
    find: "tag === 'HUMAN_AGENT' ? await core.context.modes.get(core.page) : undefined;",
    replace: 'undefined as { mode: string } | undefined;',
    breaks: 'A message under HUMAN_AGENT takes control, and the bot does not know it.',
    tests: [ownershipTest, threadTest],
  },
  {
    file: SPEAK,
    find: '() => run(index + 1)',
    replace: '() => deliver()',
    breaks: 'Of two plugins that look at what is sent only the first does.',
    tests: [pluginsTest],
  },
  {
    file: HAND_OVER,
    find: 'await core.mayReply(rest);\n  await passOrExplain(',
    replace: 'await passOrExplain(',
    breaks: 'A hand-over gives away a thread that another app owns.',
    tests: [faultsTest, threadTest],
  },
  {
    file: HAND_OVER,
    find: 'metadata === undefined && isOneStep(routing, target)',
    replace: 'isOneStep(routing, target)',
    breaks: 'The metadata of a hand-over with a message is lost.',
    tests: [threadTest],
  },
  {
    file: HAND_OVER,
    find: 'remembered?.startsWith(`${said} `) === true',
    replace: 'false',
    breaks: 'A hand-over that is run again says its message twice.',
    tests: [faultsTest],
  },
  {
    file: HAND_OVER,
    find: 'signal?.throwIfAborted();',
    replace: '',
    breaks: 'A hand-over that was aborted passes the thread all the same.',
    tests: [faultsTest],
  },
  {
    file: HAND_OVER,
    find: '(messageId === undefined || event.mid === messageId)',
    replace: 'true',
    breaks: 'The echo of another message is taken for that of the hand-over, which then passes too early.',
    tests: [threadTest, faultsTest],
  },
  {
    file: REGAIN,
    find: "if (believed?.mode === 'primary') return true;",
    replace: '',
    breaks: 'A Secondary receiver does not ask for the thread that it may not take.',
    tests: [threadTest],
  },
  {
    file: REGAIN,
    find: "if (routing?.mode !== 'off' || routing.isGuess) {",
    replace: "if (routing?.mode === 'on') {",
    breaks: 'Where the mode is not known, the thread is asked for that could be taken.',
    tests: [threadTest],
  },
  {
    file: HAND_OVER,
    find: "target === context.appId && context.modes.known(page) === 'primary'",
    replace: 'false',
    breaks: 'A Secondary receiver takes a thread for its own that went to the Primary.',
    tests: [ownershipTest],
  },
  {
    file: REGAIN,
    find: "if (routing?.mode !== 'off' || routing.isGuess) {",
    replace: "if (routing?.mode !== 'off') {",
    breaks: 'A page that only seems to have no routing is asked for threads that could be taken.',
    tests: [doubtTest],
  },
  {
    file: REGAIN,
    find: "believed?.mode !== 'off' && (await turnsOutOff(core, error))",
    replace: 'await turnsOutOff(core, error)',
    breaks: 'On a guess the owner is asked though Meta only refused the right to take.',
    tests: [doubtTest],
  },
  {
    file: HAND_OVER,
    find: 'if (!(await turnsOutOff(core, error))) throw error;',
    replace: 'throw error;',
    breaks: 'A page that was switched off hears nothing of hand-overs for ten minutes.',
    tests: [doubtTest],
  },
  {
    file: HAND_OVER,
    find: 'if (target === undefined) throw noDefaultApp(error);',
    replace: '',
    breaks: 'A person hears of a hand-over to a default app that there is not.',
    tests: [doubtTest],
  },
  {
    file: DOUBT,
    find: 'if (!isByRules(error)) return false;',
    replace: '',
    breaks: 'A message that Meta refused for the closed window is said a second time.',
    tests: [doubtTest],
  },
  {
    file: CORE,
    find: "routing?.mode !== 'off' || this.now() - evidenceAtMs >= CONTROL_LASTS_MS",
    replace: 'true',
    breaks: 'With routing off the bot talks over an owner that Meta does not show.',
    tests: [gateTest],
  },
  {
    file: CORE,
    find: 'if (this.context.unreadable.has(this.page)) return undefined;',
    replace: '',
    breaks: 'A page that never shows its owners is asked ahead of each send.',
    tests: [gateTest],
  },
  {
    file: PAGES,
    find: 'if (found === undefined || found === null) throw unknown(page);',
    replace: '',
    breaks: 'A page that was removed has its deliveries come again for days.',
    tests: [pageClientsTest],
  },
  {
    file: PAGES,
    find: 'isAnswer ? clock.now() + KEEP_REFUSAL_MS : 0',
    replace: 'clock.now() + KEEP_MS',
    breaks: 'A page that was added stays unknown for a minute.',
    tests: [pageClientsTest],
  },
  {
    file: PAGES,
    find: '(namesPage && found.pageId !== page.pageId) || (found.platform',
    replace: '(found.platform',
    breaks: 'The token of one page acts on another.',
    tests: [threadTest],
  },
];
