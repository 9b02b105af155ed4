//! An identity pool with all that it depends on, and the calls for its identities: a user pool, its client, two roles.

use std::ops::Deref;

use serde_json::{Value, json};

use crate::{
    api::{self, Administrator, IDENTITY_POOLS, USER_POOLS, text},
    http::{Answer, Connection, Request},
    server::{AccessKey, Server},
    shared::{self, Shared},
    signing::{self, encoded},
};

const PASSWORD: &str = "Analytical-Engine-1843";
/// What a role may be given for Sync.
pub const ALLOW_SYNC: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cognito-sync:*","Resource":"*"}]}"#;

/// Temporary credentials.
#[derive(Clone)]
pub struct Session {
    key: AccessKey,
    token: String,
}

/// See the module. It is on the shared server, where nothing else is said.
pub struct Estate<S = Shared> {
    /// The server that it is on.
    pub server: S,
    /// The administrator who made it.
    pub administrator: Administrator,
    key: AccessKey,
    /// The user pool.
    pub pool: String,
    /// Its client.
    pub client: String,
    /// The identity pool.
    pub identities: String,
}

/// A role's trust policy for guests (`unauthenticated`) or users (`authenticated`) of an identity pool.
pub fn trust(identities: &str, kind: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": identities},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": kind},
        },
    }]})
}

/// The key of a user pool in `Logins`.
pub fn login_key(pool: &str) -> String {
    format!("cognito-idp.us-east-1.amazonaws.com/{pool}")
}

/// The ARN of a role, by its whole name, of the account that servers have where nothing is said.
pub fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::123456789012:role/{name}")
}

/// The text of an element of an answer in XML.
#[track_caller]
fn element(body: &str, name: &str) -> String {
    let (_, rest) = body.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no {name}: {body}"));
    rest.split('<').next().unwrap_or_default().to_owned()
}

/// Code and message of an answer that is a refusal, in any of the protocols.
#[track_caller]
pub fn refusal(answer: &Answer) -> (String, String) {
    assert_ne!(answer.status, 200, "{}", answer.text());
    if answer.header("content-type") == Some("text/xml") {
        let body = answer.text();
        let message = element(&body, "Message").replace("&apos;", "'").replace("&quot;", "\"");
        return (element(&body, "Code"), message);
    }
    let body = answer.json();
    let code = answer.header("x-amzn-errortype").unwrap_or_default().trim_end_matches(':').to_owned();
    (code, text(&body["message"]))
}

impl Estate {
    /// On the shared server.
    pub fn build() -> Self {
        Self::build_on(shared::server())
    }
}

impl<S: Deref<Target = Server>> Estate<S> {
    /// Guests and users of `client` are let in, as the roles `guest` and `known`.
    pub fn build_on(server: S) -> Self {
        let administrator = Administrator::of(&server);
        let (pool, client) = api::user_pool(&administrator);
        let key = server.administrator();
        let mut estate = Self { server, administrator, key, pool, client, identities: String::new() };
        estate.identities = estate.make_identity_pool(&[(&estate.pool, &estate.client)]);
        for (name, kind) in [("guest", "unauthenticated"), ("known", "authenticated")] {
            estate.make_role(name, &trust(&estate.identities, kind), Some(ALLOW_SYNC));
        }
        let roles =
            json!({"unauthenticated": estate.role_arn("guest"), "authenticated": estate.role_arn("known")});
        api::succeeded(&estate.set_roles(&json!({"Roles": roles})));
        estate
    }

    /// The whole name of a role of this estate: the account's roles are one space, for all tests.
    pub fn role(&self, name: &str) -> String {
        let pool: String = self.pool.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("{name}-{pool}")
    }

    /// The ARN of a role of this estate.
    pub fn role_arn(&self, name: &str) -> String {
        role_arn(&self.role(name))
    }

    /// An identity pool that takes guests and users of these clients of user pools.
    pub fn make_identity_pool(&self, clients: &[(&str, &str)]) -> String {
        let provider =
            |(pool, client): &(&str, &str)| json!({"ProviderName": login_key(pool), "ClientId": client});
        let providers: Vec<_> = clients.iter().map(provider).collect();
        let body = json!({
            "IdentityPoolName": "tests",
            "AllowUnauthenticatedIdentities": true,
            "CognitoIdentityProviders": providers,
        });
        text(&self.administrator.identity_pools("CreateIdentityPool", &body)["IdentityPoolId"])
    }

