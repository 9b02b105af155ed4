//! A flood of unauthorised requests: unknown ids of every kind, tokens and paths that are too long, connections that stall. What it leaves
//! behind, in memory and in the database, has a bound.

use std::{
    fs,
    io::Write,
    net::{Shutdown, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    api::{self, Administrator, IDENTITY_POOLS, USER_POOLS, text},
    database::{self, Cluster},
    http::{Connection, Request},
    random::Random,
    server::Recognito,
};

/// How large it is.
#[derive(Clone, Copy, Debug)]
pub struct Flood {
    /// Requests, of all kinds in turn.
    pub requests: usize,
    /// Connections that bring a part of something and no more.
    pub stalled: usize,
    /// Connections that send requests at the same time.
    pub clients: usize,
    /// What is chosen at random follows from it.
    pub seed: u64,
}

/// What it has left behind.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// Resident memory of the server, in bytes: before and after.
    pub memory: (u64, u64),
    /// Size of all databases, in bytes: before and after.
    pub database: (u64, u64),
    /// Requests that were answered.
    pub answered: usize,
    /// Those that were answered by a failure of the service (5xx).
    pub failed: usize,
    /// Connections that stalled and that the server has ended.
    pub ended: usize,
}

/// Operations of user pools that need no signature.
const PUBLIC: [&str; 34] = [
    "AssociateSoftwareToken",
    "ChangePassword",
    "CompleteWebAuthnRegistration",
    "ConfirmDevice",
    "ConfirmForgotPassword",
    "ConfirmSignUp",
    "DeleteUser",
    "DeleteUserAttributes",
    "DeleteWebAuthnCredential",
    "ForgetDevice",
    "ForgotPassword",
    "GetDevice",
    "GetTokensFromRefreshToken",
    "GetUser",
    "GetUserAttributeVerificationCode",
    "GetUserAuthFactors",
    "GlobalSignOut",
    "InitiateAuth",
    "ListDevices",
    "ListUserSessions",
    "ListWebAuthnCredentials",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "RevokeToken",
    "RevokeUserSession",
    "SetUserMFAPreference",
    "SetUserSettings",
    "SignUp",
    "StartWebAuthnRegistration",
    "UpdateAuthEventFeedback",
    "UpdateDeviceStatus",
    "UpdateUserAttributes",
    "VerifySoftwareToken",
    "VerifyUserAttribute",
];
/// The same of identity pools.
const PUBLIC_OF_IDENTITIES: [&str; 4] =
    ["GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity"];
/// How long a server may take to end connections that stall; its longest deadline is 15 seconds.
const ENDS_WITHIN: Duration = Duration::from_secs(40);

/// Floods a server, and gives what that has left behind once the server had time to tidy up.
pub fn flood(server: &Recognito, flood: Flood) -> Left {
    let (_, client) = api::user_pool(&Administrator::of(server));
    let memory = resident(server.pid());
    let size = databases(server);
    let stalled: Vec<TcpStream> = (0..flood.stalled).map(|n| stall(server.authority(), n)).collect();
    let (answered, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for number in 0..flood.clients {
            let (answered, failed, client) = (&answered, &failed, &client);
            let mut hostile = Hostile::new(server.authority(), client, flood.seed, number);
            let requests = (number..flood.requests).step_by(flood.clients);
            scope.spawn(move || {
                for status in requests.filter_map(|n| hostile.send(n)) {
                    answered.fetch_add(1, Ordering::Relaxed);
                    // 501 says that an operation is not built.
                    failed.fetch_add(usize::from(status >= 500 && status != 501), Ordering::Relaxed);
                }
            });
        }
    });
    let ended = stalled.iter().filter(|stream| has_ended(stream)).count();
    Left {
        memory: (memory, resident(server.pid())),
        database: (size, databases(server)),
        answered: answered.into_inner(),
        failed: failed.into_inner(),
        ended,
    }
}

/// A hostile client.
struct Hostile<'a> {
    authority: &'a str,
    /// The id of an existing app client.
    client: &'a str,
    random: Random,
    connection: Option<Connection>,
}

impl<'a> Hostile<'a> {
    fn new(authority: &'a str, client: &'a str, seed: u64, number: usize) -> Self {
        Self { authority, client, random: Random::new(seed ^ ((number as u64) << 32)), connection: None }
    }

    /// Sends the request of this number. Gives the status of the answer, if there was one.
    fn send(&mut self, n: usize) -> Option<u16> {
        let request = self.request(n);
        let mut connection = match self.connection.take().filter(|connection| !connection.is_closed()) {
            Some(connection) => connection,
            None => Connection::open(self.authority).ok()?,
        };
        let answer = connection.exchange(&request).ok()?;
        if answer.header("connection") != Some("close") {
            self.connection = Some(connection);
        }
        Some(answer.status)
    }

