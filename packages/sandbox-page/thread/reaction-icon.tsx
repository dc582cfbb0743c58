import type { JSX } from 'preact';

/** Reactions that a person can choose (Messenger Platform docs, message_reactions). */
export const REACTIONS: readonly string[] = ['love', 'smile', 'wow', 'sad', 'angry', 'like', 'dislike'];

const thumb =
  'M3 9h2.500v8H3zM7 9l3.500-6c1.600 0 2.300 1.200 1.900 2.700L11.800 8H16c1 0 1.600.9 1.400 1.900l-1.200 5.600c-.2.900-.9 1.500-1.800 1.500H7z';

const mouths: Readonly<Record<string, string>> = {
  smile: 'M6 11.500a4 4 0 0 0 8 0z',
  laugh: 'M5.500 11a4.500 4.500 0 0 0 9 0z',
  wow: 'M10 11.200a1.800 2.300 0 1 0 .1 0z',
  sad: 'M6.500 14.500a4 4 0 0 1 7 0l-1 .6a3 3 0 0 0-5 0z',
  angry:
    'M6.500 14.500a4 4 0 0 1 7 0l-1 .6a3 3 0 0 0-5 0zM5 6.200l3.500 1.500-.4.9-3.500-1.500zM15 6.200l-3.500 1.500.4.9 3.500-1.500z',
};

/** A reaction as a drawing, so that it needs no emoji font. */
export function ReactionIcon({ name }: { name: string }): JSX.Element {
  return (
    <svg class="reaction" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {name === 'love' ? (
        <path class="reaction-heart" d="M10 17C3 12.500 2 9 2 7a4 4 0 0 1 8-1.200A4 4 0 0 1 18 7c0 2-1 5.500-8 10z" />
      ) : name === 'like' || name === 'dislike' ? (
        <path class="reaction-thumb" d={thumb} transform={name === 'dislike' ? 'rotate(180 10 10)' : undefined} />
      ) : mouths[name] ? (
        <>
          <circle class="reaction-face" cx="10" cy="10" r="8.500" />
          <path class="reaction-line" d={`M7 7.300a1 1.200 0 1 0 .1 0zM13 7.300a1 1.200 0 1 0 .1 0z${mouths[name]}`} />
        </>
      ) : (
        <path
          class="reaction-face"
          d="M10 2l2.300 5 5.500.6-4.100 3.700 1.100 5.400L10 14l-4.800 2.700 1.100-5.400L2.200 7.600 7.700 7z"
        />
      )}
    </svg>
  );
}
