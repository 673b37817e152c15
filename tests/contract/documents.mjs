// Uploads against the real server: good ones, every bad one, who may see what was seen, ClamAV, another master key.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { Server } from './server.mjs';

const octets = 'application/octet-stream';

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4), crc = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  let sum = 0xffffffff;
  for (const byte of body) {
    sum ^= byte;
    for (let bit = 0; bit < 8; ++bit) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  crc.writeUInt32BE((sum ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, body, crc]);
}

/// A PNG of one colour; `rows` fewer than `height` where pixels are to be missing.
export function png(width, height, colour = [200, 30, 30], rows = height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(3 * width, Buffer.from(colour))]);
  const pixels = zlib.deflateSync(Buffer.concat(Array(rows).fill(row)));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

export function pdf(inCatalogue = '') {
  const objects = [`<< /Type /Catalog /Pages 2 0 R ${inCatalogue} >>`, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>'];
  let text = '%PDF-1.7\n';
  const places = objects.map((object, i) => { const at = text.length; text += `${i + 1} 0 obj\n${object}\nendobj\n`; return at; });
  const table = text.length;
  const rows = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(`${text}xref\n0 4\n0000000000 65535 f \n${rows}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
}

const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(40)]);
const zipEnd = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);

/// What is sent, under which name, and what is answered: status, code, and a word of `found`.
function badUploads(jpeg) {
  return [
    ['a zip renamed .jpg', zip, '发票.jpg', 415, 'unsupported_document', 'ZIP'],
    ['an SVG with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'a.png', 415, 'unsupported_document', 'SVG'],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>'), 'a.pdf', 415, 'unsupported_document', 'HTML'],
    ['a PDF with JavaScript', pdf('/OpenAction << /S /JavaScript /JS (app.alert(1)) >>'), 'a.pdf', 422, 'unsafe_document', 'JavaScript'],
    ['a PDF that launches', pdf('/OpenAction << /S /Launch /F (cmd.exe) >>'), 'a.pdf', 422, 'unsafe_document', 'Launch'],
    ['a PDF with files in it', pdf('/Names << /EmbeddedFiles << /Names [] >> >>'), 'a.pdf', 422, 'unsafe_document', 'EmbeddedFiles'],
    ['half a PDF', pdf().subarray(0, 200), 'a.pdf', 422, 'damaged_document', 'PDF'],
    ['an image bomb', png(60_000, 60_000, [0, 0, 0], 1), 'a.png', 413, 'too_large', '60000 x 60000'],
    ['a PNG without its pixels', png(4_000, 4_000, [0, 0, 0], 1), 'a.png', 422, 'damaged_document', 'PNG'],
    ['half a JPEG', jpeg.subarray(0, jpeg.length / 2), 'a.jpg', 422, 'damaged_document', 'JPEG'],
    ['a picture that is a ZIP as well', Buffer.concat([jpeg, zipEnd]), 'a.jpg', 422, 'unsafe_document', 'ZIP'],
    ['a picture that is a PDF as well', Buffer.concat([jpeg.subarray(0, 20), Buffer.from('%PDF-1.4'), jpeg.subarray(20)]), 'a.jpg', 422, 'unsafe_document', 'PDF'],
    ['a PDF with more behind its end', Buffer.concat([pdf(), Buffer.from('MZ and a program')]), 'a.pdf', 422, 'unsafe_document', 'PDF'],
    ['nothing', Buffer.alloc(0), 'a.jpg', 422, 'damaged_document', '0 bytes'],
    ['a name with path characters', png(8, 8), '../../etc/passwd', 422, 'bad_value', '..'],
    ['a name with a backslash', png(8, 8), 'a\\b.png', 422, 'bad_value', 'a'],
  ];
}

/// What ClamAV's daemon would say: FOUND for uploads that hold `virus`.
function fakeClamd(file, virus) {
  const daemon = net.createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more]);
      if (!bytes.subarray(-4).equals(Buffer.alloc(4))) return;
      socket.end(bytes.includes(virus) ? 'stream: Yitong.Test.Virus FOUND\0' : 'stream: OK\0');
    });
    socket.on('error', () => {});
  });
  return new Promise((resolve) => { daemon.listen(file, () => resolve(daemon)); });
}

/// The files below the folders of a folder.
function under(folder) {
  return fs.readdirSync(folder).flatMap((bucket) => fs.readdirSync(path.join(folder, bucket)).map((file) => path.join(folder, bucket, file)));
}

export async function documents({ server, contract, call, expect, bin, root }) {
  const { people } = (await call('GET', '/v1/demo/people?area=360100&limit=2', undefined, 200)).json;
  const [person, stranger] = people.map((each) => each.person);
  const at = (who, more = '') => `/v1/people/${who}/documents${more}`;
  const folder = path.join(server.folder, 'test.db.documents');
  const send = async (to, who, name, kind, bytes, expected, what, type = octets) => {
    const url = `${at(who)}?name=${encodeURIComponent(name)}&kind=${kind}`;
    const reply = await to.request('POST', url, bytes, type);
    expect(reply.status === expected, what, `gave ${reply.status}, not ${expected}: ${reply.text.slice(0, 400)}`);
    const faults = contract.faultsOf('POST', url, reply.status, reply.type, reply.text);
    expect(faults.length === 0, what, `against the contract: ${faults.slice(0, 5).join('; ')}`);
    return { ...reply, json: JSON.parse(reply.text) };
  };

  const photo = await send(server, person, '出院小结 1.png', 'discharge_summary', png(640, 480), 201, 'a photo is kept');
  const same = await send(server, person, 'other.png', 'other', png(640, 480), 200, 'the same bytes again');
  expect(same.text === photo.text, 'the same bytes give the same document', same.text);
  const paper = await send(server, person, '发票.pdf', 'invoice', pdf(), 201, 'a PDF is kept', 'application/pdf');
  const theirs = await send(server, stranger, '1.png', 'other', png(640, 480), 201, "another person's same bytes");
  expect(photo.json.type === 'image/jpeg' && photo.json.width === 640 && photo.json.name === '出院小结 1.png', 'what is kept', photo.text);
  expect(under(folder).length === 3, 'a file for each', String(under(folder)));
  const plain = png(640, 480).subarray(40, 80);
  for (const file of under(folder)) {
    const bytes = fs.readFileSync(file);
    expect(!bytes.includes('JFIF') && !bytes.includes('%PDF') && !bytes.includes(plain), 'nothing readable lies in the folder');
  }

  const list = (await call('GET', at(person), undefined, 200)).json;
  expect(list.count === 2 && list.documents[0].id === paper.json.id, 'newest first', JSON.stringify(list));
  expect((await call('GET', at(person, '?kind=invoice'), undefined, 200)).json.count === 1, 'of one kind');
  await call('GET', at(person, '?kind=nonsense'), undefined, 422);
  const one = (more) => at(person, `/${photo.json.id}${more}`);
  const content = await call('GET', one('/content?why=own_use'), undefined, 200);
  expect(content.type === 'image/jpeg' && content.bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xd8])), 'a JPEG comes back', content.type);
  expect(content.headers.get('content-disposition')?.includes("filename*=UTF-8''%e5%87%ba"), 'under its name', content.headers.get('content-disposition'));
  const paperAgain = await call('GET', at(person, `/${paper.json.id}/content`), undefined, 200);
  expect(paperAgain.bytes.equals(pdf()), 'a PDF comes back as it was');
  expect((await call('GET', one('/thumbnail'), undefined, 200)).type === 'image/jpeg', 'a thumbnail');
  await call('GET', at(person, `/${paper.json.id}/thumbnail`), undefined, 404, 'a PDF has no thumbnail');
  await call('GET', one('/content?why=curiosity'), undefined, 422);
  await call('GET', one('/content?reference=a%20b'), undefined, 422);
  const accesses = (await call('GET', one('/accesses'), undefined, 200)).json.accesses;
  expect(accesses.map((each) => each.action).join() === 'content,added' && accesses[0].why === 'own_use', 'who saw it is on record', JSON.stringify(accesses));

  for (const url of [at(stranger, `/${photo.json.id}/content`), at(stranger, `/${photo.json.id}/accesses`), at(person, '/d0000-1/content'),
    at(person, '/..%2f..%2fx/content'), at('p0000000000000000'), at('nobody')])
    await call('GET', url, undefined, 404, `nobody else's: ${url}`);
  await call('DELETE', at(stranger, `/${photo.json.id}`), undefined, 404, "another person's cannot be removed");
  const kept = under(folder).length;
  for (const [what, bytes, name, status, code, found] of badUploads(content.bytes)) {
    const reply = await send(server, person, name, 'invoice', bytes, status, what);
    expect(reply.json.code === code && reply.json.errors[0].found.includes(found), what, reply.text.slice(0, 400));
  }
  for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])
    expect((await server.request('POST', `${at(person)}?name=a&kind=other`, png(9, 9), type)).status === 415, 'a type that a form can send', type);
  const nothing = await server.request('POST', at(person), png(9, 9), octets);
  expect(nothing.status === 422 && JSON.parse(nothing.text).errors.length === 2, 'name and kind are both missing', nothing.text);
  const huge = await server.raw(`POST ${at(person)}?name=a&kind=other HTTP/1.1\r\nHost: x\r\nContent-Type: ${octets}\r\nContent-Length: 209715200\r\n\r\n`);
  expect(huge.startsWith('HTTP/1.1 413') && huge.includes('20 MiB'), '200 MB are refused before they are sent', huge.slice(0, 300));
  await send(server, person, 'a.bin', 'other', Buffer.alloc(2 << 20, 1), 415, 'more than other bodies may have is looked at here');
  expect(under(folder).length === kept, 'what is refused leaves no file', `${under(folder)} ${kept}`);
  expect((await call('GET', at(person), undefined, 200)).json.count === 2, 'and no row');

  await call('DELETE', at(stranger, `/${theirs.json.id}`), undefined, 200);
  await call('DELETE', at(stranger, `/${theirs.json.id}`), undefined, 404, 'removed once');
  await call('GET', at(stranger, `/${theirs.json.id}/content`), undefined, 404, 'what was removed is gone');
  expect((await call('GET', at(stranger, `/${theirs.json.id}/accesses`), undefined, 200)).json.accesses[0].action === 'removed', 'that it was removed stays');
  expect(under(folder).length === kept - 1, 'and its file goes');
  await scanned(bin, root, expect);
  await rotated({ bin, root, server, expect, person, photo, bytes: content.bytes, at });
}

