/** The first and the last name in a full name. The last name is empty if there is only one. */
export function namesOf(name: string): { firstName: string; lastName: string } {
  const [firstName = name, ...rest] = name.split(' ');
  return { firstName, lastName: rest.join(' ') };
}
