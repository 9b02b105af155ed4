// A person who signs in to a web app in Chromium, by way of the pages.
class Visit {
  constructor(page) { this.page = page; }

  // Waits for the app's page at this address, with its script.
  at(address) {
    return this.page.until(`location.href.startsWith(${JSON.stringify(address)}) && document.readyState === 'complete' && typeof app === 'object'`);
  }

  // Starts something in the app's page that leads elsewhere.
  start(call) { return this.page.evaluate(`void setTimeout(() => ${call})`); }

  // Waits for the sign-in page, and gives its origin.
  async atSignIn() {
    await this.page.until(`location.pathname.endsWith('/login') && document.readyState === 'complete'`);
    return this.page.evaluate('location.origin');
  }

  async signIn({ username, password }) {
    for (const [id, value] of Object.entries({ signInFormUsername: username, signInFormPassword: password })) {
      await this.page.evaluate(`document.getElementById('${id}').value = ${JSON.stringify(value)}`);
    }
    await this.page.evaluate(`void setTimeout(() => document.querySelector('.button-primary').click())`);
  }
}

module.exports = { Visit };
