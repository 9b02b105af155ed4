//! Identity pools: each operation's calls.

use app::Kind;
use domain::Moment;
use serde_json::{Value, json};

use crate::{
    desk::{Caller, Key, Sheet, of, of_part, text, with},
    user_pools::People,
};

/// An identity pool id of the right form that no pool has.
const UNKNOWN: &str = "us-east-1:00000000-0000-4000-8000-000000000000";
/// What a role may be given for Sync.
pub(crate) const ALLOW_SYNC: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cognito-sync:*","Resource":"*"}]}"#;

/// A role's trust policy for guests (`unauthenticated`) or users (`authenticated`) of an identity pool.
pub(crate) fn trust(identities: &str, kind: &str) -> String {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": identities},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": kind},
        },
    }]})
    .to_string()
}

/// The ARN of a role.
pub(crate) fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::123456789012:role/{name}")
}

/// An identity pool for guests and for users of a user pool, with a role for each.
pub(crate) struct Estate<'a> {
    sheet: &'a Sheet,
    pub(crate) people: People<'a>,
    pub(crate) identities: String,
}

impl<'a> Estate<'a> {
    /// Its roles may do everything in Sync.
    pub(crate) async fn new(sheet: &'a Sheet) -> Self {
        let people = People::new(sheet).await;
        let provider = json!({ "ProviderName": login_key(&people.pool), "ClientId": people.client });
        let pool = json!({ "CognitoIdentityProviders": [provider], "AllowClassicFlow": true });
        let identities = identity_pool(sheet, &pool).await;
        let estate = Self { sheet, people, identities };
        let mut roles = json!({});
        for (name, kind) in [("guest", "unauthenticated"), ("known", "authenticated")] {
            estate.role(name, kind).await;
            roles[kind] = json!(role_arn(name));
        }
        let roles = json!({ "IdentityPoolId": estate.identities, "Roles": roles });
        sheet.ask("cognito-identity:SetIdentityPoolRoles", roles).await;
        estate
    }

    async fn role(&self, name: &str, kind: &str) {
        let trust = trust(&self.identities, kind);
        let role = json!({ "RoleName": name, "AssumeRolePolicyDocument": trust });
        self.sheet.ask("iam:CreateRole", role).await;
        let policy = json!({ "RoleName": name, "PolicyName": "sync", "PolicyDocument": ALLOW_SYNC });
        self.sheet.ask("iam:PutRolePolicy", policy).await;
    }

    /// The `Logins` of a user who joins and signs in.
    pub(crate) async fn logins(&self, name: &str) -> Value {
        let tokens = self.people.member(name).await;
        json!({ login_key(&self.people.pool): tokens["IdToken"] })
    }

    /// An identity; a guest's for no logins.
    pub(crate) async fn identity(&self, logins: &Value) -> String {
        let get = json!({ "IdentityPoolId": self.identities, "Logins": logins });
        text(&self.sheet.ask("cognito-identity:GetId", get).await["IdentityId"])
    }

    /// The holder of an identity's credentials.
    pub(crate) async fn session(&self, identity: &str, logins: &Value) -> Caller {
        session(self.sheet, identity, logins).await
    }
}

/// The key of a user pool in `Logins`.
fn login_key(pool: &str) -> String {
    format!("cognito-idp.us-east-1.amazonaws.com/{pool}")
}

async fn identity_pool(sheet: &Sheet, settings: &Value) -> String {
    let pool = json!({ "IdentityPoolName": "visitors", "AllowUnauthenticatedIdentities": true });
    text(
        &sheet.ask("cognito-identity:CreateIdentityPool", with(&pool, settings.clone())).await["IdentityPoolId"],
    )
}

async fn session(sheet: &Sheet, identity: &str, logins: &Value) -> Caller {
    let get = json!({ "IdentityId": identity, "Logins": logins });
    let made = sheet.ask("cognito-identity:GetCredentialsForIdentity", get).await["Credentials"].clone();
    let of = |name: &str| text(&made[name]);
    Caller::Session(Key::temporary(&of("AccessKeyId"), &of("SecretKey"), &of("SessionToken")))
}

