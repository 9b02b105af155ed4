//! The AWS API by hand: calls in its protocols, signed by AWS's own signer where they must be.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningParams, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use serde_json::Value;

use crate::http::{Answer, Connection, Request};
use crate::server::{AccessKey, Server};

/// The prefix of X-Amz-Target for user pools.
pub const USER_POOLS: &str = "AWSCognitoIdentityProviderService";
/// The prefix of X-Amz-Target for identity pools.
pub const IDENTITY_POOLS: &str = "AWSCognitoIdentityService";

/// The region that is signed for where a test names none.
pub const REGION: &str = "us-east-1";

/// Signs a request by `SigV4` as its `service` in [`REGION`].
#[must_use]
pub fn signed(request: &Request, authority: &str, service: &str, key: &AccessKey, at: SystemTime) -> Request {
    signed_in(REGION, request, authority, service, key, at)
}

/// The same for any region.
#[must_use]
pub fn signed_in(
    region: &str,
    request: &Request,
    authority: &str,
    service: &str,
    key: &AccessKey,
    at: SystemTime,
) -> Request {
    let identity = Credentials::new(&key.id, &key.secret, None, None, "tests").into();
    let parameters: SigningParams<'_> = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(at)
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let url = format!("http://{authority}{}", request.path);
    let host = [("host", authority)];
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(host);
    let signable =
        SignableRequest::new(request.method, url, headers, SignableBody::Bytes(&request.body)).unwrap();
    let (instructions, _signature) = sign(signable, &parameters).unwrap().into_parts();
    let mut request = request.clone();
    for (name, value) in instructions.headers() {
        request = request.with(name, value);
    }
    request
}

/// A caller with an access key, usually an administrator's.
pub struct Administrator {
    authority: String,
    key: AccessKey,
    /// Of temporary credentials.
    session_token: Option<String>,
    region: String,
}

impl Administrator {
    /// The administrator whose key the server made.
    pub fn of(server: &Server) -> Self {
        Self::holding(server, server.administrator())
    }

    /// An administrator whose key the server was given.
    pub fn with_key(server: &Server, id: &str, secret: &str) -> Self {
        let key = AccessKey { id: id.to_owned(), secret: secret.to_owned() };
        Self::holding(server, key)
    }

    fn holding(server: &Server, key: AccessKey) -> Self {
        Self { authority: server.authority().to_owned(), key, session_token: None, region: REGION.to_owned() }
    }

    /// The holder of temporary credentials, as `GetCredentialsForIdentity` gives them.
    pub fn with_credentials(server: &Server, credentials: &Value) -> Self {
        let key =
            AccessKey { id: text(&credentials["AccessKeyId"]), secret: text(&credentials["SecretKey"]) };
        Self { session_token: Some(text(&credentials["SessionToken"])), ..Self::holding(server, key) }
    }

    /// The same caller, whose requests are signed for another region.
    #[must_use]
    pub fn in_region(self, region: &str) -> Self {
        Self { region: region.to_owned(), ..self }
    }

    /// Makes a signed call in JSON 1.1 and gives its answer, success or error.
    pub fn ask(&self, service: &str, target: &str, body: &Value) -> Answer {
        self.send(service, &Request::json(target, body.to_string()))
    }

    /// Makes a signed call in the Query protocol (IAM, STS) and gives its answer, success or error.
    pub fn ask_form(&self, service: &str, form: &str) -> Answer {
        self.send(service, &Request::query(form))
    }

    /// A GET that carries its signature in the query, good for a minute.
    pub fn presigned(&self, service: &str, path: &str) -> Request {
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_mins(1));
        let identity =
            Credentials::new(&self.key.id, &self.key.secret, self.session_token.clone(), None, "tests")
                .into();
        let parameters: SigningParams<'_> = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(service)
            .time(SystemTime::now())
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let url = format!("http://{}{path}", self.authority);
        let host = [("host", self.authority.as_str())].into_iter();
        let signable = SignableRequest::new("GET", url, host, SignableBody::Bytes(&[])).unwrap();
        let (instructions, _signature) = sign(signable, &parameters).unwrap().into_parts();
        let escaped =
            |text: &str| text.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"));
        let added = instructions.params().iter().map(|(name, value)| format!("&{name}={}", escaped(value)));
        Request::get(&format!("{path}{}", added.collect::<String>()))
    }

    /// Signs any request as a call of a service, and gives its answer.
    pub fn send(&self, service: &str, request: &Request) -> Answer {
        let now = SystemTime::now();
        let request = match &self.session_token {
            Some(token) => &request.clone().with("X-Amz-Security-Token", token),
            None => request,
        };
        let request = signed_in(&self.region, request, &self.authority, service, &self.key, now);
        Connection::open(&self.authority).unwrap().exchange(&request).unwrap()
    }

    /// Calls an operation of the user pools' service; it must succeed.
    #[track_caller]
    pub fn user_pools(&self, operation: &str, body: &Value) -> Value {
        succeeded(&self.ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), body))
    }

    /// Calls an operation of the identity pools' service; it must succeed.
    #[track_caller]
    pub fn identity_pools(&self, operation: &str, body: &Value) -> Value {
        succeeded(&self.ask("cognito-identity", &format!("{IDENTITY_POOLS}.{operation}"), body))
    }
}

/// The JSON of an answer that must be a success; null where the operation has no output.
#[track_caller]
pub fn succeeded(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    if answer.body.is_empty() { Value::Null } else { answer.json() }
}

/// A user pool with a client for every flow, without e-mail; gives their ids.
pub fn user_pool(administrator: &Administrator) -> (String, String) {
    user_pool_of(administrator, &serde_json::json!({ "PoolName": "tests" }))
}

/// The same, with codes by mail.
pub fn user_pool_that_mails(administrator: &Administrator) -> (String, String) {
    user_pool_of(
        administrator,
        &serde_json::json!({ "PoolName": "tests", "AutoVerifiedAttributes": ["email"] }),
    )
}

/// The same with these settings of the pool.
pub fn user_pool_of(administrator: &Administrator, settings: &Value) -> (String, String) {
    let pool = administrator.user_pools("CreateUserPool", settings);
    let pool = text(&pool["UserPool"]["Id"]);
    let client = administrator.user_pools(
        "CreateUserPoolClient",
        &serde_json::json!({
            "UserPoolId": pool,
            "ClientName": "tests",
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }),
    );
    (pool, text(&client["UserPoolClient"]["ClientId"]))
}

/// An identity pool that lets guests in; gives its id.
pub fn identity_pool(administrator: &Administrator) -> String {
    let body = serde_json::json!({ "IdentityPoolName": "tests", "AllowUnauthenticatedIdentities": true });
    text(&administrator.identity_pools("CreateIdentityPool", &body)["IdentityPoolId"])
}

/// A JSON string's text.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a string: {value}")).to_owned()
}
