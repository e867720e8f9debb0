// Statements against two unmodified npm libraries, both ways: what they make, our parser takes; what we make, they
// open, verify and present. Runs on Node 18. Usage: node sdjwt_interop.mjs <statement_tool>
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { CompactSign, calculateJwkThumbprint, compactVerify, importJWK } from 'jose';

const tool = process.argv[2];
const run = (input, ...args) => execFileSync(tool, args, { input, encoding: 'utf8' });
const sha256 = (text) => createHash('sha256').update(text).digest();
let passed = 0;
const test = async (name, body) => {
  await body();
  passed += 1;
  console.log(`ok ${passed} - ${name}`);
};

const { privateKey } = generateKeyPairSync('ed25519');
const privateJwk = privateKey.export({ format: 'jwk' });
const publicJwk = createPublicKey(privateKey).export({ format: 'jwk' });
const kid = await calculateJwkThumbprint(publicJwk);
const header = { alg: 'EdDSA', typ: 'events+sd-jwt', kid };
const claims = () => ({
  iss: 'https://id.gs1.org/417/9521141000014',
  iat: 1700000000,
  jti: randomBytes(16).toString('base64url'),
});
const event = {
  type: 'ObjectEvent',
  eventTime: '2026-07-22T06:45:00.000+02:00',
  action: 'OBSERVE',
  epcList: ['urn:a', 'urn:b', 'urn:c'],
  quantityList: [{ epcClass: 'urn:d', quantity: 12.5, uom: 'KGM' }],
};
const joseSign = async (payload) =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader(header)
    .sign(await importJWK(privateJwk, 'EdDSA'));
const parse = (wire, jwk = publicJwk) => JSON.parse(run(wire, 'parse', jwk.x));

// The library leaves signing and hashing to its user.
const instance = (jwk, signKey) =>
  new SDJwtInstance({
    signAlg: 'EdDSA',
    hashAlg: 'sha-256',
    signer: (data) => sign(null, Buffer.from(data), signKey).toString('base64url'),
    verifier: (data, signature) =>
      verify(null, Buffer.from(data), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url')),
    hasher: (data) => new Uint8Array(sha256(data)),
    saltGenerator: () => randomBytes(16).toString('base64url'),
  });
const theirs = instance(publicJwk, createPrivateKey({ key: privateJwk, format: 'jwk' }));

await test('jose: plain events are accepted and verify', async () => {
  const parsed = parse(`${await joseSign({ ...claims(), events: [event, { type: 'x' }] })}~`);
  assert.deepEqual(parsed, { kind: 'events', issuer: claims().iss, verified: true, events: [event, { type: 'x' }] });
});

await test('jose: hand-made disclosures are accepted, a changed one is refused', async () => {
  const disclose = (...parts) => Buffer.from(JSON.stringify([randomBytes(16).toString('base64url'), ...parts])).toString('base64url');
  const digest = (disclosure) => sha256(disclosure).toString('base64url');
  const action = disclose('action', 'ADD');
  const whole = disclose({ type: 'ObjectEvent', _sd: [digest(action)] });
  const jws = await joseSign({ ...claims(), _sd_alg: 'sha-256', events: [{ '...': digest(whole) }] });
  assert.deepEqual(parse(`${jws}~${whole}~${action}~`).events, [{ type: 'ObjectEvent', action: 'ADD' }]);
  assert.deepEqual(parse(`${jws}~${whole}~`).events, [{ type: 'ObjectEvent' }]);
  assert.equal(spawnSync(tool, ['parse', publicJwk.x], { input: `${jws}~${whole}~${disclose('action', 'DELETE')}~` }).status, 1);
});

await test('@sd-jwt/core: an issued statement with nested frames and decoys is accepted', async () => {
  const frame = {
    events: {
      _sd: [0, 1],
      _sd_decoy: 2,
      0: { _sd: ['action', 'epcList'], _sd_decoy: 3, epcList: { _sd: [0, 2], _sd_decoy: 1 }, quantityList: { _sd: [0], 0: { _sd: ['quantity'] } } },
    },
  };
  const issued = await theirs.issue({ ...claims(), events: [event, { type: 'x' }] }, frame, { header: { typ: 'events+sd-jwt', kid } });
  const parsed = parse(issued);
  assert.equal(parsed.verified, true);
  assert.deepEqual(parsed.events, [event, { type: 'x' }]);
  const shown = await theirs.present(issued, { events: { 0: { action: true, epcList: { 2: true } } } });
  assert.deepEqual(parse(shown).events[0].epcList, ['urn:b', 'urn:c']);
});

const made = JSON.parse(run('', 'make'));
const ours = instance(made.jwk);

await test('jose: our JWS verifies and names the RFC 7638 thumbprint', async () => {
  const { protectedHeader } = await compactVerify(made.full.split('~')[0], await importJWK(made.jwk, 'EdDSA'));
  assert.deepEqual(protectedHeader, { alg: 'EdDSA', typ: 'events+sd-jwt', kid: await calculateJwkThumbprint(made.jwk) });
});

await test('@sd-jwt/core: our statement, fully disclosed, opens and verifies', async () => {
  const { payload } = await ours.verify(made.full);
  assert.deepEqual(payload.events, made.events);
  assert.deepEqual(parse(made.seeded, made.jwk).events, made.events);
});

await test('@sd-jwt/core: our redacted statement opens and verifies', async () => {
  const redacted = run(made.seeded, 'redact', '/type', '/epcList', '/epcList/1', '/quantityList', '/quantityList/0');
  const { payload } = await ours.verify(redacted);
  assert.deepEqual(payload.events, [
    {
      type: 'ObjectEvent',
      epcList: [made.events[0].epcList[1]],
      quantityList: [{ epcClass: made.events[0].quantityList[0].epcClass, uom: 'KGM' }],
    },
    { type: 'TransformationEvent' },
    { type: 'AssociationEvent' },
  ]);
});

await test('@sd-jwt/core: what it presents of our statement, our parser takes', async () => {
  const shown = await ours.present(made.full, { events: { 0: { type: true, quantityList: { 0: { quantity: true } } } } });
  assert.deepEqual(parse(shown, made.jwk), {
    kind: 'events',
    issuer: 'https://id.gs1.org/417/9521141000014',
    verified: true,
    events: [{ type: 'ObjectEvent', quantityList: made.events[0].quantityList }],
  });
});

await test('both refuse a changed signature', async () => {
  const [jws, ...rest] = made.full.split('~');
  const [head, body, signature] = jws.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[0] ^= 1;
  const changed = [`${head}.${body}.${bytes.toString('base64url')}`, ...rest].join('~');
  await assert.rejects(ours.verify(changed));
  assert.equal(parse(changed, made.jwk).verified, false);
});

console.log(`${passed} interoperability checks passed on Node ${process.version}`);
