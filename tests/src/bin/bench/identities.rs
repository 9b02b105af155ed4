//! Identities and their datasets over HTTP, each call with its record in the log; beside it, raw appends to the same Postgres.

use actix_rt::System;
use serde_json::{Value, json};
use tests::{
    api::{IDENTITY_POOLS, text},
    database::{self, Cluster},
    http::Request,
    server::AccessKey,
};

use crate::{
    load::{Line, drive},
    place::{Place, json_of},
    raw,
    report::{Ceiling, Report},
    timing::{Waits, metered},
};

const CLIENTS: usize = 32;
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",
"Principal":{"Federated":"cognito-identity.amazonaws.com"},"Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"POOL"}}}]}"#;
const PERMISSIONS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cognito-sync:*",
"Resource":"arn:aws:cognito-sync:*:*:identitypool/*/identity/${cognito-identity.amazonaws.com:sub}/*"}]}"#;

/// Measures.
pub(crate) fn run(report: &mut Report) {
    let place = Place::new(CLIENTS);
    let pool = identity_pool(&place);
    let provider = format!("cognito-idp.us-east-1.amazonaws.com/{}", place.pool);
    let logins: Vec<Value> = (0..CLIENTS).map(|n| json!({ provider.as_str(): place.tokens(n).id })).collect();
    let get_id = |n: usize| {
        let body = json!({"IdentityPoolId": pool, "Logins": logins[n]});
        place.bytes(&format!("{IDENTITY_POOLS}.GetId"), &body)
    };
    let requests: Vec<_> = (0..CLIENTS).map(get_id).collect();
    let ids = once(&place, &requests);
    let ids: Vec<String> = ids.iter().map(|answer| text(&answer["IdentityId"])).collect();
    let (meter, raw) = (place.meter(), raw_appends(&place));
    let measured = metered(&meter, || again(&place, &requests));
    report.add(format!("GetId, known, {CLIENTS} connections"), measured, Ceiling::new("raw appends", raw));
    let guest =
        vec![place.bytes(&format!("{IDENTITY_POOLS}.GetId"), &json!({ "IdentityPoolId": pool })); CLIENTS];
    let measured = metered(&meter, || again(&place, &guest));
    report.add(
        format!("GetId, a new guest, {CLIENTS} connections"),
        measured,
        Ceiling::new("raw appends", raw),
    );
    let vend = |n: usize| {
        let body = json!({"IdentityId": ids[n], "Logins": logins[n]});
        place.bytes(&format!("{IDENTITY_POOLS}.GetCredentialsForIdentity"), &body)
    };
    let requests: Vec<_> = (0..CLIENTS).map(vend).collect();
    let credentials = once(&place, &requests);
    let measured = metered(&meter, || again(&place, &requests));
    report.add(
        format!("GetCredentialsForIdentity, {CLIENTS} connections"),
        measured,
        Ceiling::new("raw appends", raw),
    );
    let devices: Vec<_> =
        (0..CLIENTS).map(|n| Device::new(&pool, &ids[n], &credentials[n]["Credentials"])).collect();
    datasets(report, &place, &devices, raw);
}

/// How many appends a second the log's database takes from one connection that commits as many as there are clients.
fn raw_appends(place: &Place) -> f64 {
    let url = Cluster::of(&place.server.data()).url(database::LOG);
    System::new().block_on(raw::append(&url.parse().unwrap(), CLIENTS)).per_second
}

fn datasets(report: &mut Report, place: &Place, devices: &[Device], raw: f64) {
    let meter = place.meter();
    let open = async |n: usize| Writer::open(place, &devices[n]).await;
    let measured =
        metered(&meter, || drive(CLIENTS, open, async |writer: &mut Writer<'_>| writer.write(place).await));
    report.add(format!("UpdateRecords, {CLIENTS} connections"), measured, Ceiling::new("raw appends", raw));
    let requests: Vec<_> = devices.iter().map(|device| device.list(place)).collect();
    let measured = metered(&meter, || again(place, &requests));
    report.add(format!("ListRecords, {CLIENTS} connections"), measured, Ceiling::new("raw appends", raw));
}

/// Each connection its own request, again and again.
fn again(place: &Place, requests: &[Vec<u8>]) -> Waits {
    let open = async |n: usize| (Line::open(place.authority()).await, requests[n].as_slice());
    drive(requests.len(), open, async |(line, request): &mut (Line, &[u8])| {
        line.ask(request).await;
    })
}

/// Each request once; their answers.
fn once(place: &Place, requests: &[Vec<u8>]) -> Vec<Value> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut line = Line::open(place.authority()).await;
        let mut answers = Vec::new();
        for request in requests {
            answers.push(json_of(line.ask(request).await));
        }
        answers
    })
}

