import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { TimelineEntry } from '../../src/timeline-entry.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import { type ListboxRow, VirtualListbox } from '../ui/virtual-listbox.tsx';
import { filterEntries } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { Inspector } from './inspector.tsx';
import { LaneHeads, Lifelines } from './lane-heads.tsx';
import { ROW_PX, SequenceRow } from './sequence-row.tsx';
import { SessionFile } from './session-file.tsx';

/** Everything that happened, as a sequence diagram; one entry can be looked into. */
export function TimelinePane(): JSX.Element {
  const { model, actions } = usePage();
  const { entries, place, parties } = model;
  // While it is paused the list stays as it was, whatever comes in or is forgotten.
  const [paused, setPaused] = useState<readonly TimelineEntry[] | undefined>(undefined);
  const shown = useMemo(() => filterEntries(paused ?? entries, place.filter), [paused, entries, place.filter]);
  const selected = shown.findIndex(({ seq }) => seq === place.entry);
  const entry = place.entry === 0 ? undefined : (shown[selected] ?? entries.find(({ seq }) => seq === place.entry));
  const newer = paused === undefined ? 0 : (entries.at(-1)?.seq ?? 0) - (paused.at(-1)?.seq ?? 0);

  const row = (index: number): ListboxRow => {
    const one = shown[index];
    if (!one) return { key: `none-${index}`, content: <span /> };
    return { key: one.seq, content: <SequenceRow entry={one} parties={parties.all} /> };
  };

  return (
    <section class="pane timeline" id="pane-timeline" aria-label={texts.panes.timeline} data-inspecting={!!entry}>
      <header class="pane-head">
        <h2>{texts.panes.timeline}</h2>
        <p class="faint small clip">{texts.timeline.count(shown.length, (paused ?? entries).length)}</p>
        <span class="spring" />
        <SessionFile />
        <button
          type="button"
          class="button follow"
          onClick={() => setPaused(paused === undefined ? entries : undefined)}
        >
          <Icon name={paused === undefined ? 'pause' : 'follow'} />
          {paused === undefined ? texts.timeline.pause : texts.timeline.follow(Math.max(0, newer))}
        </button>
      </header>
      <FilterBar />
      <div class="timeline-body">
        <div class="diagram">
          <LaneHeads />
          {shown.length === 0 ? (
            <p class="empty">{texts.timeline.empty(entries.length > 0)}</p>
          ) : (
            <VirtualListbox
              label={texts.timeline.label}
              class="diagram-rows"
              count={shown.length}
              rowHeight={ROW_PX}
              selected={selected}
              row={row}
              onSelect={(index) => {
                setPaused((before) => before ?? entries);
                actions.go({ entry: shown[index]?.seq ?? 0 });
              }}
              follow={paused === undefined && place.entry === 0}
              onAtEnd={(atEnd) => setPaused((before) => (atEnd && newer === 0 ? undefined : (before ?? entries)))}
              backdrop={<Lifelines />}
            />
          )}
        </div>
        {entry ? <Inspector key={entry.seq} entry={entry} /> : null}
      </div>
    </section>
  );
}
