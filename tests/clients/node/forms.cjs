// As much of a browser as the sign-in pages need: it keeps cookies, follows redirects among the pages, and sends what their forms hold.
const { endpoint } = require('./context.cjs');

// The name and value of each cookie that an answer sets, and whether it takes it away. Node 18 joins them by commas; none has one inside.
const cookies = headers => (headers.get('set-cookie') ?? '').split(/, (?=[\w.-]+=)/).filter(Boolean).map(set => {
  const [, name, value] = set.match(/^([^=]+)=([^;]*)/);
  return { name, value, gone: set.includes('Max-Age=0') };
});

// The pages of the domain of this prefix. Node resolves no `<prefix>.localhost`: the same pages are below the service's own address.
class Forms {
  #cookies = new Map();

  constructor(prefix) { this.path = `/d/${prefix}`; }

  // Opens an address, or sends a form to it. Gives the page that is shown in the end, or the address of another site (`back`) that it leads to.
  async go(url, form) {
    const { pathname, search } = new URL(url, endpoint);
    const below = pathname.startsWith(this.path) ? pathname : this.path + pathname;
    const headers = { cookie: [...this.#cookies].map(pair => pair.join('=')).join('; ') };
    const body = form && new URLSearchParams(form);
    const answer = await fetch(endpoint + below + search, { method: form ? 'POST' : 'GET', headers, body, redirect: 'manual' });
    for (const { name, value, gone } of cookies(answer.headers)) gone ? this.#cookies.delete(name) : this.#cookies.set(name, value);
    const to = answer.headers.get('location');
    if (to?.startsWith('/')) return this.go(to);
    return to ? { back: to } : { url: below + search, html: await answer.text() };
  }

  // Sends the first form of a page.
  submit({ url, html }, fields) {
    const [, csrf] = html.match(/name="_csrf" value="([^"]+)"/) ?? [];
    if (!csrf) throw new Error(`no form at ${url}`);
    const [, action] = html.match(/<form[^>]* action="([^"]+)"/);
    return this.go(action.replaceAll('&#38;', '&'), { ...fields, _csrf: csrf });
  }

  // Opens the authorize endpoint as an app wants it, and signs in where a page asks for that. Gives where the browser is sent back to.
  async signIn(url, { username, password }) {
    const shown = await this.go(url);
    const { back, html } = shown.back ? shown : await this.submit(shown, { username, password });
    if (!back) throw new Error(`no way back to the app: ${html}`);
    return back;
  }
}

module.exports = { Forms, cookies };
