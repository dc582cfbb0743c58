import type { DeliveryFault, FaultBook } from '../faults.ts';
import type { Delivery } from './delivery.ts';

/** Deliveries held back until a group is full and can be reordered or batched. */
export interface Groups {
  /** Adds a delivery to the group of this fault. Sends a full group. */
  add(fault: DeliveryFault, delivery: Delivery): void;
  /** True while there are incomplete groups. */
  busy(): boolean;
  /** The incomplete groups with their faults, oldest first. */
  list(): { fault: DeliveryFault; deliveries: Delivery[] }[];
  /** Sends incomplete groups as they are. */
  flush(): void;
  /** Drops the deliveries for which `fits` is true. */
  forget(fits: (delivery: Delivery) => boolean): void;
  /** Drops all groups. */
  clear(): void;
}

/** Creates the groups, none yet; `send` sends a delivery of a group. */
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
    forget(fits) {
      for (const [fault, group] of groups) {
        const rest = group.filter((delivery) => !fits(delivery));
        if (rest.length > 0) groups.set(fault, rest);
        else groups.delete(fault);
      }
    },
    clear() {
      groups.clear();
    },
  };
}

/** True if all deliveries have the same `object`: one body can have only one. */
function isOfOneProduct(group: readonly Delivery[]): boolean {
  return new Set(group.map(({ object }) => object)).size <= 1;
}

/**
 * Merges deliveries to one app into one POST, with an element of `entry[]` for each. One with entries of several pages
 * is about no page and no thread.
 */
function merge(group: Delivery[]): Delivery {
  const [first, ...rest] = group as [Delivery, ...Delivery[]];
  const { person, page, ...common } = first;
  const isOfOnePage = rest.every((one) => one.page?.id === page?.id && one.page?.platform === page?.platform);
  return {
    ...common,
    page: isOfOnePage ? page : null,
    ...(isOfOnePage && person ? { person } : {}),
    event: [first, ...rest].map((delivery) => delivery.event).join(' + '),
    entries: group.flatMap((delivery) => delivery.entries),
  };
}