/// A guest of an identity pool of its own, whose role may do nothing.
pub(crate) async fn stranger(sheet: &Sheet) -> Caller {
    let identities = identity_pool(sheet, &json!({})).await;
    let trust = trust(&identities, "unauthenticated");
    sheet.ask("iam:CreateRole", json!({ "RoleName": "stranger", "AssumeRolePolicyDocument": trust })).await;
    let roles = json!({ "IdentityPoolId": identities, "Roles": { "unauthenticated": role_arn("stranger") } });
    sheet.ask("cognito-identity:SetIdentityPoolRoles", roles).await;
    let identity = sheet.ask("cognito-identity:GetId", json!({ "IdentityPoolId": identities })).await;
    session(sheet, &text(&identity["IdentityId"]), &json!({})).await
}

/// What every operation on an identity pool refuses.
async fn no_pool(sheet: &Sheet, input: &Value) {
    sheet.refused("the pool is not there", with(input, json!({ "IdentityPoolId": UNKNOWN }))).await;
    sheet.refused("no id of a pool", with(input, json!({ "IdentityPoolId": "garbage" }))).await;
}

#[test]
fn create_identity_pool() {
    of("cognito-identity:CreateIdentityPool", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let plain = json!({ "IdentityPoolName": "visitors", "AllowUnauthenticatedIdentities": true });
        sheet.refused_as_signed(&plain).await;
        sheet.good("a plain pool", plain.clone()).await;
        let provider = json!({ "ProviderName": login_key(&people.pool), "ClientId": people.client });
        let checked = with(&provider, json!({ "ServerSideTokenCheck": true }));
        sheet.good("with a user pool", with(&plain, json!({ "CognitoIdentityProviders": [checked] }))).await;
        let tagged = json!({ "IdentityPoolTags": { "team": "identity" }, "AllowClassicFlow": true });
        sheet.good("with tags", with(&plain, tagged)).await;
        let foreign =
            json!({ "CognitoIdentityProviders": [{ "ProviderName": "example.com", "ClientId": "c" }] });
        sheet.refused("no user pool", with(&plain, foreign)).await;
        sheet.refused("a name that is none", with(&plain, json!({ "IdentityPoolName": "a?b" }))).await;
    });
}

#[test]
fn describe_identity_pool() {
    of("cognito-identity:DescribeIdentityPool", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let pool = json!({ "IdentityPoolId": estate.identities });
        sheet.refused_as_signed(&pool).await;
        sheet.good("a pool", pool.clone()).await;
        no_pool(sheet, &pool).await;
    });
}

#[test]
fn delete_identity_pool() {
    of("cognito-identity:DeleteIdentityPool", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let pool = json!({ "IdentityPoolId": estate.identities });
        sheet.refused_as_signed(&pool).await;
        sheet.good("a pool is deleted", pool.clone()).await;
        sheet.refused("again", pool.clone()).await;
        no_pool(sheet, &pool).await;
    });
}

#[test]
fn a_pool_is_deleted_by_the_operation_of_its_own_kind_alone() {
    of_part("cognito-identity:DeleteIdentityPool", "kind", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let (app, users) = (&sheet.desk.house.app, &estate.people.pool);
        let moment = Moment::system("test", sheet.desk.house.now(), "test".to_owned());
        // The models' patterns refuse such ids before the service sees them.
        let deleted = app.user_pools.delete_pool(&estate.identities, &moment).await;
        assert_eq!(deleted.unwrap_err().kind, Kind::ResourceNotFound);
        let deleted = app.identity_pools.delete_identity_pool(users, &moment).await;
        assert_eq!(deleted.unwrap_err().kind, Kind::ResourceNotFound);
        sheet.desk.house.run_effects().await;
        sheet
            .ask("cognito-idp:CreateUserPoolClient", json!({ "UserPoolId": users, "ClientName": "app" }))
            .await;
        sheet.good("a pool is deleted", json!({ "IdentityPoolId": estate.identities })).await;
    });
}

