/** Whose view it is: the person's or the agents'. */
export type Side = 'person' | 'agent';
