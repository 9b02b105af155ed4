//! The operations, and how one sees that each was done wholly.

use super::{House, Request, Value, api, json, text};
use crate::identities::both;
use tests::api::{IDENTITY_POOLS, USER_POOLS};

/// An operation that is to be cut off.
pub(super) struct Attempt {
    /// As the log names it.
    pub(super) operation: &'static str,
    pub(super) request: Request,
    /// Whether all that belongs to it is there.
    pub(super) is_whole: Box<dyn Fn(&House) -> bool>,
}

/// Makes what an operation needs, and its request.
pub(super) type Make = fn(&House) -> Attempt;

/// The first append decides, and others follow in the list of pools, or once a person's key is destroyed.
pub(super) const DECIDED_AND_FINISHED: &[Make] = &[
    create_user_pool,
    create_client,
    delete_client,
    delete_user_pool,
    create_identity_pool,
    delete_identity_pool,
    admin_delete_user,
    delete_user,
];

/// Several aggregates change in one append. Credentials and tokens are recorded in another, once that has made the identity whole.
pub(super) const IN_ONE_APPEND: &[Make] = &[
    get_id_of_two_identities,
    credentials_for_a_guest_who_is_known,
    token_for_a_guest_who_is_known,
    begin_dataset,
    delete_dataset,
];

impl House {
    fn user_pools(&self, operation: &str, body: &Value) -> Request {
        self.signed("cognito-idp", &format!("{USER_POOLS}.{operation}"), body)
    }

    fn identity_pools(&self, operation: &str, body: &Value) -> Request {
        self.signed("cognito-identity", &format!("{IDENTITY_POOLS}.{operation}"), body)
    }

