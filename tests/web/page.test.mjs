// Opens the consumer pages of the sample chain in a real browser, at phone and desktop size, in both languages, light
// and dark, with and without script. Needs in its environment:
//   STOCKTRAIL_URL       e.g. http://127.0.0.1:8080
//   STOCKTRAIL_GOOD      path of a good sample, e.g. /01/.../10/...
//   STOCKTRAIL_RECALLED  path of a recalled one
//   STOCKTRAIL_SHOTS     folder for the pictures
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// Installed into the build folder, not beside this file.
const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const { STOCKTRAIL_URL: base, STOCKTRAIL_GOOD: good, STOCKTRAIL_RECALLED: recalled, STOCKTRAIL_SHOTS: shots } = process.env;
const firstViewBytesMax = 14 * 1024;

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const verdicts = {
  good: { path: good, en: 'On record, no recall', zh: '记录齐全，未被召回' },
  recalled: { path: recalled, en: 'Recalled: do not use', zh: '已召回：请勿使用' },
};

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
});
after(() => browser?.close());

/// Opens a path as a fresh reader and collects what must not happen.
async function open(path, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const strangers = [], complaints = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) strangers.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const answer = await page.goto(base + path, { waitUntil: 'load' });
  return { context, page, answer, strangers, complaints };
}

for (const [size, viewport] of Object.entries(sizes)) {
  for (const [name, verdict] of Object.entries(verdicts)) {
    for (const language of ['en', 'zh']) {
      for (const colorScheme of ['light', 'dark']) {
        test(`${name} sample, ${size}, ${language}, ${colorScheme}`, async () => {
          const { context, page, strangers, complaints } = await open(verdict.path, {
            viewport, colorScheme, locale: language === 'zh' ? 'zh-CN' : 'en-GB', javaScriptEnabled: false,
            deviceScaleFactor: size === 'phone' ? 2 : 1,
          });
          assert.equal(new URL(page.url()).pathname, '/p' + verdict.path, 'the code leads to the page');
          assert.equal(await page.locator('h1').innerText(), verdict[language]);
          assert.equal(await page.locator('[role=alert]').count(), name === 'recalled' ? 1 : 0);
          assert.ok(await page.locator('.trail li time').count() >= 5, 'a journey of at least five steps');
          assert.ok(await page.locator('.cards li').count() >= 2, 'certificates');
          await page.screenshot({ path: join(shots, `${name}-${size}-${language}-${colorScheme}.png`), fullPage: true });
          assert.deepEqual(strangers, []);
          assert.deepEqual(complaints, []);
          assert.deepEqual(await context.cookies(), []);
          await context.close();
        });
      }
    }
  }
}

describe('with script in the browser', () => {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark']) {
      test(`fits and is accessible, ${size}, ${colorScheme}`, async () => {
        const { context, page } = await open(good, { viewport, colorScheme, bypassCSP: true });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${overflow} pixels wider than the screen`);
        for (const image of await page.locator('img').all()) {
          await image.scrollIntoViewIfNeeded();
          await image.evaluate((img) => img.decode());
          assert.ok(await image.evaluate((img) => img.naturalWidth) > 0, 'a picture did not load');
        }
        await page.locator('summary').click();
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`), []);
        await context.close();
      });
    }
  }
});

test('the first view is small and cacheable, and sets nothing', async () => {
  const answer = await fetch(base + '/p' + good);
  const body = Buffer.from(await answer.arrayBuffer());
  assert.ok(body.length <= firstViewBytesMax, `${body.length} bytes`);
  assert.equal(answer.headers.get('set-cookie'), null);
  assert.match(answer.headers.get('content-security-policy'), /default-src 'none'/);
  assert.doesNotMatch(body.toString(), /<script/);
});

test('the proof file is there to download', async () => {
  const { context, page } = await open(good, { viewport: sizes.phone });
  await page.locator('summary').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a.button').click()]);
  assert.equal(download.suggestedFilename(), 'journey.stproof');
  assert.ok(readFileSync(await download.path(), 'utf8').startsWith('stocktrail-proof/v1\n'));
  await context.close();
});

test('the other language is one tap away', async () => {
  const { context, page } = await open(good, { viewport: sizes.phone, locale: 'en-GB' });
  await page.getByRole('link', { name: '中文' }).click();
  assert.equal(await page.locator('h1').innerText(), verdicts.good.zh);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hans');
  await context.close();
});

test('a code that nobody reported, and one that is no code', async () => {
  const unknown = await open('/p/01/09506000134352/10/NEVER', { viewport: sizes.phone, locale: 'en-GB' });
  assert.equal(unknown.answer.status(), 404);
  assert.equal(await unknown.page.locator('h1').innerText(), 'No record of this code');
  await unknown.page.screenshot({ path: join(shots, 'unknown-phone.png') });
  await unknown.context.close();
  const wrong = await open('/p/01/09506000134353', { viewport: sizes.phone, locale: 'en-GB' });
  assert.equal(wrong.answer.status(), 400);
  assert.equal(await wrong.page.locator('h1').innerText(), 'This is not a valid code');
  await wrong.context.close();
});
