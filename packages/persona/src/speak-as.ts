import type { Logger, SendHook } from '@handover/core';
import type { SafeChoice } from './chooser.ts';
import type { PagePersonas } from './page-personas.ts';
import { hasPersonas, NO_PERSONAS } from './platform.ts';
import { doubtOf } from './refusal.ts';

/** Sends every message and typing action under the chosen persona, unless the caller named one. */
export function speakAs({
  choose,
  personas,
  logger,
}: {
  readonly choose: SafeChoice<string>;
  readonly personas: PagePersonas;
  readonly logger: Logger;
}): SendHook {
  let hasWarned = false;

  return async (outgoing, next) => {
    const plain = outgoing.options;
    if (plain.personaId !== undefined) return next();
    if (!hasPersonas(outgoing.thread.platform)) {
      if (!hasWarned) logger.warn({}, NO_PERSONAS);
      hasWarned = true;
      return next();
    }

    const name = await choose(outgoing);
    const persona = name === null ? undefined : personas.of(outgoing.thread, name);
    const id = await persona?.id();
    if (persona === undefined || id === undefined) return next();

    try {
      return await sendUnder(id);
    } catch (error) {
      const doubt = doubtOf(error);
      if (doubt === 'none') throw error;
      // Meta may not accept personas for typing actions, and a typing action is not worth a new persona.
      if (outgoing.action !== undefined) return sendPlain();
      const instead = await persona.instead(id, doubt);
      if (instead !== undefined) return sendUnder(instead);
      if (doubt === 'possible') throw error;
      return sendPlain();
    }

    async function sendUnder(personaId: string): Promise<unknown> {
      outgoing.options = { ...plain, personaId };
      const result = await next();
      // Meta may ignore an unknown persona in a typing action, so only a message proves it.
      if (outgoing.action === undefined) persona?.accepted(personaId);
      return result;
    }

    function sendPlain(): Promise<unknown> {
      outgoing.options = plain;
      return next();
    }
  };
}
