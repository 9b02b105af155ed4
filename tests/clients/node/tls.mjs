// The listener for TLS, as programs of Node reach it that trust its authority by NODE_EXTRA_CA_CERTS: by each of its names, by HTTP/2 too; and as
// one does that trusts no authority but the known ones. The context has `port`, `hosts`, and the
// `prefix` of a domain whose pages are looked at.
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { run } from './context.cjs';

// No name but localhost is found by DNS; all of them are here.
const get = (port, host, path, more = {}) => new Promise(done => {
  const name = net.isIP(host) ? {} : { servername: host };
  const options = { host: '127.0.0.1', port, path, headers: { host: `${host}:${port}` }, agent: false, ...name, ...more };
  https.get(options, answer => {
    answer.resume();
    const { statusCode: status, headers } = answer;
    answer.on('end', () => done({ status, cookies: headers['set-cookie'] ?? [], strict: headers['strict-transport-security'] ?? null }));
  }).on('error', error => done({ error: error.code }));
});

// The status of an answer by HTTP/2, or why there is none.
const byHttp2 = (port, host) => new Promise(done => {
  const createConnection = () => tls.connect({ host: '127.0.0.1', port, servername: host, ALPNProtocols: ['h2'] });
  const session = http2.connect(`https://${host}:${port}`, { createConnection }).on('error', error => done(error.code));
  const request = session.request({ ':path': '/health/live' }).on('error', error => done(error.code));
  request.on('response', headers => { done(headers[':status']); session.destroy(); }).end();
});

run(async ({ port, hosts, prefix }) => {
  const [reached, strict] = [{}, {}];
  for (const host of hosts) {
    const told = await get(port, host, '/health/live');
    reached[host] = told.status ?? told.error;
    if (told.strict !== undefined) strict[host] = told.strict;
  }
  const page = prefix && await get(port, `${prefix}.localhost`, '/signup');
  return {
    reached, strict, http2: await byHttp2(port, 'localhost'), page: page?.status ?? null,
    cookies: page?.cookies.map(cookie => cookie.replace(/=[^;]*/, '=').split('; ').join(' ')) ?? null,
    untrusted: (await get(port, 'localhost', '/health/live', { ca: tls.rootCertificates })).error,
  };
});
