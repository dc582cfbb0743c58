import type { PersonState } from '../../state/person-state.ts';
import type { CommentState } from '../../state/world.ts';
import { type Call, personOf } from '../endpoint.ts';
import { GraphFault, invalid } from '../graph-fault.ts';

/** How long after a comment the page may answer it in private (Messenger Platform docs, Private Replies: seven days). */
const ANSWERABLE_MS = 604_800_000;

/** Who gets a message. */
export interface Recipient {
  person: PersonState;
  /** The comment that it answers in private. Such an answer needs no open window. */
  comment?: CommentState;
}

/**
 * The recipient of a message: by id, or the author of a comment.
 *
 * @throws {GraphFault} 100/2018001: there is no such person, comment, post or reference. 10900: the comment has its
 *   answer. 10903: it is too old (both codes: Graph API reference, Page/messages). 551/1545041: the page blocked the
 *   person.
 */
export function recipientOf(call: Call): Recipient {
  const {
    comment_id: commentId,
    post_id: postId,
    user_ref: userRef,
  } = call.params['recipient'] as Record<string, unknown>;
  // The sandbox has no visitors' posts and no checkbox plugin, so no such id exists.
  if (commentId === undefined && (postId !== undefined || userRef !== undefined)) throw noMatch();
  const found = commentId === undefined ? { person: personOf(call) } : authorOf(call, String(commentId));
  if (found.person.blocked) {
    throw new GraphFault({ code: 551, subcode: 1545041, message: "(#551) This person isn't available right now." });
  }
  return found;
}

function authorOf({ world }: Call, commentId: string): Recipient {
  const comment = world.comments.get(commentId);
  const person = comment && world.people.get(comment.personId);
  if (!comment || !person) throw noMatch();
  if (comment.answered) throw new GraphFault({ code: 10900, message: '(#10900) Activity already replied to' });
  if (comment.at + ANSWERABLE_MS < world.clock.now()) {
    throw new GraphFault({ code: 10903, message: "(#10903) This user can't reply to this activity" });
  }
  return { person, comment };
}

function noMatch(): GraphFault {
  return invalid('No matching user found', 2018001);
}