#[test]
fn list_identity_pools() {
    of("cognito-identity:ListIdentityPools", async |sheet: &Sheet| {
        let all = json!({ "MaxResults": 60 });
        sheet.refused_as_signed(&all).await;
        sheet.good("all", all.clone()).await;
        identity_pool(sheet, &json!({})).await;
        let first = sheet.ask("cognito-identity:ListIdentityPools", json!({ "MaxResults": 1 })).await;
        let next = json!({ "MaxResults": 1, "NextToken": text(&first["NextToken"]) });
        let second = sheet.ask("cognito-identity:ListIdentityPools", next).await;
        assert_ne!(first["IdentityPools"], second["IdentityPools"]);
        sheet.refused("no page", with(&all, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many at a time", json!({ "MaxResults": 61 })).await;
    });
}

#[test]
fn set_identity_pool_roles() {
    of("cognito-identity:SetIdentityPoolRoles", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let authenticated = json!({ "authenticated": role_arn("known") });
        let set = json!({ "IdentityPoolId": estate.identities, "Roles": authenticated });
        sheet.refused_as_signed(&set).await;
        sheet.good("roles", set.clone()).await;
        let key = format!("{}:{}", login_key(&estate.people.pool), estate.people.client);
        let mapped = |mapping: Value| with(&set, json!({ "RoleMappings": { &*key: mapping } }));
        let rule =
            json!({ "Claim": "email", "MatchType": "Equals", "Value": "a@b", "RoleARN": role_arn("known") });
        let rules = json!({
            "Type": "Rules",
            "AmbiguousRoleResolution": "Deny",
            "RulesConfiguration": { "Rules": [rule] },
        });
        sheet.good("rules", mapped(rules.clone())).await;
        sheet
            .good(
                "roles that the token names",
                mapped(json!({ "Type": "Token", "AmbiguousRoleResolution": "Deny" })),
            )
            .await;
        sheet.refused("rules without any", mapped(with(&rules, json!({ "RulesConfiguration": null })))).await;
        sheet
            .refused(
                "rules that leave it open",
                mapped(with(&rules, json!({ "AmbiguousRoleResolution": null }))),
            )
            .await;
        sheet.refused("rules beside a token", mapped(with(&rules, json!({ "Type": "Token" })))).await;
        let many = json!({ "RulesConfiguration": { "Rules": vec![rule.clone(); 26] } });
        sheet.refused("too many rules", mapped(with(&rules, many))).await;
        sheet.refused("no such kind", with(&set, json!({ "Roles": { "friends": role_arn("known") } }))).await;
        no_pool(sheet, &set).await;
    });
}

#[test]
fn get_identity_pool_roles() {
    of("cognito-identity:GetIdentityPoolRoles", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let pool = json!({ "IdentityPoolId": estate.identities });
        sheet.refused_as_signed(&pool).await;
        sheet.good("roles", pool.clone()).await;
        let bare = identity_pool(sheet, &json!({})).await;
        sheet.good("none", json!({ "IdentityPoolId": bare })).await;
        no_pool(sheet, &pool).await;
    });
}

/// What every operation with logins refuses of them. Ends with the user gone.
async fn no_login(sheet: &Sheet, estate: &Estate<'_>, input: &Value) {
    let key = login_key(&estate.people.pool);
    let given = |key: &str, token: Value| with(input, json!({ "Logins": { key: token } }));
    estate.people.join("eve").await;
    let tokens = estate.people.sign_in("eve").await;
    sheet.refused("no token", given(&key, json!("garbage"))).await;
    sheet.refused("an access token", given(&key, tokens["AccessToken"].clone())).await;
    sheet
        .refused(
            "a provider that the pool does not have",
            given("accounts.google.com", tokens["IdToken"].clone()),
        )
        .await;
    let other = sheet.ask("cognito-idp:CreateUserPool", json!({ "PoolName": "others" })).await;
    let other = login_key(&text(&other["UserPool"]["Id"]));
    sheet.refused("a user pool that the pool does not have", given(&other, tokens["IdToken"].clone())).await;
    sheet.desk.pass(3_600 + 301);
    sheet.refused("a token that has expired", given(&key, tokens["IdToken"].clone())).await;
}

