import type { DeliveryFault, FaultBook } from '../faults.ts';
import type { Delivery } from './delivery.ts';

/** Deliveries held back until there are enough to turn around or to put together. */
export interface Groups {
  /** Adds to the group of this fault; a full group leaves. */
  add(fault: DeliveryFault, delivery: Delivery): void;
  /** True while there are incomplete groups. */
  busy(): boolean;
  /** The incomplete groups with their faults, oldest first. */
  list(): { fault: DeliveryFault; deliveries: Delivery[] }[];
  /** Lets incomplete groups leave as they are. */
  flush(): void;
  /** Forgets all of them. */
  clear(): void;
}

/** No groups yet; `send` gets what leaves. */
export function createGroups(faults: FaultBook, send: (delivery: Delivery, fault: string) => void): Groups {
  const groups = new Map<DeliveryFault, Delivery[]>();

  function leave(fault: DeliveryFault, group: Delivery[]): void {
    groups.delete(fault);
    faults.endGroup(fault);
    if (fault.do === 'batch' && isOfOneProduct(group)) send(merge(group), 'batch');
    else if (fault.do === 'batch') for (const delivery of group) send(delivery, 'batch');
    else for (const delivery of group.reverse()) send(delivery, 'reorder');
  }

  return {
    add(fault, delivery) {
      const group = groups.get(fault) ?? [];
      group.push(delivery);
      groups.set(fault, group);
      if (group.length >= (fault.size ?? 2)) leave(fault, group);
    },
    busy: () => groups.size > 0,
    list: () => [...groups].map(([fault, group]) => ({ fault, deliveries: [...group] })),
    flush() {
      for (const [fault, group] of groups) leave(fault, group);
    },
    clear() {
      groups.clear();
    },
  };
}

/** A body is of one product: page, Instagram, or whatever was given by hand. */
function isOfOneProduct(group: readonly Delivery[]): boolean {
  return new Set(group.map(({ object }) => object)).size <= 1;
}

/** Several deliveries to one app in one POST: `entry[]` holds an element for each. */
function merge(group: Delivery[]): Delivery {
  const [first, ...rest] = group as [Delivery, ...Delivery[]];
  return {
    ...first,
    event: [first, ...rest].map((delivery) => delivery.event).join(' + '),
    entries: group.flatMap((delivery) => delivery.entries),
  };
}
