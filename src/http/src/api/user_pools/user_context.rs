//! What clients tell of the user's device and network: `UserContextData` and `ContextData`.

use std::net::IpAddr;

use app::user_pools::{clients::OpenClient, watch::UserContext};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Personal, user_pools::risk::Fingerprint};
use wire::cognito_idp::{ContextDataType, HttpHeader, UserContextDataType};

/// Characters of `EncodedData` that are read; scripts send about 1,000.
const ENCODED_MAX: usize = 8_192;

/// What a client says that anybody may be. The address counts only from a program that keeps a secret, where the client propagates it;
/// its secret is checked with the call.
pub(super) fn public(client: &OpenClient, given: Option<UserContextDataType>) -> UserContext {
    let Some(given) = given else { return UserContext::default() };
    let propagates = client.config.propagates_user_context && client.config.secret.is_some();
    UserContext {
        address: given.ip_address.filter(|_| propagates).map(address),
        fingerprint: fingerprint(given.encoded_data.as_deref()),
    }
}

/// What a program says that signs a user in. The program's own address says nothing of the user.
pub(super) fn of_program(given: Option<ContextDataType>) -> UserContext {
    let Some(given) = given else {
        return UserContext { address: Some(Personal::default()), ..UserContext::default() };
    };
    let fingerprint = fingerprint(given.encoded_data.as_deref());
    let software = fingerprint.software.or_else(|| user_agent(given.http_headers));
    UserContext {
        address: Some(address(given.ip_address)),
        fingerprint: Fingerprint { software, ..fingerprint },
    }
}

/// What is no address counts as none.
fn address(text: String) -> Personal<String> {
    if text.parse::<IpAddr>().is_ok() { Personal::Known(text) } else { Personal::default() }
}

fn user_agent(headers: Vec<HttpHeader>) -> Option<String> {
    let is_user_agent = |header: &HttpHeader| {
        header.header_name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("user-agent"))
    };
    headers.into_iter().find(is_user_agent).and_then(|header| header.header_value)
}

/// What cannot be read tells nothing.
pub(crate) fn fingerprint(encoded: Option<&str>) -> Fingerprint {
    let short = encoded.map(str::trim).filter(|encoded| encoded.len() <= ENCODED_MAX);
    let json = short.and_then(|encoded| STANDARD.decode(encoded).ok());
    json.map(|json| Fingerprint::of_json(&json)).unwrap_or_default()
}
