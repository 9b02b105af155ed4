//! A first sign-in at another provider: it makes a user, and opens a session.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    thread,
};

use serde_json::json;
use tests::{
    api,
    http::{Connection, Request},
};

use super::{
    House,
    attempts::{Attempt, Make},
};

/// The first append makes the user, the next opens the session.
pub(super) const AT_A_PROVIDER: &[Make] = &[first_sign_in];

/// As much of Facebook as a sign-in needs: a code is worth a user of the same id. Gives its `host:port`.
pub(super) fn provider() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
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
                Some(code) if head.contains("/oauth/access_token") => json!({ "access_token": code }),
                _ => json!({ "id": bearer }),
            };
            let said = said.to_string();
            let length = said.len();
            let _ = write!(
                stream.get_mut(),
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{said}"
            );
        }
    });
    host
}

/// A client of a pool whose users come from the provider.
#[derive(Clone)]
struct Client {
    domain: String,
    id: String,
}

impl Client {
    fn made(house: &House) -> Self {
        let (pool, _) = api::user_pool(house.administrator());
        let domain = house.name("federated");
        let administrator = house.administrator();
        let named = json!({"UserPoolId": pool, "Domain": domain});
        administrator.user_pools("CreateUserPoolDomain", &named);
        let details = json!({"client_id": "app", "client_secret": "s", "authorize_scopes": "public_profile"});
        let provider = json!({
            "UserPoolId": pool, "ProviderName": "Facebook", "ProviderType": "Facebook", "ProviderDetails": details,
        });
        administrator.user_pools("CreateIdentityProvider", &provider);
        let client = json!({
            "UserPoolId": pool, "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": ["https://app.example/"], "SupportedIdentityProviders": ["Facebook"],
        });
        let made = administrator.user_pools("CreateUserPoolClient", &client);
        Self { domain, id: api::text(&made["UserPoolClient"]["ClientId"]) }
    }

    /// The request with which a browser comes back from the provider.
    fn back(&self, house: &House, user: &str) -> Request {
        let Self { domain, id } = self;
        let query = format!(
            "client_id={id}&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fapp.example%2F"
        );
        let authorize = Request::get(&format!("/d/{domain}/oauth2/authorize?{query}"));
        let mut connection = Connection::open(house.estate.server.authority()).unwrap();
        let answer = connection.exchange(&authorize).unwrap();
        let to = answer.header("location").unwrap();
        let state = to.split("state=").nth(1).unwrap().split('&').next().unwrap();
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap();
        let back = format!("/d/{domain}/oauth2/idpresponse?code={user}&state={state}");
        Request::get(&back).with("cookie", cookie)
    }
}

fn first_sign_in(house: &House) -> Attempt {
    let (client, user) = (Client::made(house), house.name("user"));
    let request = client.back(house, &user);
    let is_whole = move |house: &House| {
        let again = client.back(house, &user);
        let mut connection = Connection::open(house.estate.server.authority()).unwrap();
        let answer = connection.exchange(&again).unwrap();
        answer.header("location").is_some_and(|to| to.starts_with("https://app.example/?code="))
    };
    Attempt { operation: "oauth2:/oauth2/idpresponse", request, is_whole: Box::new(is_whole) }
}
