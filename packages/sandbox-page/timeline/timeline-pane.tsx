import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TimelineEntry } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';
import { useEscape } from '../ui/use-escape.ts';
import { type ListboxRow, VirtualListbox } from '../ui/virtual-listbox.tsx';
import { plural } from '../words.ts';
import { filterEntries, type OnePage } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { Inspector } from './inspector.tsx';
import { LaneHeads, Lifelines } from './lane-heads.tsx';
import { laneParties } from './lanes.ts';
import { ROW_PX, SequenceRow } from './sequence-row.tsx';
import { SessionFile } from './session-file.tsx';

const LIST_ID = 'timeline-entries';

/** Everything that happened, as a sequence diagram. The inspector shows one entry in detail. */
export function TimelinePane(): JSX.Element {
  const { model, actions } = usePage();
  const { entries, place, pages, state, epoch } = model;
  const parties = laneParties(model);
  const page = useMemo<OnePage | undefined>(
    () => (pages.length > 1 && state ? { ...state.page, platform: state.platform, threads: state.threads } : undefined),
    [pages, state],
  );
  // If the address names an entry, show that entry and do not follow the newest.
  const [following, setFollowing] = useState(place.entry === 0);
  // While paused, the list does not change when entries arrive or are dropped.
  const [paused, setPaused] = useState<{ entries: readonly TimelineEntry[]; epoch: string | undefined } | undefined>();
  // A reset or an import ends the pause: the same numbers may then mean other entries.
  const frozen = paused?.epoch === epoch ? paused?.entries : undefined;
  const shown = useMemo(
    () => filterEntries(frozen ?? entries, place.filter, page),
    [frozen, entries, place.filter, page],
  );
  const selected = shown.findIndex(({ seq }) => seq === place.entry);
  const entry = place.entry === 0 ? undefined : (shown[selected] ?? entries.find(({ seq }) => seq === place.entry));
  const newer = frozen === undefined ? 0 : Math.max(0, (entries.at(-1)?.seq ?? 0) - (frozen.at(-1)?.seq ?? 0));

  const pause = (): void => {
    setFollowing(false);
    setPaused({ entries: frozen ?? entries, epoch });
  };
  const follow = (): void => {
    setFollowing(true);
    setPaused(undefined);
  };
  const close = (): void => {
    // Only from the inspector: who presses Escape while writing goes on writing.
    const wasInside = document.activeElement?.closest('.inspector') !== null;
    actions.go({ entry: 0 });
    if (wasInside) document.getElementById(LIST_ID)?.focus();
  };
  useEscape(entry !== undefined, close);
  const before = useRef(epoch);
  useEffect(() => {
    if (before.current !== undefined && before.current !== epoch) follow();
    before.current = epoch;
  }, [epoch]);
  // Only a timeline of several pages names the page of each entry.
  const named = page && place.filter.allPages ? pages : undefined;
  const row = (index: number): ListboxRow => {
    const one = shown[index];
    if (!one) return { key: `none-${index}`, content: <span /> };
    return {
      key: one.seq,
      content: <SequenceRow entry={one} before={shown[index - 1]} parties={parties} pages={named} />,
    };
  };

  return (
    <section class="pane timeline" id="pane-timeline" aria-label="Timeline" data-inspecting={!!entry}>
      <header class="pane-head">
        <h2>Timeline</h2>
        <p class="faint small clip">{countText(shown.length, (frozen ?? entries).length)}</p>
        <span class="spring" />
        <SessionFile />
        <button type="button" class="button follow" onClick={following ? pause : follow}>
          <Icon name={following ? 'pause' : 'follow'} />
          {following ? 'Pause' : newer > 0 ? `Follow, ${newer} new` : 'Follow'}
        </button>
      </header>
      <FilterBar />
      <div class="timeline-body">
        <div class="diagram">
          <LaneHeads />
          {shown.length === 0 ? (
            <p class="empty">
              {entries.length > 0 ? 'No entry matches the filter.' : 'No entries yet. Write a message as a person.'}
            </p>
          ) : (
            <VirtualListbox
              id={LIST_ID}
              label="Timeline entries"
              class="diagram-rows"
              count={shown.length}
              rowHeight={ROW_PX}
              selected={selected}
              row={row}
              onSelect={(index) => {
                pause();
                actions.go({ entry: shown[index]?.seq ?? 0 });
              }}
              follow={following}
              onAtEnd={(atEnd) => (atEnd && newer === 0 ? follow() : pause())}
              backdrop={<Lifelines />}
            />
          )}
        </div>
        {entry ? <Inspector key={`${epoch} ${entry.seq}`} entry={entry} onClose={close} /> : null}
      </div>
    </section>
  );
}

function countText(shown: number, all: number): string {
  const words = plural(all, 'entry', 'entries');
  return shown === all ? words : `${shown} of ${words}`;
}