    /// `SetIdentityPoolRoles`
    pub fn set_roles(&self, body: &Value) -> Answer {
        let mut body = body.clone();
        body["IdentityPoolId"] = json!(self.identities);
        self.administrator.ask("cognito-identity", &format!("{IDENTITY_POOLS}.SetIdentityPoolRoles"), &body)
    }

    /// Makes a role that must be made, with a policy.
    #[track_caller]
    pub fn make_role(&self, name: &str, trust: &Value, policy: Option<&str>) {
        let made = self.create_role(name, &trust.to_string());
        assert_eq!(made.status, 200, "{}", made.text());
        if let Some(policy) = policy {
            let put = self.put_policy(name, policy);
            assert_eq!(put.status, 200, "{}", put.text());
        }
    }

    /// `CreateRole`
    pub fn create_role(&self, name: &str, trust: &str) -> Answer {
        self.query(
            None,
            "iam",
            &[("Action", "CreateRole"), ("RoleName", &self.role(name)), ("AssumeRolePolicyDocument", trust)],
        )
    }

    /// `PutRolePolicy`
    pub fn put_policy(&self, role: &str, document: &str) -> Answer {
        let role = self.role(role);
        let form = [
            ("Action", "PutRolePolicy"),
            ("RoleName", &role),
            ("PolicyName", "p"),
            ("PolicyDocument", document),
        ];
        self.query(None, "iam", &form)
    }

    /// `DeleteRole`, its policy first.
    pub fn delete_role(&self, role: &str) -> Answer {
        let role = &*self.role(role);
        self.query(None, "iam", &[("Action", "DeleteRolePolicy"), ("RoleName", role), ("PolicyName", "p")]);
        self.query(None, "iam", &[("Action", "DeleteRole"), ("RoleName", role)])
    }

    /// A Query call, signed by the administrator or by a session.
    pub fn query(&self, session: Option<&Session>, service: &str, form: &[(&str, &str)]) -> Answer {
        let version = if service == "iam" { "2010-05-08" } else { "2011-06-15" };
        let pairs = form.iter().copied().chain([("Version", version)]);
        let pairs: Vec<_> = pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.signed(session, service, &Request::query(&pairs.join("&")))
    }

    /// A call signed by the administrator or by a session.
    pub fn signed(&self, session: Option<&Session>, service: &str, request: &Request) -> Answer {
        self.send(&self.sign(session, service, request))
    }

    /// A request as the administrator or a session signs it.
    pub fn sign(&self, session: Option<&Session>, service: &str, request: &Request) -> Request {
        let key = session.map_or(&self.key, |session| &session.key);
        let token = session.map(|session| &*session.token);
        signing::signed(request, self.server.authority(), service, key, token)
    }

    fn send(&self, request: &Request) -> Answer {
        Connection::open(self.server.authority()).unwrap().exchange(request).unwrap()
    }

    /// An unsigned call of the identity pools' service.
    pub fn identity(&self, operation: &str, body: &Value) -> Answer {
        self.send(&Request::json(&format!("{IDENTITY_POOLS}.{operation}"), body.to_string()))
    }

