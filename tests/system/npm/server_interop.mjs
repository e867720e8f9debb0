// Statements that unmodified npm libraries made, into a real server, and its statements into them. Runs on Node 18.
// Usage: node server_interop.mjs <address> <party> <token>, with the secret and the public half of the party's key on two
// lines of standard input.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SDJwtInstance } from '@sd-jwt/core';
import { CompactSign, calculateJwkThumbprint, compactVerify, importJWK } from 'jose';

const [address, party, token] = process.argv.slice(2);
const [d, x] = readFileSync(0, 'utf8').split('\n');
const jwk = { kty: 'OKP', crv: 'Ed25519', x, d };
const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
let passed = 0;
const test = async (name, body) => {
  await body();
  passed += 1;
  console.log(`ok ${passed} - ${name}`);
};

const item = 'https://id.gs1.org/01/09521141012345/21/J';
const event = (number, more = {}) => ({
  type: 'ObjectEvent',
  eventTime: '2026-07-22T06:45:00.000+02:00',
  eventTimeZoneOffset: '+02:00',
  action: 'OBSERVE',
  eventID: `urn:x-npm:${number}`,
  epcList: [item + number],
  quantityList: [{ epcClass: 'https://id.gs1.org/01/09521141012345/10/L1', quantity: 12.5, uom: 'KGM' }],
  ...more,
});
const claims = () => ({
  iss: party,
  iat: Math.floor(Date.now() / 1000),
  jti: randomBytes(16).toString('base64url'),
});
const joseSign = async (payload) =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'events+sd-jwt', kid })
    .sign(await importJWK(jwk, 'EdDSA'));
const post = (body, type = 'application/sd-jwt') =>
  fetch(`${address}/statements`, { method: 'POST', body, headers: { 'content-type': type } });
const get = (path, headers = {}) => fetch(address + path, { headers });
const mine = { authorization: `Bearer ${token}` };

const instance = (key) =>
  new SDJwtInstance({
    signAlg: 'EdDSA',
    hashAlg: 'sha-256',
    signer: (data) => sign(null, Buffer.from(data), createPrivateKey({ key: jwk, format: 'jwk' })).toString('base64url'),
    verifier: (data, signature) =>
      verify(null, Buffer.from(data), createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url')),
    hasher: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
    saltGenerator: () => randomBytes(16).toString('base64url'),
  });

/// The key as the server publishes it, not as this program knows it.
const published = async () => {
  const answer = await (await get(`/parties/${encodeURIComponent(party)}`)).json();
  return answer.keys.map(({ kty, crv, x: bytes }) => ({ kty, crv, x: bytes })).find((key) => key.x === x);
};

await test('jose: a statement with plain events is stored, a repeat has the same receipt', async () => {
  const wire = `${await joseSign({ ...claims(), events: [event(1)] })}~`;
  const stored = await post(wire);
  assert.equal(stored.status, 201);
  const receipt = await stored.json();
  const again = await post(wire);
  assert.equal(again.status, 200);
  assert.equal((await again.json()).index, receipt.index);
  const kept = await get(`/statements/${receipt.index}`, mine);
  assert.equal(await kept.text(), wire);
});

await test('jose: an event that breaks EPCIS is refused at its place, and so is a changed signature', async () => {
  const bad = await post(`${await joseSign({ ...claims(), events: [event(2, { action: 'MAYBE' })] })}~`);
  const problem = await bad.json();
  assert.deepEqual([bad.status, bad.headers.get('content-type')], [400, 'application/problem+json']);
  assert.match(problem.where, /events\[0\].*action/);
  const [head, payload] = (await joseSign({ ...claims(), events: [event(3)] })).split('.');
  assert.equal((await post(`${head}.${payload}.${Buffer.alloc(64, 1).toString('base64url')}~`)).status, 403);
});

await test('@sd-jwt/core: an issued statement is stored, and what the issuer gets back opens and verifies', async () => {
  const frame = { events: { _sd: [0], 0: { _sd: ['action', 'epcList', 'eventID'], _sd_decoy: 2, epcList: { _sd: [0] } } } };
  const issued = await instance(jwk).issue({ ...claims(), events: [event(4)] }, frame, { header: { typ: 'events+sd-jwt', kid } });
  const stored = await post(issued);
  assert.equal(stored.status, 201);
  const kept = await (await get(stored.headers.get('location'), mine)).text();
  const { payload } = await instance(await published()).verify(kept);
  assert.deepEqual(payload.events, [event(4)]);
});

await test('@sd-jwt/core: what anyone with the code in hand gets is redacted and verifies', async () => {
  const made = event(5, { action: 'ADD', bizStep: 'commissioning' });  // By whom the public is told.
  const frame = { events: { _sd: [0], 0: { _sd: Object.keys(made), epcList: { _sd: [0] } } } };
  const issued = await instance(jwk).issue({ ...claims(), events: [made] }, frame, { header: { typ: 'events+sd-jwt', kid } });
  const stored = await post(issued);
  assert.equal(stored.status, 201);
  const place = stored.headers.get('location');
  assert.equal((await get(place)).status, 404);
  const redacted = await (await get(`${place}?id=${encodeURIComponent(item + 5)}`)).text();
  const { payload } = await instance(await published()).verify(redacted);
  const [shown] = payload.events;
  assert.deepEqual([shown.type, shown.action, shown.epcList], ['ObjectEvent', 'ADD', [item + 5]]);
  assert.doesNotMatch(JSON.stringify(payload), /12\.5/);
  await compactVerify(redacted.split('~')[0], await importJWK(await published(), 'EdDSA'));
});

console.log(`${passed} checks with a real server passed on Node ${process.version}`);
