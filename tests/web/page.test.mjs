// Opens the consumer pages of the sample chain in a real browser, at phone and desktop size, in both languages, light
// and dark, with and without script. Needs in its environment:
//   STOCKTRAIL_URL       e.g. http://127.0.0.1:8080
//   STOCKTRAIL_GOOD      path of a good sample, e.g. /01/.../10/...
//   STOCKTRAIL_RECALLED  path of a recalled one
//   STOCKTRAIL_ITEM      path of a single item
//   STOCKTRAIL_SHOTS     folder for the pictures
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// Installed into the build folder, not beside this file.
const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const { STOCKTRAIL_URL: base, STOCKTRAIL_GOOD: good, STOCKTRAIL_RECALLED: recalled, STOCKTRAIL_ITEM: item,
  STOCKTRAIL_SHOTS: shots } = process.env;
// What a server may send before it has heard from the client (10 segments of 1,460 bytes): what is meant is what
// travels, with the header.
const firstViewBytesMax = 14 * 1024;
const plainBytesMax = 24 * 1024;
const han = /.{0,30}[\u3400-\u9fff].{0,10}/;

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const verdicts = {
  good: { path: good, en: 'On record, no recall', zh: '有记录，未被召回' },
  item: { path: item, en: 'On record, no recall', zh: '有记录，未被召回' },
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

/// How many pixels a page is wider than the screen; a bar for scrolling is no part of that.
const overflowOf = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

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
          const told = await page.locator('main').innerText();
          if (language === 'en') assert.equal(told.match(han)?.[0], undefined, 'one language on a page');
          const shops = /Willow Street|Harbourlight|柳街|港灯/;
          if (name !== 'item') assert.doesNotMatch(told, shops, 'customers of a lot');
          if (name === 'item') assert.match(told, shops, 'the way of the thing in hand');
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
        const overflow = await overflowOf(page);
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

// What nobody can break: the longest that a code may hold, and what is no code at all.
const long = ['/01/09506000134352/10/' + 'W'.repeat(20) + '/21/' + 'M'.repeat(20), '/8004/9506000' + 'W'.repeat(23),
  '/' + 'W'.repeat(300)].map((path) => '/p' + path);
const usual = [good, recalled, item, '/p/'];
const all = [...usual, good.replace(/\/10\/.*$/, ''), `${good}?15=991231`, `${good}/21/9999`, '/p/01/09506000134353', '/nothing', ...long];
for (const [name, width, text, locale, paths] of [['a small phone', 320, '100%', 'en-GB', all], ['a small phone', 320, '100%', 'zh-CN', all],
  ['text of twice the size', 390, '200%', 'en-GB', usual]]) {
  test(`fits ${name}, ${locale}`, async () => {
    for (const path of paths) {
      const { context, page } = await open(path, { viewport: { width, height: 640 }, locale, bypassCSP: true });
      await page.addStyleTag({ content: `html{font-size:${text}}` });
      for (const summary of await page.locator('summary').all()) await summary.click();
      const overflow = await overflowOf(page);
      assert.ok(overflow <= 0, `${path}: ${overflow} pixels wider than the screen`);
      const shot = `${path.slice(0, 60).replaceAll(/[/?]/g, '_')}-${width}-${parseInt(text)}-${locale}.png`;
      await page.screenshot({ path: join(shots, shot), fullPage: true });
      await context.close();
    }
  });
}

test('can be tapped, and reached by key', async () => {
  const { context, page } = await open(good, { viewport: sizes.phone });
  for (const target of await page.locator('summary, .brand, nav a').all())
    assert.ok((await target.boundingBox()).height >= 43.5, await target.innerText());
  await page.goto(base + '/p/');
  for (const target of ['input:not([type=hidden])', 'button']) {
    await page.keyboard.press('Tab');
    while (!await page.locator(target).evaluate((node) => node === document.activeElement)) await page.keyboard.press('Tab');
    const outline = await page.locator(target).evaluate((node) => getComputedStyle(node).outline);
    assert.match(outline, /solid 3px|3px solid/, target);
  }
  await context.close();
});

test('prints whole, black on white', async () => {
  const { context, page } = await open(good, { viewport: sizes.desktop, colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('nav').isVisible(), false);
  assert.equal(await page.locator('pre').isVisible(), true, 'how to check the proof');
  const colours = await page.locator('body').evaluate((node) => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]);
  assert.deepEqual(colours, ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  await page.screenshot({ path: join(shots, 'print.png'), fullPage: true });
  await context.close();
});

test('a product asks for its lot', async () => {
  const [, product, lot] = good.match(/^(.*)\/10\/(.*)$/);
  const { context, page } = await open('/p' + product, { viewport: sizes.phone, locale: 'zh-CN', javaScriptEnabled: false });
  assert.equal(await page.locator('h1').innerText(), '此商品已登记');
  await page.screenshot({ path: join(shots, 'product.png'), fullPage: true });
  await page.locator('input[name=lot]').fill(` ${lot} `);
  await page.locator('.find button').click();
  assert.equal(new URL(page.url()).pathname, '/p' + good);
  assert.equal(await page.locator('h1').innerText(), verdicts.good.zh);
  await context.close();
});

/// The bytes of a whole answer on the wire, header and all, to a client that takes gzip.
function transfer(path) {
  return new Promise((resolve, reject) => {
    get(base + path, { agent: false, headers: { 'Accept-Encoding': 'gzip, deflate, br' } }, (answer) => {
      const { socket } = answer;
      answer.resume();
      answer.on('end', () => resolve(socket.bytesRead));
    }).on('error', reject);
  });
}

test('the first view is small and cacheable, and sets nothing', async (t) => {
  for (const path of [good, recalled, item]) {
    const answer = await fetch(base + '/p' + path, { headers: { 'Accept-Encoding': 'identity' } });
    const body = Buffer.from(await answer.arrayBuffer());
    const bytes = await transfer('/p' + path);
    t.diagnostic(`${bytes} bytes on the wire, ${body.length} bytes of HTML`);
    assert.ok(bytes <= firstViewBytesMax, `${bytes} bytes on the wire`);
    assert.ok(body.length <= plainBytesMax, `${body.length} bytes of HTML`);
    assert.equal(answer.headers.get('set-cookie'), null);
    assert.match(answer.headers.get('content-security-policy'), /default-src 'none'/);
    assert.doesNotMatch(body.toString(), /<script/);
  }
});

test('the proof file is there to download', async () => {
  const { context, page } = await open(good, { viewport: sizes.phone });
  await page.locator('summary').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a.button').click()]);
  assert.equal(download.suggestedFilename(), 'journey.stproof');
  assert.ok(readFileSync(await download.path(), 'utf8').startsWith('stocktrail-proof/v1\n'));
  await context.close();
});

test('the other language is one tap away, and stays', async () => {
  const { context, page } = await open(good, { viewport: sizes.phone, locale: 'en-GB' });
  await page.getByRole('link', { name: '中文' }).click();
  assert.equal(await page.locator('h1').innerText(), verdicts.good.zh);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hans');
  await page.locator('.brand').click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hans', 'through the links of the page');
  await page.locator('input[name=code]').fill(good.replace(/^.*01\/(\d+)\/10\/(.*)$/, '(01)$1(10)$2'));
  await page.locator('.find button').click();
  assert.equal(new URL(page.url()).pathname, '/p' + good);
  assert.equal(await page.locator('h1').innerText(), verdicts.good.zh);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
  const scanned = await open(good + '?lang=zh', { viewport: sizes.phone, locale: 'en-GB' });
  assert.equal(await scanned.page.locator('html').getAttribute('lang'), 'zh-Hans', 'as the scanned link says');
  await scanned.context.close();
});

const others = {
  unknown: { path: '/p/01/09506000134352/10/NEVER', status: 404, en: 'No record of this code', zh: '没有此编码的记录' },
  misprinted: { path: '/01/09506000134353/10/L7', status: 400, en: 'This is not a valid code', zh: '编码无效' },
  nothing: { path: '/nothing', status: 404, en: 'There is nothing at this address', zh: '此地址没有内容' },
  smallLetters: {
    path: `/p${good.toLowerCase()}`, status: 404, form: 0, en: 'No record of exactly this code', zh: '没有完全相同的编码记录',
  },
  otherDate: { path: `/p${good}?15=991231`, status: 200, form: 0, en: 'The date does not match', zh: '日期不一致' },
  malformed: { path: '/p/01/09506000134353', status: 400, en: 'This is not a valid code', zh: '编码无效' },
  serial: {
    path: `/p${good}/21/9999`, status: 404, form: 0, en: 'Serial number not on record', zh: '没有此序列号的记录',
  },
  otherLot: { path: `/p${recalled}/21/1004`, status: 200, form: 0, en: 'Recalled: do not use', zh: '已召回：请勿使用' },
  noLot: { path: `/p${item.replace('/21/', '/10/NOSUCH/21/')}`, status: 404, form: 0, en: 'The lot does not match', zh: '批号不一致' },
  destroyed: { path: `/p${item.replace('1004', '1003')}`, status: 200, form: 0, en: 'Not for use', zh: '请勿使用' },
  start: { path: '/p/', status: 200, en: 'Where does it come from?', zh: '它从哪里来？' },
};
for (const [name, { path, status, form = 1, ...title }] of Object.entries(others)) {
  test(`the ${name} page`, async () => {
    for (const [size, viewport] of Object.entries(sizes)) {
      for (const [language, colorScheme] of [['en', 'light'], ['zh', 'dark']]) {
        const { context, page, answer, strangers } = await open(path, {
          viewport, colorScheme, locale: language === 'zh' ? 'zh-CN' : 'en-GB', bypassCSP: true,
        });
        assert.equal(answer.status(), status);
        assert.equal(await page.locator('h1').innerText(), title[language]);
        assert.equal(await page.locator('form').count(), form);
        await page.screenshot({ path: join(shots, `${name}-${size}-${language}-${colorScheme}.png`), fullPage: true });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`), []);
        assert.deepEqual(strangers, []);
        await context.close();
      }
    }
  });
}
