//! A browser as far as forms need one: it keeps cookies, follows redirects on its host, and sends what a page's form holds.

use std::collections::BTreeMap;

use crate::desk::{Answer, Caller, Request, Sheet};

/// Where the domain `people` is found by its path.
pub(crate) const SITE: &str = "/d/people";
/// The cookie of a browser's session there.
const SESSION: &str = "cognito-d-people";

/// Browsers drop a cookie that is longer.
const COOKIE_MAX: usize = 4_096;

/// A browser.
pub(crate) struct Browser<'a> {
    sheet: &'a Sheet,
    cookies: BTreeMap<String, String>,
    /// The address of the page that is open.
    pub(crate) at: String,
    /// The answer that it shows.
    pub(crate) page: Answer,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(sheet: &'a Sheet) -> Self {
        let page = Answer { status: 0, headers: Vec::new(), body: String::new() };
        Self { sheet, cookies: BTreeMap::new(), at: String::new(), page }
    }

    /// Opens an address of the site, and follows redirects as long as they stay there. Gives the address that leads elsewhere.
    pub(crate) async fn open(&mut self, address: &str) -> Option<String> {
        let answer = self.send("GET", address, "").await;
        self.follow(address, answer).await
    }

    /// Sends the form of the page to an address, with these fields and what the page hides in it.
    pub(crate) async fn send_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Option<String> {
        let csrf = self.csrf();
        let all = fields.iter().copied().chain([("_csrf", &*csrf)]);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        let query = self.at.split_once('?').map_or("", |(_, query)| query).to_owned();
        let address = format!("{SITE}{path}?{query}");
        let answer = self.send("POST", &address, &body).await;
        self.follow(&address, answer).await
    }

    /// One request, whose answer is not followed.
    pub(crate) async fn send(&mut self, method: &'static str, address: &str, body: &str) -> Answer {
        let from: &[_] = if method == "POST" { &[("origin", "null")] } else { &[] };
        self.send_from(from, method, address, body).await
    }

    /// The same with headers by which browsers say where a request comes from.
    pub(crate) async fn send_from(
        &mut self,
        from: &[(&str, &str)],
        method: &'static str,
        address: &str,
        body: &str,
    ) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::plain(method, address, body).with("cookie", &cookies.join("; "));
        if method == "POST" {
            request = request.with("content-type", "application/x-www-form-urlencoded");
        }
        request = from.iter().fold(request, |request, (name, value)| request.with(name, value));
        let answer = self.sheet.desk.send_as(request, "", &Caller::Nobody).await;
        for (name, value) in &answer.headers {
            if name == "set-cookie" {
                self.keep(value);
            }
        }
        answer
    }

    async fn follow(&mut self, address: &str, mut answer: Answer) -> Option<String> {
        let mut at = address.to_owned();
        while let Some(to) = answer.header("location").map(str::to_owned) {
            if !to.starts_with('/') {
                return Some(to);
            }
            at = to;
            answer = self.send("GET", &at, "").await;
        }
        (self.at, self.page) = (at, answer);
        None
    }

    fn keep(&mut self, set: &str) {
        assert!(set.len() <= COOKIE_MAX, "{} bytes: {set}", set.len());
        let (name, rest) = set.split_once('=').unwrap();
        let (value, attributes) = rest.split_once(';').unwrap();
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/d/people"] {
            assert!(attributes.contains(attribute), "{set}");
        }
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// The path of the page that is open.
    pub(crate) fn path(&self) -> &str {
        let path = self.at.split('?').next().unwrap_or_default();
        path.strip_prefix(SITE).unwrap_or(path)
    }

    /// What the page's forms repeat; empty where it has none.
    pub(crate) fn csrf(&self) -> String {
        let after = self.page.body.split_once("name=\"_csrf\" value=\"").map_or("", |(_, after)| after);
        after.split('"').next().unwrap_or_default().to_owned()
    }

    pub(crate) fn has(&self, cookie: &str) -> bool {
        self.cookies.keys().any(|name| name.starts_with(cookie))
    }

    /// The cookie by which the pages know the browser again.
    pub(crate) fn session(&self) -> Option<String> {
        self.cookies.get(SESSION).cloned()
    }

    /// Puts another browser's cookie into this one.
    pub(crate) fn plant_session(&mut self, cookie: &str) {
        self.cookies.insert(SESSION.to_owned(), cookie.to_owned());
    }
}

/// The parameters that an address tells.
pub(crate) fn told(address: &str) -> BTreeMap<String, String> {
    let (_, told) = address.split_once('#').or_else(|| address.split_once('?')).unwrap_or_default();
    form_urlencoded::parse(told.as_bytes()).into_owned().collect()
}
