import { type ControlCall, type ControlRoute, NotFoundError } from './route.ts';

/** Named states to go back to. */
export const checkpointRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/checkpoints',
    what: 'the names of all checkpoints, and when they were saved',
    run: ({ sandbox }) => ({ checkpoints: sandbox.checkpoints.list() }),
  },
  {
    method: 'GET',
    path: '/checkpoints/:name',
    what: 'a checkpoint as a session, secrets and tokens included',
    run: (call) => call.sandbox.checkpoints.get(known(call)),
  },
  {
    method: 'PUT',
    path: '/checkpoints/:name',
    what: 'saves everything under a name; replaces a checkpoint of this name',
    run({ sandbox, params }) {
      sandbox.checkpoints.save(params['name'] ?? '');
    },
  },
  {
    method: 'POST',
    path: '/checkpoints/:name',
    what: 'goes back to a checkpoint; await POST /settled before',
    run: (call) => call.sandbox.checkpoints.restore(known(call)),
  },
  {
    method: 'DELETE',
    path: '/checkpoints/:name',
    what: 'removes a checkpoint',
    run: (call) => call.sandbox.checkpoints.delete(known(call)),
  },
];

/** The name in the path. @throws {NotFoundError} There is no checkpoint of this name. */
function known({ sandbox, params }: ControlCall): string {
  const { name = '' } = params;
  if (sandbox.checkpoints.list().some((one) => one.name === name)) return name;
  throw new NotFoundError('there is no checkpoint of this name; GET /_sandbox/checkpoints lists them');
}
