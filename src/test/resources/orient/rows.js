// Rows as Orient v0.1.x writes them, by Node's own crypto: what scryptSync, createCipheriv and hex are called with is
// what packages/core/src/crypto.ts of github.com/orient-bot/orient calls them with. Prints JSON.
// rows.json beside this file is one run of it, for machines without Node: node rows.js > rows.json
const crypto = require('crypto');

const masterKeys = {
  ours: 'made-up master key of the tests, 2026, ünïcödé',
  another: 'made-up master key that was rotated away',
  development: 'orient-dev-master-key-do-not-use-in-production-32chars',
};

const rows = [
  ['SLACK_BOT_TOKEN', 'ours', 'xoxb-made-up-slack-0123456789abcdef'],
  ['GREETING', 'ours', 'grüß Gott, 你好, 👩‍🚀 — żółć'],
  ['EMPTY', 'ours', ''],
  ['GITHUB_APP_PRIVATE_KEY', 'ours', '-----BEGIN PRIVATE KEY-----\nmade up\n-----END PRIVATE KEY-----\n'],
  ['LONG', 'ours', 'made up '.repeat(125)],
  ['ORIENT_MASTER_KEY', 'ours', 'made-up master key of the tests, 2026, ünïcödé'],
  ['not a key', 'ours', 'made-up value of a bad name 0123456789'],
  ['AI_PROVIDER_DEFAULTS', 'ours', JSON.stringify({
    transcription: 'openai', vision: 'anthropic', imageGeneration: 'dall-e-made-up', agentChat: 'openai', telepathy: 'openai',
  })],
  ['OLD_TOKEN', 'another', 'made-up value under the old key 0123456789'],
  ['DEV_TOKEN', 'development', 'made-up value under the public key 0123456789'],
];

function encrypt(masterKey, plaintext) {
  const key = crypto.scryptSync(masterKey, 'orient-master-key', 32);
  const iv = crypto.randomBytes(16);
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
  let encrypted = cipher.update(plaintext, 'utf8', 'hex');
  encrypted += cipher.final('hex');
  return { encrypted, iv: iv.toString('hex'), authTag: cipher.getAuthTag().toString('hex') };
}

console.log(JSON.stringify({
  masterKey: masterKeys.ours,
  node: process.version,
  rows: rows.map(([key, masterKey, plaintext]) => ({ key, plaintext, ...encrypt(masterKeys[masterKey], plaintext) })),
}, null, 1));
