import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Actions } from './actions.ts';
import type { Model } from './model.ts';

/** What every part of the page works with. */
export interface PageContext {
  model: Model;
  actions: Actions;
}

/** Gives all components the model and the actions. */
export const Page: ReturnType<typeof createContext<PageContext | undefined>> = createContext<PageContext | undefined>(
  undefined,
);

/** The current model and the actions. */
export function usePage(): PageContext {
  const context = useContext(Page);
  if (!context) throw new Error('usePage: the component is not inside a Page provider');
  return context;
}
