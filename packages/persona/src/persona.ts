import { markPluginFactory, type Plugin, type Thread } from '@handover/core';
import { announcing } from './announce.ts';
import { Chooser, safeChoice } from './chooser.ts';
import { checkOptions, type PersonaOptions, type WantedPersona } from './options.ts';
import { PagePersonas } from './page-personas.ts';
import { speakAs } from './speak-as.ts';
import type { PersonaContext, ThreadPersona } from './thread-persona.ts';

/** The plugin, with access to the personas of threads outside handlers. */
export interface PersonaPlugin<Name extends string = string> extends Plugin<PersonaContext<Name>> {
  /** Returns what `ctx.persona` is in handlers: `speakers.of(bot.thread({ pageId, userId })).set('nora')`. */
  of(thread: Thread): ThreadPersona<Name>;
}

/**
 * Makes the persona follow the owner. Each message and typing action of `thread.send`, `thread.handOver` and
 * `thread.typing` goes out under the persona that `pick` returns at that moment, unless the call names a `personaId`.
 * A page's personas are found by name or made, once for all processes that share a store. A deleted persona is made
 * again, and the message is sent again. If no persona is available, the page itself speaks. Messenger only.
 * Source: Messenger Platform docs, Personas.
 *
 * @throws {OptionError} An option is missing or wrong; `option` names it.
 * @example
 * bot.use(
 *   persona({
 *     personas: { nora: { name: 'Nora', profilePictureUrl: 'https://example.com/nora.png' } },
 *     pick: ({ owner }) => (owner.kind === 'self' ? 'nora' : null),
 *   }),
 * );
 */
export function persona<Name extends string>(options: PersonaOptions<Name>): PersonaPlugin<Name> {
  const { announce, personas } = checkOptions(options);
  const wanted = new Map<string, WantedPersona>(Object.entries(personas));
  const chooser = new Chooser(options);

  return {
    name: 'persona',
    of: (thread) => chooser.of(thread),
    setup(bot) {
      const pages = new PagePersonas({ host: bot, startedAt: bot.clock.now(), personas: wanted });
      const choose = safeChoice(chooser, bot);
      bot.decorate(({ thread }) => ({ persona: chooser.of(thread) }));
      const undo = [bot.onSend(speakAs({ choose, personas: pages, logger: bot.logger }))];
      if (announce !== undefined) undo.push(bot.on('owner_changed', announcing(announce, choose)));
      return () => {
        for (const off of undo) off();
        pages.close();
      };
    },
  };
}

markPluginFactory(persona);
