//! A double of Facebook, and a client whose users come from there. The double has the metadata of a SAML provider too.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use serde_json::{Value, json};
use tests::{
    api::{self, Administrator},
    http::{Connection, Request},
    saml,
    server::Server,
};

/// Where the client is sent back to.
const CALLBACK: &str = "https://app.example/";

/// Where the double has the metadata of a SAML provider.
pub(crate) const METADATA: &str = "/saml/metadata";

/// As much of Facebook as a sign-in needs: a code is worth the user of the same id. Gives its `host:port`.
pub(crate) fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let host = listener.local_addr().expect("its address").to_string();
    thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(answer));
    host
}

/// The settings of a server that calls it.
pub(crate) fn settings(host: &str) -> [String; 4] {
    let address = format!("Facebook=http://{host}");
    ["--provider-host".to_owned(), host.to_owned(), "--provider-address".to_owned(), address]
}

/// The code becomes the access token, and that the id of the user.
fn answer(stream: TcpStream) {
    let mut stream = BufReader::new(stream);
    let (mut head, mut bearer) = (String::new(), String::new());
    let _ = stream.read_line(&mut head);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).unwrap_or(0) <= 2 {
            break;
        }
        if let Some(token) = line.to_ascii_lowercase().strip_prefix("authorization: bearer ") {
            token.trim().clone_into(&mut bearer);
        }
    }
    let code = head.split("code=").nth(1).and_then(|rest| rest.split(['&', ' ']).next());
    let said = match code {
        _ if head.contains(METADATA) => saml::metadata("school"),
        Some(code) if head.contains("/oauth/access_token") => json!({ "access_token": code }).to_string(),
        _ => json!({ "id": bearer }).to_string(),
    };
    let length = said.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    let _ = write!(stream.get_mut(), "{head}{said}");
}

/// A client of a pool whose users come from there.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) pool: String,
    domain: String,
    id: String,
}

impl Client {
    /// One of a new pool with this domain, and with these functions.
    pub(crate) fn made(administrator: &Administrator, domain: &str, functions: &Value) -> Self {
        let naming = json!({ "CaseSensitive": false });
        let pool = json!({ "PoolName": domain, "LambdaConfig": functions, "UsernameConfiguration": naming });
        let pool = api::text(&administrator.user_pools("CreateUserPool", &pool)["UserPool"]["Id"]);
        let named = json!({ "UserPoolId": pool, "Domain": domain });
        administrator.user_pools("CreateUserPoolDomain", &named);
        let details =
            json!({ "client_id": "app", "client_secret": "s", "authorize_scopes": "public_profile" });
        let provider = json!({
            "UserPoolId": pool, "ProviderName": "Facebook", "ProviderType": "Facebook", "ProviderDetails": details,
            "AttributeMapping": { "email": "email" },
        });
        administrator.user_pools("CreateIdentityProvider", &provider);
        let client = json!({
            "UserPoolId": pool, "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"], "CallbackURLs": [CALLBACK],
            "SupportedIdentityProviders": ["Facebook"],
        });
        let made = administrator.user_pools("CreateUserPoolClient", &client);
        Self { pool, domain: domain.to_owned(), id: api::text(&made["UserPoolClient"]["ClientId"]) }
    }

    /// The request with which a browser comes back from there, as a user.
    pub(crate) fn back(&self, server: &Server, user: &str) -> Request {
        let Self { domain, id, .. } = self;
        let query = format!(
            "client_id={id}&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fapp.example%2F"
        );
        let authorize = Request::get(&format!("/d/{domain}/oauth2/authorize?{query}"));
        let answer = exchange(server, &authorize);
        let to = answer.header("location").expect("the way to the provider");
        let state = to.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
        let cookie = answer.header("set-cookie").and_then(|set| set.split(';').next()).expect("a cookie");
        Request::get(&format!("/d/{domain}/oauth2/idpresponse?code={user}&state={state}"))
            .with("cookie", cookie)
    }

    /// Whether a user who comes back gets a code.
    pub(crate) fn signs_in(&self, server: &Server, user: &str) -> bool {
        let answer = exchange(server, &self.back(server, user));
        answer.header("location").is_some_and(|to| to.starts_with(&format!("{CALLBACK}?code=")))
    }
}

fn exchange(server: &Server, request: &Request) -> tests::http::Answer {
    let mut connection = Connection::open(server.authority()).expect("a connection");
    connection.exchange(request).expect("an answer")
}
