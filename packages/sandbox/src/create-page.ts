import { OptionError } from './option-error.ts';
import type { SandboxPage } from './page.ts';
import { createCrowd } from './people/crowd.ts';
import { createInbox } from './people/inbox.ts';
import { createMetaAi } from './people/meta-ai.ts';
import { createPhoneApp } from './people/phone-app.ts';
import { createSettings } from './people/settings.ts';
import type { World } from './state/world.ts';
import { isOfPage } from './timeline/timeline-of-page.ts';
import { deliverByHand, pressTestButton } from './webhooks/by-hand.ts';

/** The handle of a page. */
export function createPage(world: World): SandboxPage {
  const { page, platform } = world.options;
  const crowd = createCrowd(world);

  return {
    ...createSettings(world),
    id: page.id,
    get name() {
      return page.name;
    },
    get instagramId() {
      return page.instagramId;
    },
    get accountId() {
      return page.number?.accountId ?? null;
    },
    get displayNumber() {
      return page.number?.displayNumber ?? null;
    },
    platform: platform.name,
    get apps() {
      return [...world.apps.values()].map(({ subscribed: _, callback: __, shared, ...app }) =>
        structuredClone({ ...shared, ...app }),
      );
    },
    accessToken(appId) {
      world.checkPresent();
      const app = world.apps.get(appId);
      if (!app) throw new OptionError(`there is no app with this id; apps are ${[...world.apps.keys()].join(', ')}`);
      return app.accessToken;
    },
    get people() {
      return crowd.present();
    },
    person: crowd.person,
    inbox: createInbox(world),
    ai: createMetaAi(world),
    phone: createPhoneApp(world),
    owner(personId) {
      const person = world.people.get(personId);
      return person ? world.control(person).owner : null;
    },
    get timeline() {
      return world.run.timeline.after(0).filter((entry) => isOfPage(world, entry));
    },
    async deliver(appId, entry, options = {}) {
      deliverByHand(world, appId, entry, options);
    },
    testButton: (appId, field) => pressTestButton(world, appId, field),
  };
}