    /// The kind of error of a call of the administrator's; empty: it succeeded.
    fn refusal(&self, operation: &str, body: &Value) -> String {
        let answer = self.administrator().ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), body);
        if answer.status == 200 { String::new() } else { text(&answer.json()["__type"]) }
    }

    /// A pool that is on the list, takes a client and a user, and signs tokens.
    fn is_usable(&self, pool: &str) -> bool {
        if self.facts("account", &format!("pool-{pool}"), "pool.registered") == 0 {
            return false;
        }
        let flows = json!(["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
        let client = json!({"UserPoolId": pool, "ClientName": "c", "ExplicitAuthFlows": flows});
        let client = self.administrator().user_pools("CreateUserPoolClient", &client);
        self.signs_in(pool, &text(&client["UserPoolClient"]["ClientId"]))
    }

    fn signs_in(&self, pool: &str, client: &str) -> bool {
        let name = self.name("user");
        self.estate.make_user(pool, &name);
        self.estate.sign_in(client, &name)["IdToken"].is_string()
    }

    /// A user of the estate's pool who is gone, whose name is free, and who is forgotten.
    fn is_forgotten(&self, name: &str, sub: &str) -> bool {
        let pool = &self.estate.pool;
        let body = json!({"UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS"});
        self.facts(pool, &format!("subject-user-{sub}"), "subject.forgotten") == 1
            && self.refusal("AdminGetUser", &body) == "UserNotFoundException"
            && self.refusal("AdminCreateUser", &body).is_empty()
    }

    /// A user of both pools, who has an identity by each: `Logins` of the one and the other.
    fn logins(&self) -> (Value, Value) {
        let name = self.name("user");
        let estate = &self.estate;
        estate.make_user(&estate.pool, &name);
        estate.make_user(&self.other_pool, &name);
        let one = estate.logins(&estate.pool, &estate.client, &name);
        (one, estate.logins(&self.other_pool, &self.other_client, &name))
    }

    fn write(&self, identity: &str, logins: &Value, dataset: &str) {
        let session = self.estate.session(identity, logins);
        let read = api::succeeded(&self.estate.records(&session, identity, dataset, 0));
        let token = text(&read["SyncSessionToken"]);
        api::succeeded(&self.estate.write(&session, identity, dataset, &token));
    }

    /// Whether an identity is disabled, and its dataset is kept with the records by the one that stays.
    fn is_merged(&self, left: &str, stays: &str, logins: &Value) -> bool {
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
    fn listed_records(&self, identity: &str) -> usize {
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

fn create_user_pool(house: &House) -> Attempt {
    let name = house.name("pool");
    Attempt {
        operation: "cognito-idp:CreateUserPool",
        request: house.user_pools("CreateUserPool", &json!({ "PoolName": name })),
        is_whole: Box::new(move |house| {
            let pools = house.administrator().user_pools("ListUserPools", &json!({"MaxResults": 60}));
            let pools = pools["UserPools"].as_array().unwrap();
            let made = pools.iter().find(|pool| pool["Name"] == *name);
            made.is_some_and(|pool| house.is_usable(&text(&pool["Id"])))
        }),
    }
}

fn create_client(house: &House) -> Attempt {
    let (pool, _) = api::user_pool(house.administrator());
    let flows = json!(["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    let body = json!({"UserPoolId": pool, "ClientName": "made", "ExplicitAuthFlows": flows});
    Attempt {
        operation: "cognito-idp:CreateUserPoolClient",
        request: house.user_pools("CreateUserPoolClient", &body),
        is_whole: Box::new(move |house| {
            let clients = json!({"UserPoolId": pool, "MaxResults": 60});
            let clients = house.administrator().user_pools("ListUserPoolClients", &clients);
            let clients = clients["UserPoolClients"].as_array().unwrap();
            let made = clients.iter().find(|client| client["ClientName"] == "made");
            house.facts("account", &format!("pool-{pool}"), "pool.client_registered") == 2
                && made.is_some_and(|client| house.signs_in(&pool, &text(&client["ClientId"])))
        }),
    }
}

fn delete_client(house: &House) -> Attempt {
    let (pool, client) = api::user_pool(house.administrator());
    let body = json!({"UserPoolId": pool, "ClientId": client});
    Attempt {
        operation: "cognito-idp:DeleteUserPoolClient",
        request: house.user_pools("DeleteUserPoolClient", &body),
        is_whole: Box::new(move |house| {
            let refusal = house.refusal("DescribeUserPoolClient", &body);
            assert_eq!(refusal, "ResourceNotFoundException");
            house.facts("account", &format!("pool-{pool}"), "pool.client_unregistered") == 1
        }),
    }
}

fn delete_user_pool(house: &House) -> Attempt {
    let (pool, _) = api::user_pool(house.administrator());
    let body = json!({ "UserPoolId": pool });
    Attempt {
        operation: "cognito-idp:DeleteUserPool",
        request: house.user_pools("DeleteUserPool", &body),
        is_whole: Box::new(move |house| {
            assert_eq!(house.refusal("DescribeUserPool", &body), "ResourceNotFoundException");
            house.facts("account", &format!("pool-{pool}"), "pool.unregistered") == 1
        }),
    }
}

fn create_identity_pool(house: &House) -> Attempt {
    let name = house.name("identities");
    let body = json!({"IdentityPoolName": name, "AllowUnauthenticatedIdentities": true});
    Attempt {
        operation: "cognito-identity:CreateIdentityPool",
        request: house.identity_pools("CreateIdentityPool", &body),
        is_whole: Box::new(move |house| {
            let pools = house.administrator().identity_pools("ListIdentityPools", &json!({"MaxResults": 60}));
            let pools = pools["IdentityPools"].as_array().unwrap();
            let made = pools.iter().find(|pool| pool["IdentityPoolName"] == *name);
            made.is_some_and(|pool| {
                let guest =
                    house.estate.identity("GetId", &json!({"IdentityPoolId": pool["IdentityPoolId"]}));
                let guest = json!({"IdentityId": api::succeeded(&guest)["IdentityId"]});
                // The id leads to its pool by way of the list of pools.
                house.estate.identity("GetOpenIdToken", &guest).status == 200
            })
        }),
    }
}

fn delete_identity_pool(house: &House) -> Attempt {
    let pool = api::identity_pool(house.administrator());
    let body = json!({ "IdentityPoolId": pool });
    Attempt {
        operation: "cognito-identity:DeleteIdentityPool",
        request: house.identity_pools("DeleteIdentityPool", &body),
        is_whole: Box::new(move |house| {
            let target = format!("{IDENTITY_POOLS}.DescribeIdentityPool");
            let described = house.administrator().ask("cognito-identity", &target, &body);
            assert_eq!(described.json()["__type"], "ResourceNotFoundException");
            house.facts("account", &format!("pool-{pool}"), "pool.unregistered") == 1
        }),
    }
}

/// A user of the estate's pool: name and `sub`.
fn user(house: &House) -> (String, String) {
    let (name, estate) = (house.name("user"), &house.estate);
    estate.make_user(&estate.pool, &name);
    let body = json!({"UserPoolId": estate.pool, "Username": name});
    let attributes = house.administrator().user_pools("AdminGetUser", &body)["UserAttributes"].clone();
    let sub = attributes.as_array().unwrap().iter().find(|attribute| attribute["Name"] == "sub");
    let sub = text(&sub.unwrap()["Value"]);
    (name, sub)
}

fn admin_delete_user(house: &House) -> Attempt {
    let (name, sub) = user(house);
    let body = json!({"UserPoolId": house.estate.pool, "Username": name});
    Attempt {
        operation: "cognito-idp:AdminDeleteUser",
        request: house.user_pools("AdminDeleteUser", &body),
        is_whole: Box::new(move |house| house.is_forgotten(&name, &sub)),
    }
}

fn delete_user(house: &House) -> Attempt {
    let (name, sub) = user(house);
    let tokens = house.estate.sign_in(&house.estate.client, &name);
    let body = json!({"AccessToken": tokens["AccessToken"]});
    Attempt {
        operation: "cognito-idp:DeleteUser",
        request: Request::json(&format!("{USER_POOLS}.DeleteUser"), body.to_string()),
        is_whole: Box::new(move |house| house.is_forgotten(&name, &sub)),
    }
}

fn get_id_of_two_identities(house: &House) -> Attempt {
    let ((one, two), estate) = (house.logins(), &house.estate);
    let (stays, leaves) = (estate.get_id(&one), estate.get_id(&two));
    house.write(&leaves, &two, "notes");
    let body = json!({"IdentityPoolId": estate.identities, "Logins": both(&one, &two)});
    Attempt {
        operation: "cognito-identity:GetId",
        request: Request::json(&format!("{IDENTITY_POOLS}.GetId"), body.to_string()),
        is_whole: Box::new(move |house| {
            house.is_merged(&leaves, &stays, &two) && house.estate.get_id(&one) == stays
        }),
    }
}

/// A guest with a dataset, and a user who has an identity: who shows the user's login for the guest's id is both.
fn guest_who_is_known(house: &House, operation: &'static str, named: &str) -> Attempt {
    let ((logins, _), estate) = (house.logins(), &house.estate);
    let (stays, guest) = (estate.get_id(&logins), estate.get_id(&json!({})));
    house.write(&guest, &json!({}), "notes");
    let body = json!({"IdentityId": guest, "Logins": logins});
    Attempt {
        operation,
        request: Request::json(&format!("{IDENTITY_POOLS}.{named}"), body.to_string()),
        is_whole: Box::new(move |house| house.is_merged(&guest, &stays, &logins)),
    }
}

fn credentials_for_a_guest_who_is_known(house: &House) -> Attempt {
    let named = "GetCredentialsForIdentity";
    guest_who_is_known(house, "cognito-identity:GetCredentialsForIdentity", named)
}

fn token_for_a_guest_who_is_known(house: &House) -> Attempt {
    guest_who_is_known(house, "cognito-identity:GetOpenIdToken", "GetOpenIdToken")
}

fn begin_dataset(house: &House) -> Attempt {
    let estate = &house.estate;
    let guest = estate.get_id(&json!({}));
    let session = estate.session(&guest, &json!({}));
    let read = api::succeeded(&estate.records(&session, &guest, "notes", 0));
    let writing = estate.writing(&guest, "notes", &text(&read["SyncSessionToken"]));
    Attempt {
        operation: "cognito-sync:UpdateRecords",
        request: estate.sign(Some(&session), "cognito-sync", &writing),
        is_whole: Box::new(move |house| house.listed_records(&guest) == 1),
    }
}

fn delete_dataset(house: &House) -> Attempt {
    let estate = &house.estate;
    let guest = estate.get_id(&json!({}));
    house.write(&guest, &json!({}), "notes");
    let session = estate.session(&guest, &json!({}));
    let path = estate.dataset(&guest, "notes");
    let delete = Request { method: "DELETE", ..Request::get(&path) };
    Attempt {
        operation: "cognito-sync:DeleteDataset",
        request: estate.sign(Some(&session), "cognito-sync", &delete),
        is_whole: Box::new(move |house| house.listed_records(&guest) == 0),
    }
}