    fn request(&mut self, n: usize) -> Request {
        let kinds = PUBLIC.len() + PUBLIC_OF_IDENTITIES.len();
        let kind = n % (kinds + 10);
        if let Some(operation) = PUBLIC.get(kind) {
            let client = self.client_id();
            return Request::json(&format!("{USER_POOLS}.{operation}"), self.body(&client).to_string());
        }
        if let Some(operation) = kind.checked_sub(PUBLIC.len()).and_then(|n| PUBLIC_OF_IDENTITIES.get(n)) {
            let client = self.client_id();
            return Request::json(&format!("{IDENTITY_POOLS}.{operation}"), self.body(&client).to_string());
        }
        let client = self.client.to_owned();
        match kind - kinds {
            0 => Request::get(&format!("/{}/.well-known/jwks.json", self.pool())),
            1 => Request::get(&format!("/{}/.well-known/openid-configuration", self.letters(12_000))),
            2 => Request::get(&format!("/{}/.well-known/jwks.json", self.letters(60_000))),
            3 => self.with_token(100_000),
            // To make one costs the client more than the server to refuse it.
            4 => self.with_token(if (n / (kinds + 10)).is_multiple_of(16) { 2_000_000 } else { 150_000 }),
            5 => self.signed_by_unknown_key(),
            6 => self.assume_role(),
            7 => self.records(),
            8 => self.challenge_of(&client),
            _ => self.forgotten_at(&client),
        }
    }

    /// All members that public operations ask for; each operation takes its own and leaves the others out.
    fn body(&mut self, client: &str) -> Value {
        let user = self.letters(12);
        let token = self.token(40);
        let flow = self.random.one_of(&["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "REFRESH_TOKEN_AUTH"]);
        let challenge = self.random.one_of(&["PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED", "SMS_MFA"]);
        let (pool, identity) = (self.pool(), self.identity());
        json!({
            "ClientId": client, "Username": user, "Password": "Passw0rd!x", "ConfirmationCode": "123456", "Code": "123456",
            "AccessToken": token, "Token": token, "RefreshToken": token, "Session": self.letters(200),
            "PreviousPassword": "Passw0rd!x", "ProposedPassword": "Passw0rd!y", "UserPoolId": pool, "EventId": self.letters(20),
            "FeedbackToken": token, "FeedbackValue": "Valid", "DeviceKey": format!("us-east-1_{}", self.uuid()),
            "AttributeName": "email", "UserCode": "123456", "UserAttributes": [], "UserAttributeNames": ["email"], "MFAOptions": [],
            "AuthFlow": flow,
            "AuthParameters": {"USERNAME": user, "PASSWORD": "Passw0rd!x", "SRP_A": "2000000000", "REFRESH_TOKEN": token},
            "ChallengeName": challenge,
            "ChallengeResponses": {"USERNAME": user, "PASSWORD_CLAIM_SECRET_BLOCK": "aaaa", "PASSWORD_CLAIM_SIGNATURE": "aaaa",
                "TIMESTAMP": "Thu Jan 1 00:00:00 UTC 2026", "NEW_PASSWORD": "Passw0rd!y"},
            "IdentityPoolId": self.identity(), "IdentityId": identity,
            "Logins": {format!("cognito-idp.us-east-1.amazonaws.com/{pool}"): token}, "LoginsToRemove": ["a"],
        })
    }

    fn with_token(&mut self, issuer: usize) -> Request {
        let token = self.token(issuer);
        Request::json(&format!("{USER_POOLS}.GetUser"), json!({ "AccessToken": token }).to_string())
    }

    fn signed_by_unknown_key(&mut self) -> Request {
        let key = self.letters(16).to_uppercase();
        let target = format!("{USER_POOLS}.DescribeUserPool");
        let body = json!({ "UserPoolId": self.pool() }).to_string();
        Request::json(&target, body).with("X-Amz-Date", "20260101T000000Z").with(
            "Authorization",
            &format!(
                "AWS4-HMAC-SHA256 Credential=AKIA{key}/20260101/us-east-1/cognito-idp/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature={}",
                "0".repeat(64)
            ),
        )
    }

    fn assume_role(&mut self) -> Request {
        let (role, token) = (self.letters(20), self.token(40));
        Request::query(&format!(
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=ada&WebIdentityToken={token}\
             &RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2F{role}"
        ))
    }

    fn records(&mut self) -> Request {
        let (pool, identity, dataset) = (self.identity(), self.identity(), self.letters(30));
        Request::get(&format!("/identitypools/{pool}/identities/{identity}/datasets/{dataset}/records"))
    }

    /// By SRP, since a hash for each would make the flood one of hashes.
    fn challenge_of(&mut self, client: &str) -> Request {
        let parameters = json!({"USERNAME": self.letters(20), "SRP_A": "2".repeat(64)});
        let body = json!({"ClientId": client, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
        Request::json(&format!("{USER_POOLS}.InitiateAuth"), body.to_string())
    }

    fn forgotten_at(&mut self, client: &str) -> Request {
        let body = json!({"ClientId": client, "Username": self.uuid()}).to_string();
        Request::json(&format!("{USER_POOLS}.ForgotPassword"), body)
    }

    fn client_id(&mut self) -> String {
        self.letters(26)
    }

    fn pool(&mut self) -> String {
        format!("us-east-1_{}", self.letters(9))
    }

    fn identity(&mut self) -> String {
        format!("us-east-1:{}", self.uuid())
    }

    fn uuid(&mut self) -> String {
        let (high, low) = (self.random.number(), self.random.number());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            high & 0xffff,
            (high >> 16) & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        )
    }

    /// An unsigned token of an unknown issuer, whose name has so many letters.
    fn token(&mut self, issuer: usize) -> String {
        let (issuer, sub) = (format!("http://localhost/{}", self.letters(issuer)), self.uuid());
        let claims = json!({
            "iss": issuer, "sub": sub, "client_id": "x", "token_use": "access", "exp": 9_999_999_999_u64,
            "scope": "aws.cognito.signin.user.admin", "origin_jti": self.uuid(),
        });
        format!(
            "{}.{}.AAAA",
            base64url(b"{\"alg\":\"RS256\",\"kid\":\"x\"}"),
            base64url(claims.to_string().as_bytes())
        )
    }

    /// So many letters and digits; beyond a few the same ones again.
    fn letters(&mut self, count: usize) -> String {
        let few = format!("{:016x}{:016x}", self.random.number(), self.random.number());
        let mut text = few.repeat(count.div_ceil(few.len()));
        text.truncate(count);
        text
    }
}

fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let letter = |bits: u32| char::from(LETTERS[bits as usize & 63]);
    let of_three = |three: &[u8]| {
        let bits =
            three.iter().fold(0, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - three.len()));
        (0..=three.len()).map(move |n| letter(bits >> (18 - 6 * n))).collect::<Vec<_>>()
    };
    bytes.chunks(3).flat_map(of_three).collect()
}

/// A connection that brings a part of something.
pub fn stall(authority: &str, n: usize) -> TcpStream {
    let mut stream = TcpStream::connect(authority).unwrap();
    let head = format!("POST / HTTP/1.1\r\nHost: {authority}\r\nX-Amz-Target: {USER_POOLS}.SignUp\r\n");
    let json = "Content-Type: application/x-amz-json-1.1\r\n";
    let bytes = match n % 8 {
        0 => String::new(),
        1 => head,
        2 => format!("{head}X-Long: {}", "x".repeat(40_000)),
        3 => format!("{head}{json}Content-Length: 200000\r\n\r\n{}", "x".repeat(100_000)),
        4 => format!("{head}{json}Transfer-Encoding: chunked\r\n\r\n10000\r\n{}", "x".repeat(1_000)),
        5 => format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\nhello"),
        6 => format!(
            "GET / HTTP/1.1\r\nHost: {authority}\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nhello"
        ),
        _ => format!("GET /health/live HTTP/1.1\r\nHost: {authority}\r\n\r\n{head}"),
    };
    // The server may close the connection before all of it is sent.
    let _ = stream.write_all(bytes.as_bytes());
    stream
}

/// Whether the server ends the connection within the time that it may take.
pub fn has_ended(mut stream: &TcpStream) -> bool {
    stream.set_read_timeout(Some(ENDS_WITHIN)).unwrap();
    match std::io::copy(&mut stream, &mut std::io::sink()) {
        Ok(_) => true,
        Err(error) => {
            let _ = stream.shutdown(Shutdown::Both);
            !matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
        }
    }
}

/// Resident memory of a process, in bytes.
pub fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap() << 10
}

