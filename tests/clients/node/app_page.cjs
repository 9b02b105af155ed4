// A web app without a server of its own: one page with a bundled script, at every path of a free port of localhost, where browsers allow without
// TLS what they otherwise want TLS for.
const http = require('node:http');
const path = require('node:path');
const esbuild = require('esbuild');

async function bundle(script) {
  const entryPoints = [path.join(__dirname, script)];
  const { outputFiles } = await esbuild.build({ entryPoints, bundle: true, write: false, logLevel: 'error' });
  return outputFiles[0].text;
}

// Serves the page of a script. What `settings` gives for its origin, the script finds in the global of that name. Gives the origin.
async function serve(script, settings = async () => ({})) {
  const [text, given] = [await bundle(script), {}];
  const page = () => `<!doctype html><title>app</title><script>const settings = ${JSON.stringify(given)};</script><script src="/script.js"></script>`;
  const server = http.createServer(({ url }, response) => {
    const isScript = url === '/script.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html').end(isScript ? text : page());
  });
  await new Promise(done => server.listen(0, 'localhost', done));
  const origin = `http://localhost:${server.address().port}`;
  Object.assign(given, await settings(origin));
  return origin;
}

module.exports = { serve };