#[test]
fn get_id() {
    of("cognito-identity:GetId", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let pool = json!({ "IdentityPoolId": estate.identities });
        sheet.good("a guest", pool.clone()).await;
        let logins = json!({ "Logins": estate.logins("ada").await });
        sheet.good("a user", with(&pool, logins.clone())).await;
        sheet.refused("nothing is given", json!({})).await;
        no_pool(sheet, &pool).await;
        let closed = identity_pool(sheet, &json!({ "AllowUnauthenticatedIdentities": false })).await;
        sheet.refused("a pool without guests", json!({ "IdentityPoolId": closed })).await;
        no_login(sheet, &estate, &pool).await;
    });
}

/// What every operation on an identity refuses.
async fn no_identity(sheet: &Sheet, estate: &Estate<'_>, input: &Value) {
    sheet.refused("nothing is given", json!({})).await;
    sheet.refused("the identity is not there", with(input, json!({ "IdentityId": UNKNOWN }))).await;
    let (ada, bob) = (estate.logins("anna").await, estate.logins("bert").await);
    let known = estate.identity(&ada).await;
    sheet.refused("a user's identity without logins", json!({ "IdentityId": known })).await;
    sheet.refused("another user's logins", json!({ "IdentityId": known, "Logins": bob })).await;
    let guest = estate.identity(&json!({})).await;
    let merged = json!({ "IdentityId": guest, "Logins": ada });
    sheet.good("a guest who turns out to be known", merged.clone()).await;
    sheet.refused("the guest's identity alone", json!({ "IdentityId": guest })).await;
    no_login(sheet, estate, input).await;
}

#[test]
fn get_open_id_token() {
    of("cognito-identity:GetOpenIdToken", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let guest = json!({ "IdentityId": estate.identity(&json!({})).await });
        sheet.good("a guest", guest.clone()).await;
        let logins = estate.logins("ada").await;
        let known = estate.identity(&logins).await;
        sheet.good("a user", json!({ "IdentityId": known, "Logins": logins })).await;
        no_identity(sheet, &estate, &guest).await;
        let strict = identity_pool(sheet, &json!({ "AllowClassicFlow": false })).await;
        let strict = sheet.ask("cognito-identity:GetId", json!({ "IdentityPoolId": strict })).await;
        sheet.refused("a pool without the classic flow", strict).await;
    });
}

#[test]
fn get_credentials_for_identity() {
    of("cognito-identity:GetCredentialsForIdentity", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let guest = json!({ "IdentityId": estate.identity(&json!({})).await });
        sheet.good("a guest", guest.clone()).await;
        let logins = estate.logins("ada").await;
        let known = json!({ "IdentityId": estate.identity(&logins).await, "Logins": logins });
        sheet.good("a user", known.clone()).await;
        let role = |name: &str| json!({ "CustomRoleArn": role_arn(name) });
        sheet.refused("a guest's choice of a role", with(&guest, role("guest"))).await;
        sheet.refused("a role that the token does not name", with(&known, role("guest"))).await;
        no_identity(sheet, &estate, &guest).await;
        let bare = identity_pool(sheet, &json!({})).await;
        let bare = sheet.ask("cognito-identity:GetId", json!({ "IdentityPoolId": bare })).await;
        sheet.refused("a pool without roles", bare).await;
        let known =
            json!({ "IdentityPoolId": estate.identities, "Roles": { "unauthenticated": role_arn("known") } });
        sheet.ask("cognito-identity:SetIdentityPoolRoles", known).await;
        sheet.refused("a role that does not trust guests", guest).await;
    });
}
