import { allPages } from './all-pages.ts';
import { type CallOptions, type Id, idOf, optionsOf, textOf } from './argument-checks.ts';
import type { ClientContext } from './client-context.ts';
import type { components } from './generated/graph.ts';
import { unexpectedAnswer } from './graph-answer.ts';
import { OptionError } from './option-error.ts';
import { requirePersonas } from './platform/require-personas.ts';

/** A name and a picture under which the page speaks. */
export interface Persona {
  /** For the option `personaId`. */
  readonly id: string;
  /** Name, at most 50 characters. */
  readonly name: string;
  /** Address at which Meta hosts the picture, different from the one you gave. Undefined if Graph lists none. */
  readonly profilePictureUrl: string | undefined;
}

/** A persona to create. */
export interface NewPersona {
  /** At most 50 characters. */
  readonly name: string;
  /** Address of a picture up to 8 MB, which Meta fetches. */
  readonly profilePictureUrl: string;
}

/**
 * The personas of a page. Messenger only: each call of an Instagram client rejects with an `OptionError`. A persona
 * cannot be changed: delete it and create another. Source: Messenger Platform docs, Personas.
 */
export interface PersonaCalls {
  /**
   * Creates a persona. Rejects with an `OptionError` for a name above 50 characters. Retried only if it was certainly
   * not created.
   */
  create(persona: NewPersona, options?: CallOptions): Promise<{ readonly id: string }>;
  /** Resolves to all personas of the page, from all pages of the list. */
  list(options?: CallOptions): Promise<Persona[]>;
  /** Resolves to one persona. Rejects as `invalid` if it was deleted (100/33) or the id is not a persona's. */
  get(personaId: Id, options?: CallOptions): Promise<Persona>;
  /** Deletes a persona. Messages already sent keep its name and picture. */
  delete(personaId: Id, options?: CallOptions): Promise<void>;
}

/** The group of calls about personas. */
export function personaCalls({ api, transport, pageId, platform }: ClientContext): PersonaCalls {
  const path = { pageId };

  function begin(options: CallOptions) {
    const { signal } = optionsOf(options);
    requirePersonas(platform);
    return transport.begin(signal);
  }

  return {
    async create(persona, options = {}) {
      const call = begin(options);
      const name = textOf(persona?.name, 'name');
      const { length } = [...name];
      if (length > 50)
        throw new OptionError('name', `name of a persona must have at most 50 characters (got ${length})`);
      const profilePictureUrl = textOf(persona.profilePictureUrl, 'profilePictureUrl');
      if (!/^https?:\/\//i.test(profilePictureUrl) || !URL.canParse(profilePictureUrl)) {
        throw new OptionError(
          'profilePictureUrl',
          'profilePictureUrl must be an http or https address that Meta can reach (got another string)',
        );
      }
      const body = { name, profile_picture_url: profilePictureUrl };
      const { data, response } = await api.POST('/{pageId}/personas', {
        params: { path },
        body,
        fetch: call.fetch('refused'),
      });
      if (data?.id === undefined)
        throw unexpectedAnswer('Graph answered without the id of the persona', response, 'personas');
      return { id: String(data.id) };
    },

    async list(options = {}) {
      const call = begin(options);
      const personas = await allPages('personas', (after) => {
        const query = { fields: 'id,name,profile_picture_url', limit: 100, ...(after !== undefined && { after }) };
        return api.GET('/{pageId}/personas', { params: { path, query }, fetch: call.fetch('read') });
      });
      return personas.map(personaOf);
    },

    async get(personaId, options = {}) {
      const call = begin(options);
      const params = {
        path: { nodeId: idOf(personaId, 'personaId') },
        query: { fields: 'id,name,profile_picture_url' },
      };
      const { data, response } = await api.GET('/{nodeId}', { params, fetch: call.fetch('read') });
      const persona = data as Partial<components['schemas']['Persona']> | undefined;
      const { id, name, profile_picture_url } = persona ?? {};
      if (id === undefined) throw unexpectedAnswer('Graph answered without the persona', response, 'node');
      // A page has a name too, but only a persona also has a picture.
      if (typeof name !== 'string' || typeof profile_picture_url !== 'string')
        throw unexpectedAnswer('this id is not a persona', response, 'node', 'invalid');
      return personaOf({ id, name, profile_picture_url });
    },

    async delete(personaId, options = {}) {
      const call = begin(options);
      await api.DELETE('/{nodeId}', {
        params: { path: { nodeId: idOf(personaId, 'personaId') } },
        fetch: call.fetch('refused'),
      });
    },
  };
}

function personaOf({ id, name, profile_picture_url }: { id: Id; name: string; profile_picture_url?: string }): Persona {
  return { id: String(id), name, profilePictureUrl: profile_picture_url };
}
