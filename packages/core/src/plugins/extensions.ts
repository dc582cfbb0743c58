import { HandoverError, OptionError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import type { HoldHook, Plugin, PluginHost, ReceiveHook, RunHook, SendHook } from '../plugin.ts';
import type { Awaitable } from '../ports.ts';
import type { Thread } from '../thread/thread.ts';

type Decorate = (context: { readonly event: HandoverEvent; readonly thread: Thread }) => unknown;

/** What plugins have added to a bot, beside handlers and middleware. */
export class Extensions {
  /** Called for each send, the first outermost. */
  readonly sendHooks: SendHook[] = [];
  /** Asked whether the bot keeps quiet. */
  readonly holdHooks: HoldHook[] = [];
  /** Called on the receipt of each event of a person. */
  readonly receiveHooks: ReceiveHook[] = [];
  /** Called around each run of an event, the first outermost. */
  readonly runHooks: RunHook[] = [];
  /** Add to the context of handlers. */
  readonly decorations: Decorate[] = [];
  /** Names of the events that plugins emit. */
  readonly events: string[] = [];
  /** Whether the `setup` of a plugin runs: handlers that are added now are a plugin's. */
  isSettingUp = false;
  readonly #disposers: (() => Awaitable<void>)[] = [];

  /** Adds a hook for sends; returns its own undo. */
  onSend(hook: SendHook): () => void {
    if (typeof hook !== 'function') throw new OptionError('hook', 'onSend needs a function to call');
    this.sendHooks.push(hook);
    return () => {
      const index = this.sendHooks.indexOf(hook);
      if (index >= 0) this.sendHooks.splice(index, 1);
    };
  }

  /**
   * Sets a plugin up.
   *
   * @throws {OptionError} It is no plugin. @throws {HandoverError} Its `setup` failed.
   */
  setUp(plugin: Plugin, bot: PluginHost): void {
    if (typeof plugin?.setup !== 'function')
      throw new OptionError('plugin', 'use takes a plugin ({ name, setup }) or a middleware');
    this.events.push(...(plugin.events ?? []));
    this.isSettingUp = true;
    try {
      const dispose = plugin.setup(bot);
      if (dispose !== undefined) this.#disposers.push(dispose);
    } catch (cause) {
      // Only messages of our own errors are known to hold no secret.
      const why = cause instanceof HandoverError ? `: ${cause.message}` : '';
      throw new HandoverError('bad_option', `The plugin ${plugin.name} could not be set up${why}`, { cause });
    } finally {
      this.isSettingUp = false;
    }
  }

  /** Undoes the plugins, the last one first. `failed` is called for each that fails. */
  async dispose(failed: (error: unknown) => void): Promise<void> {
    for (const dispose of this.#disposers.splice(0).reverse()) {
      try {
        await dispose();
      } catch (error) {
        failed(error);
      }
    }
  }
}
