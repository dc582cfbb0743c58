import type { Context } from 'koa';
import type { Run } from '../state/run.ts';

const COLOURS = ['#4267b2', '#00897b', '#8e24aa', '#d81b60', '#ef6c00', '#5d4037'];

/** Pictures of people and personas: a disc with the first letter, so that a page needs no network. */
export function showPicture(run: Run, ctx: Context, id: string): boolean {
  const persona = run.worlds.map(({ personas }) => personas.get(id)).find((one) => one !== undefined);
  const known = persona?.name ?? run.findPerson(id)?.person.name;
  // The messages of a deleted persona keep its face: the address then contains the name.
  const name = known ?? (new URLSearchParams(ctx.querystring).get('name') || undefined);
  if (name === undefined) return false;
  const letter = (Array.from(name)[0] ?? '?').toUpperCase().replace(/[<>&"']/g, '?');
  const colour = COLOURS[(Number(id.replace(/\D/g, '').slice(-3)) || 0) % COLOURS.length] ?? COLOURS[0];
  ctx.type = 'image/svg+xml';
  ctx.body =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">' +
    `<circle cx="32" cy="32" r="32" fill="${colour}"/>` +
    `<text x="32" y="43" font-size="32" text-anchor="middle" fill="#fff" font-family="sans-serif">${letter}</text></svg>`;
  return true;
}