/// An identity pool that takes the user pool's tokens, with one role for all.
fn identity_pool(place: &Place) -> String {
    let provider = format!("cognito-idp.us-east-1.amazonaws.com/{}", place.pool);
    let pool = place.administrator.identity_pools(
        "CreateIdentityPool",
        &json!({
            "IdentityPoolName": "bench", "AllowUnauthenticatedIdentities": true,
            "CognitoIdentityProviders": [{"ProviderName": provider, "ClientId": place.client}],
        }),
    );
    let pool = text(&pool["IdentityPoolId"]);
    let trust = TRUST.replace("POOL", &pool);
    let role = [("Action", "CreateRole"), ("RoleName", "bench"), ("AssumeRolePolicyDocument", &trust)];
    iam(place, &role);
    let permissions = [
        ("Action", "PutRolePolicy"),
        ("RoleName", "bench"),
        ("PolicyName", "sync"),
        ("PolicyDocument", PERMISSIONS),
    ];
    iam(place, &permissions);
    let arn = "arn:aws:iam::123456789012:role/bench";
    let roles = json!({"IdentityPoolId": pool, "Roles": {"authenticated": arn, "unauthenticated": arn}});
    place.administrator.identity_pools("SetIdentityPoolRoles", &roles);
    pool
}

fn iam(place: &Place, parameters: &[(&str, &str)]) {
    let form: String = form_urlencoded::Serializer::new("Version=2010-05-08&".to_owned())
        .extend_pairs(parameters.iter().copied())
        .finish();
    let request = place.signed("iam", &Request::query(&form), &place.server.administrator());
    once_raw(place, &request);
}

fn once_raw(place: &Place, request: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        Line::open(place.authority()).await.ask(request).await;
    });
}

/// A user's device: a dataset, and credentials for it.
struct Device {
    path: String,
    key: AccessKey,
    token: String,
}

impl Device {
    fn new(pool: &str, identity: &str, credentials: &Value) -> Self {
        let escaped = |id: &str| id.replace(':', "%3A");
        Self {
            path: format!("/identitypools/{}/identities/{}/datasets/notes", escaped(pool), escaped(identity)),
            key: AccessKey { id: text(&credentials["AccessKeyId"]), secret: text(&credentials["SecretKey"]) },
            token: text(&credentials["SessionToken"]),
        }
    }

    fn list(&self, place: &Place) -> Vec<u8> {
        let request =
            Request::get(&format!("{}/records", self.path)).with("X-Amz-Security-Token", &self.token);
        place.signed("cognito-sync", &request, &self.key)
    }
}

/// A device that writes one record after another.
struct Writer<'a> {
    device: &'a Device,
    line: Line,
    session: String,
    count: u64,
}

impl<'a> Writer<'a> {
    async fn open(place: &Place, device: &'a Device) -> Self {
        let mut line = Line::open(place.authority()).await;
        let session = text(&json_of(line.ask(&device.list(place)).await)["SyncSessionToken"]);
        Self { device, line, session, count: 0 }
    }

    async fn write(&mut self, place: &Place) {
        let patch = json!({"Op": "replace", "Key": "note", "Value": "a line", "SyncCount": self.count});
        let body = json!({"SyncSessionToken": self.session, "RecordPatches": [patch]});
        let request = Request {
            method: "POST",
            path: self.device.path.clone(),
            headers: Vec::new(),
            body: body.to_string().into(),
        }
        .with("Content-Type", "application/json")
        .with("X-Amz-Security-Token", &self.device.token);
        let request = place.signed("cognito-sync", &request, &self.device.key);
        let answer = json_of(self.line.ask(&request).await);
        self.count = answer["Records"][0]["SyncCount"].as_u64().unwrap();
    }
}
