import type { JSX } from 'preact';

/** Outlines on a grid of 16, drawn with a stroke of 1.5. */
const outlines = {
  sliders: 'M2 5h6m4 0h2M2 11h2m4 0h6M8 5a2 2 0 1 0 4 0a2 2 0 1 0-4 0M4 11a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  sun: 'M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.5 9.5A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z',
  send: 'M2 8h11M8.500 3.500L13 8l-4.500 4.500',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.500l3.500 3.500L13 4.500',
  tray: 'M2 9l2-6h8l2 6v4H2zM2 9h4l1 2h2l1-2h4',
  spam: 'M5.500 2h5L14 5.500v5L10.500 14h-5L2 10.500v-5zM8 5v3.500M8 11v.2',
  image: 'M2 3h12v10H2zM2 11l3.500-3.500L9 11l2-2 3 3M10.500 5.500a.7.7 0 1 0 .1 0',
  link: 'M6.500 9.500l3-3M7 4.500l1-1a3 3 0 0 1 4.500 4.500l-1 1M9 11.500l-1 1a3 3 0 0 1-4.500-4.500l1-1',
  copy: 'M5 5h8v9H5zM3 11V2h7',
  replay: 'M3 8a5 5 0 1 0 1.600-3.700M3 2v3h3',
  download: 'M8 2v8M4.500 7L8 10.500 11.500 7M2.500 13.500h11',
  upload: 'M8 10.500V2.500M4.500 6L8 2.500 11.500 6M2.500 13.500h11',
  pause: 'M5.500 3v10M10.500 3v10',
  follow: 'M8 2v8M4.500 7L8 10.500 11.500 7M3 13.500h10',
  clock: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 5v3l2 1.500',
  chevron: 'M4 6l4 4 4-4',
  smile: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M5.500 9.500a3 3 0 0 0 5 0M6 6v.5M10 6v.5',
  chat: 'M2 3h12v8H7l-3 3v-3H2z',
  lines: 'M3 2v12M8 2v12M13 2v12M3 5h5M8 10h5',
  star: 'M8 2l1.800 3.900 4.200.5-3.100 2.900.8 4.200L8 11.400l-3.700 2.100.8-4.200L2 6.400l4.200-.5z',
  move: 'M2 4h5l1 2h6v7H2zM8 12V8.500M6.300 10L8 8.300 9.700 10',
  trouble: 'M8 2l6.500 11.500h-13zM8 6.500v3M8 11.500v.2',
  undo: 'M3 6h6.500a3.500 3.500 0 0 1 0 7H6M5.500 3.500L3 6l2.500 2.500',
  spark: 'M8 2l1.500 4.500L14 8l-4.500 1.500L8 14l-1.500-4.500L2 8l4.500-1.500z',
  menu: 'M3 4.500h10M3 8h10M3 11.500h10',
  more: 'M3.500 8v.1M8 8v.1M12.500 8v.1',
} as const;

/** Name of an icon. */
export type IconName = keyof typeof outlines;

/** A small picture beside words, or in a button with its own name. Screen readers skip it. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={outlines[name]} />
    </svg>
  );
}
