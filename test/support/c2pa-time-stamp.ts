import { Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import * as pkijs from 'pkijs';
import type { Holder } from './c2pa-certificates.ts';
import type { Stamp } from './c2pa-cose.ts';

const SHA_256 = '2.16.840.1.101.3.4.2.1';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';

/** RFC 3161: a time-stamp authority's token, that something was there at this time. */
export function stampAt(at: Date, { certificate, keys }: Holder): Stamp {
  pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto }));
  return async (covered) => {
    const imprint = await crypto.subtle.digest('SHA-256', covered);
    const info = new pkijs.TSTInfo({
      version: 1,
      policy: '1.3.6.1.4.1.62558.99.1',
      messageImprint: new pkijs.MessageImprint({ hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA_256 }), hashedMessage: new OctetString({ valueHex: imprint }) }),
      serialNumber: new Integer({ value: 7 }),
      genTime: at,
    });
    const content = info.toSchema().toBER();
    const own = pkijs.Certificate.fromBER(certificate.rawData);
    const certificateHash = await crypto.subtle.digest('SHA-256', certificate.rawData);
    // The constructor would write the octets in pieces, which DER does not allow.
    const enclosed = new pkijs.EncapsulatedContentInfo({ eContentType: TST_INFO });
    enclosed.eContent = new OctetString({ valueHex: content });
    const signed = new pkijs.SignedData({
      version: 3,
      encapContentInfo: enclosed,
      certificates: [own],
      signerInfos: [
        new pkijs.SignerInfo({
          version: 1,
          sid: new pkijs.IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
          signedAttrs: new pkijs.SignedAndUnsignedAttributes({
            type: 0,
            attributes: [
              new pkijs.Attribute({ type: CONTENT_TYPE, values: [new ObjectIdentifier({ value: TST_INFO })] }),
              new pkijs.Attribute({ type: MESSAGE_DIGEST, values: [new OctetString({ valueHex: await crypto.subtle.digest('SHA-256', content) })] }),
              new pkijs.Attribute({
                type: SIGNING_CERTIFICATE_V2,
                values: [new Sequence({ value: [new Sequence({ value: [new Sequence({ value: [new OctetString({ valueHex: certificateHash })] })] })] })],
              }),
            ],
          }),
        }),
      ],
    });
    await signed.sign(keys.privateKey, 0, 'SHA-256');
    return new Uint8Array(new pkijs.ContentInfo({ contentType: SIGNED_DATA, content: signed.toSchema(true) }).toSchema().toBER());
  };
}
