// Runs Node functions as AWS Lambda does, behind its Invoke API: a handler gets an event, a context and a callback, and answers by a promise
// or by the callback; what it throws is told as the runtime tells it.
//
// lambda_host.cjs PORT NAME=module.function ...   (modules of `handlers`; port 0 takes a free one)
//
// It prints its port, tells by GET what was asked, and ends with its standard input.
const http = require('node:http');
const path = require('node:path');

const [port, ...handlers] = process.argv.slice(2);
const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

const functions = new Map(handlers.map(each => {
  const [name, handler] = each.split('=');
  const [module, exported] = handler.split('.');
  return [name, require(path.join(__dirname, 'handlers', `${module}.cjs`))[exported]];
}));

const asked = [];

// The answer of a handler of either style.
function run(handler, event, context) {
  return new Promise((yes, no) => {
    const answer = handler(event, context, (error, value) => (error ? no(error) : yes(value)));
    if (typeof answer?.then === 'function') answer.then(yes, no);
  });
}

// What the runtime tells of an error.
function told(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack.split('\n') };
}

async function invoke(request, body) {
  const name = decodeURIComponent(request.url.match(INVOKE)?.[1] ?? '').split(':')[6];
  if (!functions.has(name)) return [404, { 'x-amzn-ErrorType': 'ResourceNotFoundException' }, {}];
  const event = JSON.parse(body);
  asked.push(event.triggerSource);
  const answer = run(functions.get(name), event, { functionName: name, awsRequestId: 'test' });
  if (request.headers['x-amz-invocation-type'] === 'Event') {
    answer.catch(error => console.error(error));
    return [202, {}, null];
  }
  try {
    return [200, {}, (await answer) ?? null];
  } catch (error) {
    return [200, { 'X-Amz-Function-Error': 'Unhandled' }, told(error)];
  }
}

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  if (request.method === 'GET') return response.end(JSON.stringify(asked));
  const [status, headers, answer] = await invoke(request, Buffer.concat(parts).toString());
  response.writeHead(status, headers).end(JSON.stringify(answer));
});
server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit(0));