async function scanned(bin, root, expect) {
  const other = new Server(bin, root);
  const socket = path.join(other.folder, 'clamd.sock');
  const virus = png(33, 11).subarray(60, 100);
  let daemon = await fakeClamd(socket, virus);
  try {
    await other.start('--clamd', `unix:${socket}`);
    const person = JSON.parse((await other.request('GET', '/v1/demo/people?limit=1')).text).people[0].person;
    const send = async (bytes) => {
      const reply = await other.request('POST', `/v1/people/${person}/documents?name=a&kind=other`, bytes, octets);
      return { ...reply, json: JSON.parse(reply.text) };
    };
    expect((await send(png(12, 12))).status === 201, 'a clean file passes ClamAV');
    const sick = await send(png(33, 11));
    expect(sick.json.code === 'infected_document' && sick.json.errors[0].found === 'Yitong.Test.Virus', 'an infected file is refused', sick.text);
    await new Promise((resolve) => daemon.close(resolve));
    const later = await send(png(13, 13));
    expect(later.status === 503 && later.json.code === 'document_unchecked' && later.headers.get('retry-after'), 'unscanned is refused', later.text);
    await other.stop();
    await other.start('--clamd', `unix:${socket}`, '--clamd-optional');
    expect((await send(png(13, 13))).status === 201, 'unless the operator says otherwise');
  } finally {
    daemon.close();
    await other.stop();
    other.clean();
  }
}

/// Audit, another master key, and the documents as before.
async function rotated({ bin, root, server, expect, person, photo, bytes, at }) {
  const run = promisify(execFile);
  const db = path.join(server.folder, 'test.db'), key = path.join(server.folder, 'new.key');
  await server.stop();
  const audit = await run(bin, ['audit', '--db', db], { cwd: root });
  expect(/2 documents/.test(audit.stdout) && audit.stdout.includes('clean'), 'the audit reads the documents', audit.stdout);
  await run(bin, ['rotate-keys', '--db', db, '--new-key', key], { cwd: root });
  const old = await run(bin, ['audit', '--db', db], { cwd: root }).catch((error) => error);
  expect(old.code > 0, 'the old key opens nothing any more');
  const again = await run(bin, ['audit', '--db', db, '--key', key], { cwd: root });
  expect(again.stdout.includes('clean'), 'the audit is clean under the new key', again.stdout);
  fs.renameSync(key, `${db}.key`);
  await server.start();
  const content = await server.request('GET', at(person, `/${photo.json.id}/content`));
  expect(content.status === 200 && content.bytes.equals(bytes), 'old documents are readable under the new key', String(content.status));
}
