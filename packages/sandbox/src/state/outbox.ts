/** Keeps deliveries in the order of their causes, although some must wait until an answer has been sent. */
export interface Outbox {
  /** Reserves the next place in line. The returned function fills it, then sends all that is ready, in order. */
  reserve(): (send: () => void) => void;
  /** Empties the line. What was reserved before is never sent. */
  clear(): void;
}

/** Creates an empty line. */
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
