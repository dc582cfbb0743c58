/**
 * The `repository` field of a package.json. npm compares it with the repository that built the package, and refuses
 * provenance of another one. So it is written during the build, from that repository's environment.
 *
 * @param {Record<string, string | undefined>} env With `GITHUB_SERVER_URL` and `GITHUB_REPOSITORY`, as GitHub's runners set them.
 * @param {Record<string, string | undefined>} env `GITHUB_SERVER_URL` and `GITHUB_REPOSITORY`, as GitHub's runners set
 * them.
 * @param {string} folder Folder of the package, from the root.
 * @throws {Error} They are not set, or are not an address and an `owner/name`.
 */
export function repositoryField({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }, folder) {
  if (!/^https:\/\/[^/\s]+$/.test(server ?? '') || !/^[\w.-]+\/[\w.-]+$/.test(repository ?? '')) {
    throw new Error(
      'GITHUB_SERVER_URL and GITHUB_REPOSITORY do not name a repository: releases are published by .github/workflows/release.yml',
    );
  }
  return { type: 'git', url: `git+${server}/${repository}.git`, directory: folder };
}