/// Size of the log and the keys, in bytes.
fn databases(server: &Recognito) -> u64 {
    let cluster = Cluster::of(&server.data());
    let size = |name| cluster.execute(name, "select pg_database_size(current_database())");
    [database::LOG, database::KEYS].map(|name| size(name).trim().parse::<u64>().unwrap()).iter().sum()
}

/// A user pool with one user who can sign in; gives its client, which hides which users exist.
pub fn pool_with_user(administrator: &Administrator, user: &str, password: &str) -> String {
    let (pool, _) = api::user_pool(administrator);
    let client = json!({
        "UserPoolId": pool,
        "ClientName": "flood",
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
    });
    let client =
        text(&administrator.user_pools("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"]);
    let made = json!({"UserPoolId": pool, "Username": user, "MessageAction": "SUPPRESS"});
    assert_eq!(text(&administrator.user_pools("AdminCreateUser", &made)["User"]["Username"]), user);
    let password = json!({"UserPoolId": pool, "Username": user, "Password": password, "Permanent": true});
    administrator.user_pools("AdminSetUserPassword", &password);
    client
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_are_written_as_tokens_have_them() {
        assert_eq!(super::base64url(b"{\"a\":1}"), "eyJhIjoxfQ");
        assert_eq!(super::base64url(b"\xfb\xff\xfe"), "-__-");
    }
}
