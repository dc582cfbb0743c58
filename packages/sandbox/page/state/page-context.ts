import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Actions } from './actions.ts';
import type { Model } from './model.ts';

/** What every part of the page works with. */
export interface PageContext {
  model: Model;
  actions: Actions;
}

/** Hands the model and the actions down to all parts. */
export const Page: ReturnType<typeof createContext<PageContext | undefined>> = createContext<PageContext | undefined>(
  undefined,
);

/** The model as it is now, and what can be done. */
export function usePage(): PageContext {
  const context = useContext(Page);
  if (!context) throw new Error('usePage: there is no Page above');
  return context;
}
