//! What an operation needs, and what is seen of it once it is done.

use serde_json::{Value, json};
use tests::{
    api::{self, IDENTITY_POOLS, USER_POOLS, text},
    http::Request,
};

use super::House;

impl House {
    pub(super) fn user_pools(&self, operation: &str, body: &Value) -> Request {
        self.signed("cognito-idp", &format!("{USER_POOLS}.{operation}"), body)
    }

    pub(super) fn identity_pools(&self, operation: &str, body: &Value) -> Request {
        self.signed("cognito-identity", &format!("{IDENTITY_POOLS}.{operation}"), body)
    }

    /// The kind of error of a call of the administrator's; empty: it succeeded.
    pub(super) fn refusal(&self, operation: &str, body: &Value) -> String {
        let answer = self.administrator().ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), body);
        if answer.status == 200 { String::new() } else { text(&answer.json()["__type"]) }
    }

    /// A pool that is on the list, takes a client and a user, and signs tokens.
    pub(super) fn is_usable(&self, pool: &str) -> bool {
        if self.facts("account", &format!("pool-{pool}"), "pool.registered") == 0 {
            return false;
        }
        let flows = json!(["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
        let client = json!({"UserPoolId": pool, "ClientName": "c", "ExplicitAuthFlows": flows});
        let client = self.administrator().user_pools("CreateUserPoolClient", &client);
        self.signs_in(pool, &text(&client["UserPoolClient"]["ClientId"]))
    }

    pub(super) fn signs_in(&self, pool: &str, client: &str) -> bool {
        let name = self.name("user");
        self.estate.make_user(pool, &name);
        self.estate.sign_in(client, &name)["IdToken"].is_string()
    }

    /// A user of the estate's pool who is gone, whose name is free, and who is forgotten.
    pub(super) fn is_forgotten(&self, name: &str, sub: &str) -> bool {
        let pool = &self.estate.pool;
        let body = json!({"UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS"});
        self.facts(pool, &format!("subject-user-{sub}"), "subject.forgotten") == 1
            && self.refusal("AdminGetUser", &body) == "UserNotFoundException"
            && self.refusal("AdminCreateUser", &body).is_empty()
    }

    /// A user of both pools, who has an identity by each: `Logins` of the one and the other.
    pub(super) fn logins(&self) -> (Value, Value) {
        let name = self.name("user");
        let estate = &self.estate;
        estate.make_user(&estate.pool, &name);
        estate.make_user(&self.other_pool, &name);
        let one = estate.logins(&estate.pool, &estate.client, &name);
        (one, estate.logins(&self.other_pool, &self.other_client, &name))
    }

    pub(super) fn write(&self, identity: &str, logins: &Value, dataset: &str) {
        let session = self.estate.session(identity, logins);
        let read = api::succeeded(&self.estate.records(&session, identity, dataset, 0));
        let token = text(&read["SyncSessionToken"]);
        api::succeeded(&self.estate.write(&session, identity, dataset, &token));
    }

    /// Whether an identity is disabled, and its dataset is kept with the records by the one that stays.
    pub(super) fn is_merged(&self, left: &str, stays: &str, logins: &Value) -> bool {
        let estate = &self.estate;
        assert_eq!(estate.credentials(left, &json!({})).status, 400, "it is disabled");
        assert_eq!(estate.get_id(logins), stays);
        let session = estate.session(stays, logins);
        let kept = format!("notes.{left}");
        let read = api::succeeded(&estate.records(&session, stays, "notes", 0));
        let records = api::succeeded(&estate.records(&session, stays, &kept.replace(':', "%3A"), 0));
        read["MergedDatasetNames"] == json!([kept]) && records["Records"][0]["Value"] == "v"
    }

    /// How many records an identity's dataset `notes` has, once it is listed if it has any.
    pub(super) fn listed_records(&self, identity: &str) -> usize {
        let estate = &self.estate;
        let session = estate.session(identity, &json!({}));
        let path = estate.dataset(identity, "");
        let listed = estate.signed(Some(&session), "cognito-sync", &Request::get(path.trim_end_matches('/')));
        let listed = api::succeeded(&listed)["Datasets"].as_array().unwrap().len();
        let records = api::succeeded(&estate.records(&session, identity, "notes", 0));
        let records = records["Records"].as_array().unwrap().len();
        assert_eq!(listed, records, "a name without records, or records without a name");
        records
    }
}
