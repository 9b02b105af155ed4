//! Signing in on the pages, beside the same by the API; how soon a page begins to come, and how heavy it is.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    time::{Duration, Instant},
};

use serde_json::json;
use tests::api::text;

use crate::{
    directory::echo_per_second,
    load::{Line, drive},
    place::{PASSWORD, Place, user},
    report::{Ceiling, Report},
    sign_in::{CLIENTS, sign_in_by_password},
    timing::{Waits, metered},
};

/// The prefix of the pool's domain, whose pages are found by path.
const SITE: &str = "/d/bench";
const CALLBACK: &str = "http://localhost/callback";
/// What a form of ours repeats of the browser's cookie.
const CSRF: &str = "AAAAAAAAAAAAAAAAAAAAAA";
/// Connections that fetch pages.
const READERS: usize = 8;

/// Measures forms, forms with the tokens for their codes, and pages.
pub(crate) fn run(report: &mut Report, cores: usize) {
    let place = Place::new(CLIENTS);
    let site = Site::new(&place);
    let meter = place.meter();
    let open = async |n| (n, Line::open(place.authority()).await);
    let by_api = metered(&meter, || {
        drive(CLIENTS, open, async |(n, line): &mut (usize, Line)| {
            sign_in_by_password(&place, *n, line).await;
        })
    });
    let of_api = || Ceiling::new("sign-in by the API", by_api.per_second());
    let forms = metered(&meter, || {
        drive(CLIENTS, open, async |(n, line): &mut (usize, Line)| {
            site.code(*n, line).await;
        })
    });
    report.add(format!("sign-in form, {CLIENTS} connections"), forms, of_api());
    let whole = metered(&meter, || {
        drive(CLIENTS, open, async |(n, line): &mut (usize, Line)| {
            let code = site.code(*n, line).await;
            site.redeem(&code, line).await;
        })
    });
    report.add(format!("sign-in form and its tokens, {CLIENTS} connections"), whole, of_api());
    pages(report, &place, &site, cores);
}

/// How soon the sign-in page comes, and how heavy it is.
fn pages(report: &mut Report, place: &Place, site: &Site, cores: usize) {
    let request = site.get(&format!("{SITE}/login?{}", site.query));
    let echo = echo_per_second(cores, READERS);
    let first_bytes = RefCell::new(Vec::<Duration>::new());
    let open = async |_| Line::open(place.authority()).await;
    let measured = metered(&place.meter(), || {
        drive(READERS, open, async |line: &mut Line| {
            let asked = Instant::now();
            line.send(&request).await;
            line.first_byte().await;
            first_bytes.borrow_mut().push(asked.elapsed());
            assert!(line.rest().await.starts_with(b"HTTP/1.1 200"));
        })
    });
    report.add(
        format!("sign-in page, {READERS} connections"),
        measured,
        Ceiling::new("an echo of JSON", echo),
    );
    let mut first_bytes = Waits(first_bytes.into_inner());
    report.note(format!(
        "sign-in page: its first byte after {:.2} ms (p50), {:.2} ms (p99)",
        first_bytes.percentile(50),
        first_bytes.percentile(99)
    ));
    let (page, files) = weigh(place, site, &request);
    report.note(format!(
        "sign-in page: {:.1} kB, with its {} files {:.1} kB",
        kilobytes(page),
        files.len(),
        kilobytes(page + files.iter().sum::<usize>())
    ));
}

/// The bytes of a page, and of each file that it refers to.
fn weigh(place: &Place, site: &Site, request: &[u8]) -> (usize, Vec<usize>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut line = Line::open(place.authority()).await;
        let page = String::from_utf8(line.ask(request).await.to_vec()).unwrap();
        let addresses: BTreeSet<&str> = page.split('"').filter(|text| text.contains("/assets/")).collect();
        let mut files = Vec::new();
        for address in addresses {
            files.push(line.ask(&site.get(address)).await.len());
        }
        assert!(files.len() >= 2, "a stylesheet and a script at least");
        (page.len(), files)
    })
}

fn kilobytes(bytes: usize) -> f64 {
    crate::timing::count(bytes) / 1e3
}

/// The pages of a pool, and the client that sends its users there.
struct Site {
    authority: String,
    client: String,
    /// The parameters of the client's request.
    query: String,
}

impl Site {
    fn new(place: &Place) -> Self {
        let (pool, administrator) = (&place.pool, &place.administrator);
        let domain = json!({"UserPoolId": pool, "Domain": "bench", "ManagedLoginVersion": 2});
        administrator.user_pools("CreateUserPoolDomain", &domain);
        let client = json!({
            "UserPoolId": pool,
            "ClientName": "Bench",
            "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "aws.cognito.signin.user.admin"],
            "CallbackURLs": [CALLBACK],
            "SupportedIdentityProviders": ["COGNITO"],
        });
        let made = administrator.user_pools("CreateUserPoolClient", &client);
        let client = text(&made["UserPoolClient"]["ClientId"]);
        let style = json!({"UserPoolId": pool, "ClientId": client, "UseCognitoProvidedValues": true});
        administrator.user_pools("CreateManagedLoginBranding", &style);
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([
            ("client_id", &*client),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid aws.cognito.signin.user.admin"),
        ]);
        Self { authority: place.authority().to_owned(), query: query.finish(), client }
    }

    /// The bytes of a request for a page or a file.
    fn get(&self, address: &str) -> Vec<u8> {
        format!("GET {address} HTTP/1.1\r\nHost: {}\r\n\r\n", self.authority).into_bytes()
    }

    /// The bytes of a form.
    fn post(&self, address: &str, fields: &[(&str, &str)]) -> Vec<u8> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        format!(
            "POST {address} HTTP/1.1\r\nHost: {}\r\nOrigin: null\r\nCookie: XSRF-TOKEN-d-bench={CSRF}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.authority,
            body.len()
        )
        .into_bytes()
    }

    /// Sends the form of the sign-in page; gives the code with which the browser is sent back.
    async fn code(&self, n: usize, line: &mut Line) -> String {
        let name = user(n);
        let fields = [("username", name.as_str()), ("password", PASSWORD), ("_csrf", CSRF)];
        line.send(&self.post(&format!("{SITE}/login?{}", self.query), &fields)).await;
        let answer = String::from_utf8_lossy(line.rest().await).into_owned();
        let code =
            answer.split_once("/callback?code=").map(|(_, rest)| rest.lines().next().unwrap_or_default());
        code.unwrap_or_else(|| panic!("no code: {answer}")).trim().to_owned()
    }

    /// Brings a code for tokens.
    async fn redeem(&self, code: &str, line: &mut Line) {
        let code = form_urlencoded::parse(format!("code={code}").as_bytes()).next().unwrap().1.into_owned();
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", self.client.as_str()),
            ("code", &code),
            ("redirect_uri", CALLBACK),
        ];
        let answer = line.ask(&self.post(&format!("{SITE}/oauth2/token"), &fields)).await;
        assert!(answer.windows(12).any(|bytes| bytes == b"access_token"));
    }
}
