/** The Instagram user name of a person or a page that has none of its own: small letters, dots in place of other signs. */
export function usernameOf(name: string): string {
  return name.toLowerCase().replace(/\W+/g, '.');
}
