import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** How far an element is scrolled and how much of it is visible, in pixels. */
export interface View {
  scrollTop: number;
  height: number;
}

/** Follows the scrolling and the size of an element. */
export function useView(ref: RefObject<HTMLElement | null>): View {
  const [view, setView] = useState<View>({ scrollTop: 0, height: 0 });

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const read = (): void => {
      const { scrollTop, clientHeight: height } = element;
      setView((before) =>
        before.scrollTop === scrollTop && before.height === height ? before : { scrollTop, height },
      );
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [ref]);

  return view;
}
