import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(crypto);

export const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** What a certificate may be used for. */
export const USES = {
  /** The one that C2PA names for signers. */
  claimSigning: '1.3.6.1.4.1.62558.2.1',
  email: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const;

export interface Holder {
  readonly certificate: x509.X509Certificate;
  readonly keys: CryptoKeyPair;
}

/** A root that signs the certificates of others; made anew for each run, trusted by nobody else. */
export async function anAuthority(name = 'CN=Harbour Root, O=Harbour Tests'): Promise<Holder> {
  const keys = await crypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: aSerialNumber(),
    name,
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2045-01-01'),
    signingAlgorithm: EC,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, keys };
}

export interface CertificateWanted {
  readonly name?: string;
  readonly use?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A certificate of the form that the C2PA specification asks of signers (14.5.1). */
export async function aHolder(authority: Holder, wanted: CertificateWanted = {}): Promise<Holder> {
  const { name = 'CN=Harbour Camera 7, O=Harbour Tests', use = USES.claimSigning, notBefore = new Date('2024-01-01'), notAfter = new Date('2044-01-01') } = wanted;
  const keys = await crypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: aSerialNumber(),
    subject: name,
    issuer: authority.certificate.subject,
    notBefore,
    notAfter,
    signingAlgorithm: EC,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([use], use === USES.timeStamping),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
    ],
  });
  return { certificate, keys };
}

export function pemOf({ certificate }: Holder): string {
  return `${certificate.toString('pem')}\n`;
}

/** Positive, and unlike any other. */
function aSerialNumber(): string {
  return `01${Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
