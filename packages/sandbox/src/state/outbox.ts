/** Keeps deliveries in the order of what caused them, though some must wait for an answer to leave first. */
export interface Outbox {
  /** Takes the next place in line. The function given back fills it; then all that is ready leaves, in order. */
  reserve(): (send: () => void) => void;
  /** Forgets the line: what places in it still hold is never sent. */
  clear(): void;
}

/** An empty line. */
export function createOutbox(): Outbox {
  let line: { send?: () => void }[] = [];

  return {
    reserve() {
      const place: { send?: () => void } = {};
      line.push(place);
      const own = line;
      return (send) => {
        if (own !== line) return;
        place.send = send;
        for (let first = line[0]; first?.send; first = line[0]) {
          line.shift();
          first.send();
        }
      };
    },
    clear() {
      line = [];
    },
  };
}
