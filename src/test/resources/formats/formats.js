// What a store, a spec and a projected Secret hold, made by Node's own crypto from the formats as they are documented.
// formats.json beside this file is its output and is never made anew: what it holds must be read for ever.
// A new format gets lines of its own: node formats.js > formats.json may add to it and change nothing.
const crypto = require('crypto');

const range = (from) => Buffer.from(Array.from({ length: 32 }, (_, i) => from + i));
const uuid = (text) => Buffer.from(text.replaceAll('-', ''), 'hex');
const int = (number) => { const b = Buffer.alloc(4); b.writeInt32BE(number); return b; };
const long = (number) => { const b = Buffer.alloc(8); b.writeBigInt64BE(BigInt(number)); return b; };
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest();
const hmac = (key, bytes) => crypto.createHmac('sha256', key).update(bytes).digest();
const hkdf = (key, info, salt = '', length = 32) => Buffer.from(crypto.hkdfSync('sha512', key, salt, info, length));
const fields = (...all) => Buffer.concat(all.map(Buffer.from).flatMap((field) => [int(field.length), field]));

const store = '11111111-2222-3333-4444-555555555555';
const secret = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const seedId = '99999999-8888-7777-6666-555555555555';
const seed = range(0);
const kek = range(200);
const value = 'a made-up value';

function gcm(key, nonce, associated, plaintext) {
  const cipher = crypto.createCipheriv('aes-256-gcm', key, nonce).setAAD(associated);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

// For what is shorter than 1 KiB.
function pad(bytes) {
  const padded = Buffer.alloc(Math.ceil((4 + bytes.length) / 64) * 64);
  return Buffer.concat([int(bytes.length), bytes, padded]).subarray(0, padded.length);
}

function envelope(key, id, context, plaintext) {
  const salt = range(100);
  const info = Buffer.concat([Buffer.from('orient/ose1|\x01|'), sha256(context)]);
  const derived = hkdf(key, info, salt, 76);
  const header = Buffer.concat([Buffer.from('OSE1\x01\0\0\0'), id, salt, derived.subarray(44)]);
  const sealed = gcm(derived.subarray(0, 32), derived.subarray(32, 44), Buffer.concat([context, header]), pad(plaintext));
  return Buffer.concat([header, sealed]);
}

function wrapped(key, checkValue, kekId) {
  return envelope(key, checkValue, fields('orient/seed', 'SCOPE', uuid(store), 'shop', uuid(seedId), long(1), kekId), seed);
}

// The key of a service is encrypted as FakeKeyService does it.
function remotePreamble(key) {
  const short = (bytes) => Buffer.concat([int(bytes.length).subarray(2), bytes]);
  const nonce = Buffer.alloc(12, 3);
  const ciphertext = gcm(hkdf('key-1', 'test key'), nonce, Buffer.alloc(0), key);
  return Buffer.concat([
    Buffer.from('OSR1'), short(ciphertext), int(1).subarray(2), short(Buffer.from('nonce.example.test')), short(nonce),
  ]);
}

// RFC 9180, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
function hpke() {
  const kem = Buffer.from('4b454d0020', 'hex');
  const suite = Buffer.from('48504b45002000010002', 'hex');
  const extract = (id, salt, label, ikm) =>
    hmac(salt.length ? salt : Buffer.alloc(32), Buffer.concat([Buffer.from('HPKE-v1'), id, Buffer.from(label), ikm]));
  // One block is enough for all of them.
  const expand = (id, prk, label, info, length) =>
    hmac(prk, Buffer.concat([int(length).subarray(2), Buffer.from('HPKE-v1'), id, Buffer.from(label), info, Buffer.from([1])]))
      .subarray(0, length);
  const none = Buffer.alloc(0);
  const privateKey = (bytes) => crypto.createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), bytes]), format: 'der', type: 'pkcs8',
  });
  const raw = (key) => Buffer.from(crypto.createPublicKey(key).export({ format: 'jwk' }).x, 'base64url');

  const material = hkdf(seed, 'orient/recipient');
  const recipient = privateKey(expand(kem, extract(kem, none, 'dkp_prk', material), 'sk', none, 32));
  const ephemeral = privateKey(range(32));
  const dh = crypto.diffieHellman({ privateKey: ephemeral, publicKey: crypto.createPublicKey(recipient) });
  const both = Buffer.concat([raw(ephemeral), raw(recipient)]);
  const shared = expand(kem, extract(kem, none, 'eae_prk', dh), 'shared_secret', both, 32);
  const place = fields('orient/sealed-value', uuid(store), 'shop', 'API_KEY');
  const context = Buffer.concat([
    Buffer.from([0]), extract(suite, none, 'psk_id_hash', none), extract(suite, none, 'info_hash', place),
  ]);
  const prk = extract(suite, shared, 'secret', none);
  const plaintext = Buffer.concat([long(Date.parse('2026-11-28T16:30:00.123Z')), pad(Buffer.from(value))]);
  const sealed = gcm(expand(suite, prk, 'key', context, 32), expand(suite, prk, 'base_nonce', context, 12), uuid(seedId), plaintext);
  return {
    publicKey: raw(recipient).toString('base64'),
    sealedText: 'osv1.' + Buffer.concat([uuid(seedId), raw(ephemeral), sealed]).toString('base64url'),
  };
}

const checkValue = hkdf(kek, `orient/kcv|${store}|k1`).subarray(0, 16);
const remoteCheckValue = hkdf('kms:key-1', `orient/kcv-remote|${store}`).subarray(0, 16);
const context = fields('orient/secret', uuid(store), 'shop', uuid(secret), 'API_KEY', long(7), 'value');

console.log(JSON.stringify({
  value,
  seed: seed.toString('hex'),
  kek: kek.toString('hex'),
  checkValue: checkValue.toString('hex'),
  envelope: envelope(hkdf(seed, 'orient/enc'), uuid(seedId), context, Buffer.from(value)).toString('hex'),
  wrappedSeed: wrapped(hkdf(kek, 'orient/wrap'), checkValue, 'k1').toString('hex'),
  seedOfAService: Buffer.concat([remotePreamble(range(50)), wrapped(range(50), remoteCheckValue, 'kms:key-1')]).toString('hex'),
  fingerprint: hmac(hkdf(seed, 'orient/fingerprint/published'), fields('shop', 'API_KEY', value)).subarray(0, 16).toString('base64url'),
  code: hmac(hkdf(seed, 'orient/mac/audit-row'), Buffer.from('message')).toString('hex'),
  ...hpke(),
}, null, 2));