    /// An unsigned call of the user pools' service.
    pub fn user_pools(&self, operation: &str, body: &Value) -> Answer {
        self.send(&Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string()))
    }

    /// An unsigned call of STS.
    pub fn assume(&self, role: &str, token: &str, more: &[(&str, &str)]) -> Answer {
        let arn = self.role_arn(role);
        let form = [
            ("Action", "AssumeRoleWithWebIdentity"),
            ("Version", "2011-06-15"),
            ("RoleArn", &arn),
            ("RoleSessionName", "tests"),
            ("WebIdentityToken", token),
        ];
        let pairs = form.iter().chain(more).map(|(name, value)| format!("{name}={}", encoded(value)));
        self.send(&Request::query(&pairs.collect::<Vec<_>>().join("&")))
    }

    /// The session of a role that an identity's token must get.
    #[track_caller]
    pub fn assumed(&self, role: &str, token: &str, more: &[(&str, &str)]) -> Session {
        let answer = self.assume(role, token, more);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let body = answer.text();
        let key = AccessKey { id: element(&body, "AccessKeyId"), secret: element(&body, "SecretAccessKey") };
        Session { key, token: element(&body, "SessionToken") }
    }

    /// Makes a confirmed user.
    pub fn make_user(&self, pool: &str, name: &str) {
        let user = json!({"UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS"});
        self.administrator.user_pools("AdminCreateUser", &user);
        let password = json!({"UserPoolId": pool, "Username": name, "Password": PASSWORD, "Permanent": true});
        self.administrator.user_pools("AdminSetUserPassword", &password);
    }

    /// The tokens of a sign-in that must succeed.
    #[track_caller]
    pub fn sign_in(&self, client: &str, name: &str) -> Value {
        let body = self.by_password(client, name);
        api::succeeded(&self.user_pools("InitiateAuth", &body))["AuthenticationResult"].clone()
    }

    /// What begins a sign-in by password.
    pub fn by_password(&self, client: &str, name: &str) -> Value {
        let parameters = json!({"USERNAME": name, "PASSWORD": PASSWORD});
        json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters})
    }

    /// The `Logins` of a user who signs in.
    #[track_caller]
    pub fn logins(&self, pool: &str, client: &str, name: &str) -> Value {
        json!({ login_key(pool): self.sign_in(client, name)["IdToken"] })
    }

    /// `GetId`, which must succeed; a guest's for no logins.
    #[track_caller]
    pub fn get_id(&self, logins: &Value) -> String {
        let body = json!({"IdentityPoolId": self.identities, "Logins": logins});
        text(&api::succeeded(&self.identity("GetId", &body))["IdentityId"])
    }

    /// `GetCredentialsForIdentity`
    pub fn credentials(&self, identity: &str, logins: &Value) -> Answer {
        self.identity("GetCredentialsForIdentity", &json!({"IdentityId": identity, "Logins": logins}))
    }

    /// The session of an identity's credentials, which it must get.
    #[track_caller]
    pub fn session(&self, identity: &str, logins: &Value) -> Session {
        let made = api::succeeded(&self.credentials(identity, logins))["Credentials"].clone();
        let key = AccessKey { id: text(&made["AccessKeyId"]), secret: text(&made["SecretKey"]) };
        Session { key, token: text(&made["SessionToken"]) }
    }

    /// `GetOpenIdToken`, which a guest must get.
    #[track_caller]
    pub fn open_id_token(&self, identity: &str) -> String {
        text(&api::succeeded(&self.identity("GetOpenIdToken", &json!({"IdentityId": identity})))["Token"])
    }

    /// `ListRecords` of a dataset by a session.
    pub fn records(&self, session: &Session, identity: &str, dataset: &str, since: u64) -> Answer {
        let path = format!("{}/records?lastSyncCount={since}", self.dataset(identity, dataset));
        self.signed(Some(session), "cognito-sync", &Request::get(&path))
    }

    /// `UpdateRecords` of one record that was not there, with a token of [`Estate::records`].
    pub fn write(&self, session: &Session, identity: &str, dataset: &str, token: &str) -> Answer {
        self.signed(Some(session), "cognito-sync", &self.writing(identity, dataset, token))
    }

    /// The request of [`Estate::write`], not signed yet.
    pub fn writing(&self, identity: &str, dataset: &str, token: &str) -> Request {
        let record = json!({"Op": "replace", "Key": "k", "Value": "v", "SyncCount": 0});
        let body = json!({"SyncSessionToken": token, "RecordPatches": [record]}).to_string();
        let path = self.dataset(identity, dataset);
        let request = Request { method: "POST", path, headers: Vec::new(), body: body.into() };
        request.with("Content-Type", "application/json")
    }

    /// The path of a dataset.
    pub fn dataset(&self, identity: &str, dataset: &str) -> String {
        let (pool, identity) = (encoded(&self.identities), encoded(identity));
        format!("/identitypools/{pool}/identities/{identity}/datasets/{dataset}")
    }

    /// The answer to a presigned `GetCallerIdentity` of the administrator's, made so long ago, that says to be good for so long (both in
    /// seconds).
    pub fn presigned_caller_identity(&self, ago: u64, good_for: u64) -> Answer {
        let path = "/?Action=GetCallerIdentity&Version=2011-06-15";
        self.send(&signing::presigned(path, self.server.authority(), "sts", &self.key, ago, good_for))
    }

    /// The identity of a session, according to STS.
    pub fn caller_identity(&self, session: &Session) -> Answer {
        self.query(Some(session), "sts", &[("Action", "GetCallerIdentity")])
    }
}
