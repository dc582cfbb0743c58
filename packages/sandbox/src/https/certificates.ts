import { generateKeyPair, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import type { pki } from 'node-forge';

/** `O` of the subject of every CA that the sandbox makes. */
export const CA_ORGANIZATION = 'Handover sandbox';

/** What a TLS server and its clients need, as PEM. */
export interface Certificates {
  /** Certificate of the CA, which clients must trust. */
  readonly ca: string;
  /** Certificate of the server, issued by the CA. */
  readonly cert: string;
  /** Private key of the server. */
  readonly key: string;
}

const DAY_MS = 86_400_000;
/** The clock of a container can be a little behind. */
const BACKDATED_MS = DAY_MS;
/** Apple's TLS takes no server certificate that is valid for more than 398 days. */
const VALID_MS = 365 * DAY_MS;

/**
 * Makes a CA and the certificate of a server with these names. The CA's private key never leaves this function, so the
 * CA can issue no other certificate. Takes about half a second.
 *
 * @param names Host names and IP addresses of the server.
 */
export async function makeCertificates(names: readonly string[]): Promise<Certificates> {
  // Only runs with the option `https` load this library.
  const { default: forge } = await import('node-forge');
  const [caKeys, keys] = await Promise.all([makeKeys(), makeKeys()]);
  const caKey = forge.pki.privateKeyFromPem(caKeys.privateKey);
  // Clients that trust the CAs of several runs must not mistake one for another.
  const issuer = [
    { name: 'organizationName', value: CA_ORGANIZATION },
    { name: 'commonName', value: `CA of run ${randomBytes(4).toString('hex')}` },
  ];

  const issue = (publicKey: string, subject: pki.CertificateField[], extensions: object[]): pki.Certificate => {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
    certificate.serialNumber = serialNumber();
    certificate.validity.notBefore = new Date(Date.now() - BACKDATED_MS);
    certificate.validity.notAfter = new Date(Date.now() + VALID_MS);
    certificate.setSubject(subject);
    certificate.setIssuer(issuer);
    certificate.setExtensions(extensions);
    certificate.sign(caKey, forge.md.sha256.create());
    return certificate;
  };
  const pemOf = (certificate: pki.Certificate): string => forge.pki.certificateToPem(certificate).replaceAll('\r', '');

  // OpenSSL's strict mode, which Python 3.13 uses, requires both key identifiers and the critical flags.
  const ca = issue(caKeys.publicKey, issuer, [
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  const server = issue(
    keys.publicKey,
    [{ name: 'commonName', value: names[0] ?? '' }],
    [
      { name: 'basicConstraints', critical: true, cA: false },
      { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
      { name: 'subjectKeyIdentifier' },
      { name: 'authorityKeyIdentifier', keyIdentifier: ca.generateSubjectKeyIdentifier().getBytes() },
    ],
  );
  return { ca: pemOf(ca), cert: pemOf(server), key: keys.privateKey };
}

/** The library can sign with RSA only. */
function makeKeys(): Promise<{ publicKey: string; privateKey: string }> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** 16 random bytes as hex, the first of which begins with the bits 01: a serial number is positive and has no leading zero. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
