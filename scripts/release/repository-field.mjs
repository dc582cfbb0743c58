/**
 * The field `repository` of a package.json. npm compares it with the repository that built the package, and refuses a
 * statement of provenance for another one; so it is written where the packages are built, by what that place says.
 *
 * @param {Record<string, string | undefined>} env With `GITHUB_SERVER_URL` and `GITHUB_REPOSITORY`, as GitHub's runners set them.
 * @param {string} folder Of the package, from the root.
 * @returns {{ type: 'git', url: string, directory: string }}
 * @throws {Error} They are not set, or are no address and no `owner/name`.
 */
export function repositoryField({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }, folder) {
  if (!/^https:\/\/[^/\s]+$/.test(server ?? '') || !/^[\w.-]+\/[\w.-]+$/.test(repository ?? '')) {
    throw new Error(
      'GITHUB_SERVER_URL and GITHUB_REPOSITORY do not name a repository: releases are published by .github/workflows/release.yml',
    );
  }
  return { type: 'git', url: `git+${server}/${repository}.git`, directory: folder };
}
