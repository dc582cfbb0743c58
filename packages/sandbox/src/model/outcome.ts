import type { Control } from './page-rules.ts';
import type { Refusal } from './refusal.ts';

/** What changed the control of a thread. */
export type Cause =
  | 'entry'
  | 'pass'
  | 'take'
  | 'request'
  | 'release'
  | 'extend'
  | 'expiry'
  | 'inbox'
  | 'human_agent'
  | 'lead_ad'
  | 'ai'
  | 'settings';

/** A handover event to send: its app and its content. Events for Meta's own apps are skipped later. */
export type ControlEvent =
  | { kind: 'pass_thread_control'; to: string; previousOwner: string | null; newOwner: string; metadata?: string }
  | {
      kind: 'take_thread_control';
      to: string;
      previousOwner: string;
      newOwner: string;
      metadata?: string;
      /** Its time stamp is in seconds. */
      inSeconds?: boolean;
      /** How often it is delivered. @default 1 */
      times?: number;
    }
  | { kind: 'request_thread_control'; to: string; requestedOwner: string; metadata?: string };

/** The new control of a thread and the events that announce it. */
export interface Change {
  control: Control;
  cause: Cause;
  events: ControlEvent[];
}

/** Either a change to apply or the refusal to answer with. */
export type Outcome = { refusal: Refusal; change?: never } | { change: Change; refusal?: never };

/** An outcome that changes nothing and answers with an error. */
export function refused(refusal: Refusal): Outcome {
  return { refusal };
}

/** An outcome that applies `control`. */
export function changed(control: Control, cause: Cause, events: ControlEvent[] = []): Outcome {
  return { change: { control, cause, events } };
}

/** `{ metadata }`, or `{}` without metadata: absent and empty metadata are the same on the wire. */
export function withMetadata(metadata: string | undefined): { metadata?: string } {
  return metadata ? { metadata } : {};
}
