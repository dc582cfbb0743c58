import type { JSX } from 'preact';
import type { Party, PartyLook } from '../state/parties.ts';

/** Each look has its own shape, so that colour is never the only difference. */
const shapes: Record<PartyLook, JSX.Element> = {
  '1': <circle cx="6" cy="6" r="5" />,
  '2': <rect x="1.500" y="1.500" width="9" height="9" rx="1" />,
  '3': <path d="M6 .8L11.500 11H.5z" />,
  '4': <path d="M6 0l6 6-6 6-6-6z" />,
  '5': <path d="M3.200 1h5.600L12 6l-3.200 5H3.200L0 6z" />,
  '6': <path d="M4 0h4v4h4v4H8v4H4V8H0V4h4z" />,
  inbox: <path d="M2 1h8l2 6v4H0V7zM.8 7h3l1 1.800h2.400l1-1.800h3L9.200 2.300H2.800z" />,
  person: (
    <path d="M6 0a2.800 2.800 0 1 1 0 5.600A2.800 2.800 0 0 1 6 0M0 12c0-3.600 2.700-5.200 6-5.200s6 1.600 6 5.200z" />
  ),
  none: (
    <circle cx="6" cy="6" r="4.800" fill="none" stroke="currentColor" stroke-width="1.500" stroke-dasharray="2 1.700" />
  ),
};

/** The shape of an app, the inbox, a person or "no app", in its colour. */
export function Mark({ look }: { look: PartyLook }): JSX.Element {
  return (
    <svg class="mark" data-party={look} viewBox="0 0 12 12" fill="currentColor" aria-hidden="true" focusable="false">
      {shapes[look]}
    </svg>
  );
}

/** Shape and name together. */
export function PartyName({ party }: { party: Party }): JSX.Element {
  return (
    <span class="party" data-party={party.look}>
      <Mark look={party.look} />
      <span>{party.name}</span>
    </span>
  );
}
