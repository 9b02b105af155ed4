//! The pages of a pool as browsers use them: the bytes of forms, and what their answers are good for.

use serde_json::json;
use tests::api::text;

use crate::{load::Line, place::Place};

/// The prefix of the pool's domain, whose pages are found by path.
const SITE: &str = "/d/bench";
const CALLBACK: &str = "http://localhost/callback";
/// What a form of ours repeats of the browser's cookie.
const CSRF: &str = "AAAAAAAAAAAAAAAAAAAAAA";
/// The cookie that holds what the next page has to know.
const PAGE_DATA: &str = "page-data-d-bench=";

/// The pages of a pool, and the client that sends its users there.
pub(crate) struct Site {
    authority: String,
    pub(crate) client: String,
    /// The parameters of the client's request.
    query: String,
}

impl Site {
    /// Makes the client, which may use these flows in the API, and the domain of its pages.
    pub(crate) fn new(place: &Place, flows: &[&str]) -> Self {
        let (pool, administrator) = (&place.pool, &place.administrator);
        let domain = json!({"UserPoolId": pool, "Domain": "bench", "ManagedLoginVersion": 2});
        administrator.user_pools("CreateUserPoolDomain", &domain);
        let client = json!({
            "UserPoolId": pool,
            "ClientName": "Bench",
            "ExplicitAuthFlows": flows,
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

    /// The address of a page for the client's request.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{SITE}{path}?{}", self.query)
    }

    /// The bytes of a request for a page or a file.
    pub(crate) fn get(&self, address: &str) -> Vec<u8> {
        format!("GET {address} HTTP/1.1\r\nHost: {}\r\n\r\n", self.authority).into_bytes()
    }

    /// The bytes of a form, with what the page before has left for it.
    fn post(&self, address: &str, fields: &[(&str, &str)], page_data: Option<&str>) -> Vec<u8> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let page_data = page_data.map_or_else(String::new, |data| format!("; {PAGE_DATA}{data}"));
        format!(
            "POST {address} HTTP/1.1\r\nHost: {}\r\nOrigin: null\r\nCookie: XSRF-TOKEN-d-bench={CSRF}{page_data}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.authority,
            body.len()
        )
        .into_bytes()
    }

    /// Sends the form of a page, with what the page before has left for it.
    pub(crate) async fn send(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        page_data: Option<&str>,
        line: &mut Line,
    ) -> Redirected {
        let fields = [fields, &[("_csrf", CSRF)]].concat();
        line.send(&self.post(&self.address(path), &fields, page_data)).await;
        Redirected(String::from_utf8_lossy(line.rest().await).into_owned())
    }

    /// Brings a code for tokens.
    pub(crate) async fn redeem(&self, code: &str, line: &mut Line) {
        let code = form_urlencoded::parse(format!("code={code}").as_bytes()).next().unwrap().1.into_owned();
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", self.client.as_str()),
            ("code", &code),
            ("redirect_uri", CALLBACK),
        ];
        let answer = line.ask(&self.post(&format!("{SITE}/oauth2/token"), &fields, None)).await;
        assert!(answer.windows(12).any(|bytes| bytes == b"access_token"));
    }
}

/// The answer to a form: where the browser goes, and what it keeps for the next page.
pub(crate) struct Redirected(String);

impl Redirected {
    /// The code with which the browser is sent back to the client.
    pub(crate) fn code(&self) -> String {
        self.after("/callback?code=", '\r').to_owned()
    }

    /// What the next page has to know.
    pub(crate) fn page_data(&self) -> String {
        self.after(PAGE_DATA, ';').to_owned()
    }

    /// What stands between a text and a character.
    fn after(&self, text: &str, end: char) -> &str {
        let found = self.0.split_once(text).and_then(|(_, rest)| rest.split(end).next());
        found.unwrap_or_else(|| panic!("no {text} in {}", self.0))
    }
}
